"""Health checks: what works, what will soon need a person, what needs one now."""
