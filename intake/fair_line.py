"""A line for slow work in which networks take turns.

Whoever tries often from one network waits behind those who try for the first time, and holds few
of the places. Where all places are taken, a network that holds fewer takes the last of the one that
holds most.
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
    """Too many people wait in this line right now. The visitor must try again soon."""


@dataclass(frozen=True, order=True, slots=True)
class Ticket:
    """A place in the line: first those with few recent tries, then by arrival."""

    tries: int
    number: int
    network: str = field(compare=False)


class FairLine:
    """A line in front of *at_once* places.

    At most *longest* threads wait in it, of one network at most *of_one_network*. Visitors whose
    network is unknown, such as all of an onion service, count as one network, named by the empty
    string, which has *of_unknown* places.
    """

    def __init__(
        self,
        *,
        at_once: int,
        longest: int,
        of_one_network: int,
        of_unknown: int,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self.at_once, self.longest = at_once, longest
        self.of_one_network, self.of_unknown = of_one_network, of_unknown
        self._now, self._numbers = now, count()
        self._changed = Condition()
        self._running = 0
        self._waiting: list[Ticket] = []
        self._recent: deque[tuple[float, str]] = deque()

    @contextmanager
    def place(self, network: str, *, patience: float) -> Iterator[None]:
        """Wait for a place, at most *patience* seconds. Raise :class:`TooManyWaiting`."""
        ticket = self._join(network)
        self._wait(ticket, patience)
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def is_full_for(self, network: str) -> bool:
        """Return true if a visitor from *network* would not be let into the line now."""
        with self._changed:
            ticket = Ticket(self._tries_of(network), next(self._numbers), network)
            return self._holds_its_places(network) or (
                len(self._waiting) >= self.longest and self._weaker_than(ticket) is None
            )

    def _join(self, network: str) -> Ticket:
        with self._changed:
            ticket = Ticket(self._tries_of(network), next(self._numbers), network)
            if self._holds_its_places(network):
                raise TooManyWaiting
            if len(self._waiting) >= self.longest:
                self._make_room_for(ticket)
            self._recent.append((self._now(), network))
            self._waiting.append(ticket)
            return ticket

    def _make_room_for(self, ticket: Ticket) -> None:
        """Remove the last ticket of the network with most. Raise :class:`TooManyWaiting`."""
        if (last := self._weaker_than(ticket)) is None:
            raise TooManyWaiting
        self._waiting.remove(last)
        self._changed.notify_all()

    def _weaker_than(self, ticket: Ticket) -> Ticket | None:
        """Return the last ticket of the network with most.

        Return ``None`` if the network of *ticket* would hold as many, and tried as often.
        """
        if not self._waiting:
            return None
        last = max(self._waiting, key=lambda waiting: (self._places_of(waiting.network), waiting))
        asks = (self._places_of(ticket.network) + 1, ticket.tries)
        return last if asks < (self._places_of(last.network), last.tries) else None

    def _wait(self, ticket: Ticket, patience: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_over(ticket), patience)
            has_place = ticket in self._waiting and self._is_next(ticket)
            if ticket in self._waiting:
                self._waiting.remove(ticket)
            self._running += has_place
            self._changed.notify_all()
        if not has_place:
            raise TooManyWaiting

    def _is_over(self, ticket: Ticket) -> bool:
        """Return true if the ticket lost its place, or is the next."""
        return ticket not in self._waiting or self._is_next(ticket)

    def _is_next(self, ticket: Ticket) -> bool:
        return self._running < self.at_once and min(self._waiting) is ticket

    def _holds_its_places(self, network: str) -> bool:
        most = self.of_one_network if network else self.of_unknown
        return self._places_of(network) >= most

    def _places_of(self, network: str) -> int:
        return sum(1 for ticket in self._waiting if ticket.network == network)

    def _tries_of(self, network: str) -> int:
        """Return the recent tries of a network; forget older ones."""
        while self._recent and self._recent[0][0] < self._now() - RECENT_SECONDS:
            self._recent.popleft()
        return sum(1 for _, other in self._recent if other == network)
