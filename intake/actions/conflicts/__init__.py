"""Conflict checks, stubs of erased cases, and duplicates."""
