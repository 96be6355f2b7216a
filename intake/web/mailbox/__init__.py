"""The applicants' mailbox: what became of a request, opened with the return code."""
