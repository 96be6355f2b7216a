"""The dates of a case: confirm or close one, correct the answer behind it, undo either."""
