"""Answers in and out: exports of other survey tools, and our own CSV, XLSX, JSON and SPSS files."""
