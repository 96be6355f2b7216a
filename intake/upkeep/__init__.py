"""Upkeep: the last run of backups, housekeeping and checks, and the number of failed answers."""
