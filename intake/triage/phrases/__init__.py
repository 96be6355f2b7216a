"""The sentences of the rules: to the applicant, to a helper, to staff. ``*_DO`` say what to do."""
