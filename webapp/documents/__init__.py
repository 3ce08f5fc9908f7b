"""Findings put into words: pages' parts, docx, exports."""
