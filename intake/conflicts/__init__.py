"""Whom we may not help because of whom we helped: names compared across scripts and spellings."""
