"""Scheduled jobs. They need no key."""
