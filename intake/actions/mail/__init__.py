"""Letters: routing, delivery, reminders."""
