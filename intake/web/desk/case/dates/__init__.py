"""The dates of a case, and the correction of an answer on which dates rest."""
