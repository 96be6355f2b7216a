"""A line for slow work in which networks take turns.

Whoever tries often from one network waits behind those who try for the first time, and holds few
of the places, so that the others are served.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Condition
from time import monotonic

RECENT_SECONDS = 60.0
"""Seconds for which a try counts against its network."""


class TooManyWaiting(Exception):
    """Too many people wait in this line right now. The applicant must try again soon."""


@dataclass(frozen=True, order=True, slots=True)
class Ticket:
    """A place in the line: first those with few recent tries, then by arrival."""

    tries: int
    number: int
    network: str = field(compare=False)


class FairLine:
    """A line in front of *at_once* places.

    At most *longest* threads wait in it, of one network at most *of_one_network*. An empty network
    is unknown and shares its places with nobody.
    """

    def __init__(
        self,
        *,
        at_once: int,
        longest: int,
        of_one_network: int,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self.at_once, self.longest, self.of_one_network = at_once, longest, of_one_network
        self._now, self._numbers = now, count()
        self._changed = Condition()
        self._running = 0
        self._waiting: list[Ticket] = []
        self._recent: deque[tuple[float, str]] = deque()

    @contextmanager
    def turn(self, network: str, *, patience: float) -> Iterator[None]:
        """Wait for a place, at most *patience* seconds. Raise :class:`TooManyWaiting`."""
        ticket = self._join(network)
        self._wait(ticket, patience)
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def _join(self, network: str) -> Ticket:
        with self._changed:
            ahead = sum(1 for ticket in self._waiting if network and ticket.network == network)
            if len(self._waiting) >= self.longest or ahead >= self.of_one_network:
                raise TooManyWaiting
            ticket = Ticket(self._tries_of(network), next(self._numbers), network)
            self._recent.append((self._now(), network))
            self._waiting.append(ticket)
            return ticket

    def _wait(self, ticket: Ticket, patience: float) -> None:
        with self._changed:
            has_place = self._changed.wait_for(lambda: self._is_next(ticket), patience)
            self._waiting.remove(ticket)
            self._running += has_place
            self._changed.notify_all()
        if not has_place:
            raise TooManyWaiting

    def _is_next(self, ticket: Ticket) -> bool:
        return self._running < self.at_once and min(self._waiting) is ticket

    def _tries_of(self, network: str) -> int:
        """Return the recent tries of a network; forget older ones."""
        while self._recent and self._recent[0][0] < self._now() - RECENT_SECONDS:
            self._recent.popleft()
        return sum(1 for _, other in self._recent if network and other == network)
