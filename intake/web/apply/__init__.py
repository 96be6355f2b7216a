"""The applicants' door: questions, result, check, send."""
