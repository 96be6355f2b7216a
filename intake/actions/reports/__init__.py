"""Count what happens with cases, and put reports together from the counts."""
