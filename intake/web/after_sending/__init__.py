"""What applicants see after sending: the card to keep, and where their request is."""
