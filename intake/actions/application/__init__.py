"""An applicant's request, from the first answer to its withdrawal."""
