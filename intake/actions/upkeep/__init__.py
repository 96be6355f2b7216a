"""Scheduled work that needs no key."""
