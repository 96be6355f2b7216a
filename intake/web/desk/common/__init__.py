"""Code that several pages of the desk share: forms, labels, rows, letters."""
