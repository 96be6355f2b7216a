"""Acts of people and of the worker: one module for each, inside the caller's transaction."""
