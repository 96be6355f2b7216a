"""Staff: members, their roles, and their authentication."""
