"""A team's keys: creation, access, renewal, recovery."""
