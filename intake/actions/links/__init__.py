"""Links between cases: of the same person, or of one family. Each case keeps its own key."""
