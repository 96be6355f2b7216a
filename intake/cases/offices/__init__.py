"""The cases of offices."""
