"""Bare Debian machines for ``tests/soak/bare_server.py``: each a root of its own, booted."""
