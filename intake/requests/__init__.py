"""Requests: one row for each applicant, from the first stored answer to erasure."""
