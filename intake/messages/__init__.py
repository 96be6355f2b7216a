"""Messages: what the team and the person write to each other, kept under the case key."""
