"""Conflict checks, walls and duplicates."""
