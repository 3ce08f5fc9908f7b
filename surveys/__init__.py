"""Consultations, surveys and what people answered: plain Python, no web.

Functions take the session first, flush and never commit, and return values and codes, never
sentences. What people wrote lies encrypted in the database (surveys.crypto).
"""
