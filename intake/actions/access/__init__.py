"""Verify who acts and what they may do, and unlock their keys."""
