"""Route, deliver and settle emails, and queue reminders."""
