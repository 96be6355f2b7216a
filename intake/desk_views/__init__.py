"""Desk views: what of the queue a member saved, to look at it again."""
