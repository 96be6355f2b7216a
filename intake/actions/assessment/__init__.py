"""Assess answers: urgency, eligibility, and what another answer would change."""
