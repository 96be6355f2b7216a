"""Backups: creation, verification, restoration."""
