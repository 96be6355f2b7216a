"""The pages that applicants see after sending: the card to keep, and the progress."""
