"""What staff do to one case."""
