"""Limit concurrent runs of Argon2id, so that many sign-ins do not exhaust the memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic

from intake.fair_line import FairLine, TooManyWaiting

AT_ONCE = 2
AT_ONCE_OF_STRANGERS = 1
"""Runs at once for browsers that no member is known by, so that a member's own never waits behind
those who guess passwords."""

PATIENCE = 10.0

_places = threading.BoundedSemaphore(AT_ONCE)


def new_strangers_line() -> FairLine:
    """Return an empty line for browsers that no member is known by.

    It is short, so that those who guess passwords do not hold the threads that serve pages.
    """
    return FairLine(at_once=AT_ONCE_OF_STRANGERS, longest=6, of_one_network=4)


_strangers = new_strangers_line()


class TooBusy(Exception):
    """Others were in line for too long; the same can be tried again."""


def is_full_for(network: str) -> bool:
    """Return true if an unknown browser of *network* would be told at once that it is busy."""
    return _strangers.is_full_for(network)


def forgive(network: str, member_id: str) -> None:
    """Forgive a try of *network* by which the password of this member was right."""
    _strangers.forgive(network, member_id)


@contextmanager
def stretching_place(*, known: bool = True, network: str = "") -> Iterator[None]:
    """Wait for one of two places, at most ten seconds; :class:`TooBusy` after that.

    Browsers that are not *known* share one of the two, for which they wait in a line where a
    *network* that tried often comes last. Where that line is full they are told at once.
    """
    until = monotonic() + PATIENCE
    with ExitStack() as taken:
        if not known:
            try:
                taken.enter_context(_strangers.place(network, patience=PATIENCE))
            except TooManyWaiting:
                raise TooBusy from None
        if not _places.acquire(timeout=max(0.0, until - monotonic())):
            raise TooBusy
        taken.callback(_places.release)
        yield
