"""Offices of a team: which states and languages each serves, and who works there."""
