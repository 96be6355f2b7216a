"""Times for a call that are offered to the applicant."""
