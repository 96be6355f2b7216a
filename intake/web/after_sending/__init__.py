"""What is told after sending: the card to keep, the progress, and deadlines on a later day."""
