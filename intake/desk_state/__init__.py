"""State of the desk pages: pages open on a case, saved views of the queue, undoable bulk acts."""
