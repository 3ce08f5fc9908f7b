"""Content that ships with the product, and the loader that puts it into a database."""
