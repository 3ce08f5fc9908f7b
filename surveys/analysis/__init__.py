"""What people wrote, turned into counts that can be published: language, personal data, harm, themes, tone.

Plain Python without the web: it may use the models and queries of ``surveys`` and numeric and text libraries only.
"""
