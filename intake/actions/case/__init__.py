"""Actions of staff on one case."""
