"""Eight invented people in eight situations, and the acts of staff on their requests."""
