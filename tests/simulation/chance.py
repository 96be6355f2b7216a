"""The choices of a step, and the random bytes that the product asks for, both from the seed."""

import os
import random
from contextlib import contextmanager
from random import Random
from types import SimpleNamespace

import pytest
from sqlalchemy.sql import selectable


class Chance:
    """Chance that depends on the seed and the number of the step alone.

    Steps that are left out, to shrink a failing run, change nothing for those that remain.
    """

    def __init__(self, seed):
        self.seed = seed
        self.begin_step(0)

    def begin_step(self, number):
        """Begin the choices and the random bytes of a step."""
        self.choices = Random(f"{self.seed}/{number}/choices")
        self.entropy = Random(f"{self.seed}/{number}/entropy")

    def urandom(self, length):
        """Return random bytes, in place of ``os.urandom``."""
        return self.entropy.randbytes(length)


@contextmanager
def seeded(chance):
    """Take ids, tokens, codes and nonces from *chance* within this context.

    SQLAlchemy names a subquery by chance when it compiles it, in the first run of a process alone.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selectable, "os", SimpleNamespace(urandom=os.urandom))
        patch.setattr(os, "urandom", chance.urandom)
        patch.setattr(random, "_urandom", chance.urandom)
        yield
