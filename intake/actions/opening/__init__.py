"""Open seals for one session: drafts, cases, cards, keys."""
