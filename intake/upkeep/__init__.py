"""Upkeep: when backups, housekeeping and checks last ran, and how often answers failed."""
