"""The pages before the first question, and the way out."""
