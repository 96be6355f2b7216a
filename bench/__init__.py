"""How fast the product is, beside a three-line Flask application under the same server."""
