"""Health: what works, what will soon need someone, what needs someone now."""
