"""Page objects: what a person sees and does on each page, found by accessible role and name.

A page object is made by arriving: it waits for its one h1 and lets the page be inspected
(`inspection.py`). What one can do there gives the page object that one arrives at.
"""
