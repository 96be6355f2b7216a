"""The questionnaire: questions, conditions, and the order of asking. Plain Python."""
