"""The team's list of interpreters."""
