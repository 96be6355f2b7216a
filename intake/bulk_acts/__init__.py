"""Bulk acts: what a member did to many cases at once, for as long as it can be taken back."""
