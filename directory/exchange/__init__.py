"""The directory in and out: CSV, XLSX, our own JSON, HSDS JSON and the HSDS tabular package."""
