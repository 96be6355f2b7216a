"""Lend cases to volunteers until a day."""
