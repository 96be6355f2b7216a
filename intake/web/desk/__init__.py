"""The staff door: the queue, and a case."""
