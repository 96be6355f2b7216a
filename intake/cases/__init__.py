"""Cases: sent questionnaires, kept sealed, and the order in which they are looked at."""
