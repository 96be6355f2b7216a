"""What we ask: questions, conditions, and the way through them. Plain Python."""
