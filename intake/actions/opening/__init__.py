"""Open sealed data for one session: drafts, cases, cards, keys."""
