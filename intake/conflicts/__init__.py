"""Conflict check: compare names across scripts and spellings, also with erased cases."""
