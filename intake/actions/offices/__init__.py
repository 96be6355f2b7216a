"""Offices: keep them, route requests to them, move cases, narrow lists to one's own."""
