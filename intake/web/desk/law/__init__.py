"""The law page, the rule tester and the recalculation of deadlines."""
