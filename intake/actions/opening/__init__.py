"""Open sealed data for one session: drafts, cases, cards, keys; seal the rows that acts change."""

from intake.actions.opening import sealed_rows

__all__ = ["sealed_rows"]
"""Loaded with any module of the folder, so that no act commits before its rows are sealed."""
