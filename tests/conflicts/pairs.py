"""Pairs of spellings of one name, and of names that only look alike; all persons are invented."""

from pathlib import Path

from tests.support.tables import rows

PAIRS = Path(__file__).with_suffix(".txt")
ONE_PERSON = rows(PAIRS, "one person")
NOT_ONE = rows(PAIRS, "not one")
