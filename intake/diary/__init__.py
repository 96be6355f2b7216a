"""The diary: the dates that each case must meet, and their states."""
