"""Times for a call that a member offers in a case, and of which the applicant chooses one."""
