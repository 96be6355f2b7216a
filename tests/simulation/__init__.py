"""Simulate people, staff, workers, kills and faults in one process, by one seed.

``python -m tests.simulation SEED`` runs a seed, prints its steps, and shrinks them if a promise was
broken. Everything that could differ between two runs comes from the seed: the choices, the random
bytes of the product, the clock, the mail server, the faults of the database.
"""
