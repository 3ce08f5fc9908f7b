"""The post: mail that goes out, links that come back signed, and what people report as wrong."""
