"""Other cases of the same person or family: found, compared side by side, linked, merged."""
