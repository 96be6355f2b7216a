"""The diary: the dates a case must meet, and what came of each."""
