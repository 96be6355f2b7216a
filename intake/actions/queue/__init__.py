"""What staff do to the queue: search, saved views, many cases at once."""
