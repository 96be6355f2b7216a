"""Tallies of what happened with requests, for reports: counts that name no case."""
