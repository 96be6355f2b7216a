"""Read the sealed cards of a team: single ones, and packs of them."""
