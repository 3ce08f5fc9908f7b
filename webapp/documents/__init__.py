"""Findings and facts put into words: pages, documents, API."""
