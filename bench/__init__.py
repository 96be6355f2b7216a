"""Benchmarks of the product against a three-line Flask application on the same server."""
