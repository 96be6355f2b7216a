"""Sessions of staff: rows that are worth nothing without the cookie."""
