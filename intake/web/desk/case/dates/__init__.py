"""The dates of a case."""
