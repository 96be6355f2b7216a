"""Requests: one person's asking, from the first kept answer to erasure."""
