"""Referrals: other organisations as dated data, and the choice of those that fit a person."""
