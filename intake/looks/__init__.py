"""Looks: who has a case open just now, so that two do not work it unknown to each other."""
