"""Staff: who works here, in which roles, and how they show that it is them."""
