"""Counts of cases by their clear columns."""
