"""Actions on the queue: saved views, and changes of many cases at once."""
