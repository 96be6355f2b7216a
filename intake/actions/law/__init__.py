"""Changes of the law, and their effect on open cases."""
