"""Withdraw a closing that waits for a second member."""
