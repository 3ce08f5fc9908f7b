"""The codebook as files: CSV for spreadsheets, JSON for programs, QDC for NVivo, MAXQDA, ATLAS.ti and Taguette."""
