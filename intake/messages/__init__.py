"""Messages between the team and the applicant, sealed under the case key."""
