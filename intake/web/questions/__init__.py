"""Question pages as forms: shared by the doors that ask."""
