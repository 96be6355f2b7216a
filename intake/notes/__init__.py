"""Notes of staff about a case, sealed under the case key."""
