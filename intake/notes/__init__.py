"""Notes: what staff write down about a case for themselves, kept under the case key."""
