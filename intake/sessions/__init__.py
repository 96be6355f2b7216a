"""Sessions of staff. Their rows open nothing without the token in the cookie."""
