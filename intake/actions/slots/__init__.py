"""Calls: booked by a member, or at a time that a member offers and the applicant chooses."""
