"""State of the desk pages: saved views of the queue, undoable bulk acts, long work."""
