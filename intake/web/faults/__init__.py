"""Errors and faults: their pages, codes and counts."""
