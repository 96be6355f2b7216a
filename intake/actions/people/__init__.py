"""Plan the work of members: name, capacity and absence, and a suggested owner for a case."""
