"""A line for slow work in which networks take turns.

Each network has one place before any has two, and one that was served often comes after those that
were served less. Among equals, whoever waits longest is next. A full line drops its last: whoever
was dropped, or waited in vain, comes back with the time that they waited, and stands where they
stood. Many people who know their code or password may share a network, so a try that was right is
forgiven: others of its network stand as if they came no earlier than that. So at most one try of
each other network goes before that of a person whose network made none, or right ones alone.
"""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from itertools import count
from math import inf
from threading import Condition
from time import monotonic

from intake.frozen import record

RECENT_SECONDS = 900.0
"""Seconds for which a try that was served counts against its network."""
MOST_TRIES = 10
"""Tries that count: networks that tried more often are equals, and wait by the time they came."""

MOST_FORGIVEN = 3
"""Recent tries of one secret that are forgiven, so that nobody who knows one tries it all day."""


class TooManyWaiting(Exception):
    """Too many people wait in this line right now. The visitor must try again soon."""


@record
class Ticket:
    """A place in the line: its network, the tries known of it, and since when its visitor waits.

    ``number`` keeps apart those who came at the same time.
    """

    network: str
    tries: int
    since: float
    number: int


class Recent:
    """Counts of what happened in the last 15 minutes, and when it happened last."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._times: deque[tuple[float, Hashable]] = deque()
        self._counts: Counter[Hashable] = Counter()
        self._last: dict[Hashable, float] = {}

    def add(self, name: Hashable) -> None:
        """Count one more."""
        self._last[name] = self._now()
        self._times.append((self._last[name], name))
        self._counts[name] += 1

    def of(self, name: Hashable) -> int:
        """Return the recent ones; forget all older ones."""
        while self._times and self._times[0][0] < self._now() - RECENT_SECONDS:
            _, oldest = self._times.popleft()
            self._counts[oldest] -= 1
            if not self._counts[oldest]:
                del self._counts[oldest], self._last[oldest]
        return self._counts[name]

    def last(self, name: Hashable) -> float:
        """Return when it happened last, minus infinity if it did not lately."""
        return self._last[name] if self.of(name) else -inf


class FairLine:
    """A line in front of *at_once* places.

    At most *longest* threads wait in it, of one network at most *of_one_network*. Visitors whose
    network is unknown, such as all of an onion service, count as one, named by the empty string.
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
        self._served, self._right, self._secrets = Recent(now), Recent(now), Recent(now)

    @contextmanager
    def place(
        self, network: str, *, patience: float, tries: int = 0, waited: float = 0.0
    ) -> Iterator[None]:
        """Wait for a place, at most *patience* seconds. Raise :class:`TooManyWaiting`.

        *tries* are those that other processes know of this network too, *waited* the seconds that
        the visitor waited before in vain.
        """
        ticket = self._join(network, tries=tries, waited=waited)
        self._wait(ticket, patience)
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def forgive(self, network: str, secret: Hashable) -> None:
        """Forgive a try of *network* by which this *secret* was right, unless it was so often."""
        with self._changed:
            if self._secrets.of(secret) < MOST_FORGIVEN:
                self._secrets.add(secret)
                self._right.add(network)

    def is_full_for(self, network: str) -> bool:
        """Return true if a visitor from *network* would not be let into the line now."""
        with self._changed:
            ticket = self._ticket(network, tries=0, waited=0.0)
            return self._one_too_many([*self._waiting, ticket], network) is ticket

    def _join(self, network: str, *, tries: int, waited: float) -> Ticket:
        with self._changed:
            ticket = self._ticket(network, tries=tries, waited=waited)
            self._waiting.append(ticket)
            dropped = self._one_too_many(self._waiting, network)
            if dropped:
                self._waiting.remove(dropped)
                self._changed.notify_all()
            if dropped is ticket:
                raise TooManyWaiting
            return ticket

    def _ticket(self, network: str, *, tries: int, waited: float) -> Ticket:
        return Ticket(network, tries, self._now() - waited, next(self._numbers))

    def _one_too_many(self, waiting: list[Ticket], network: str) -> Ticket | None:
        """Return the last of a network that holds too many places, or of a line that is too long.

        Return ``None`` if the line is short enough.
        """
        ordered = self._in_order(waiting)
        of_network = [ticket for ticket in ordered if ticket.network == network]
        if len(of_network) > self.of_one_network:
            return of_network[-1]
        return ordered[-1] if len(ordered) > self.longest else None

    def _in_order(self, waiting: list[Ticket]) -> list[Ticket]:
        """Return who waits, the next first.

        The second ticket of a network stands as if the first had been served already.
        """
        places: Counter[str] = Counter()
        ranked: list[tuple[int, float, float, int, Ticket]] = []
        for ticket in sorted(waiting, key=lambda ticket: (ticket.since, ticket.number)):
            tries = min(max(ticket.tries, self._tries_of(ticket.network)), MOST_TRIES)
            rank = tries + places[ticket.network]
            since = max(ticket.since, self._right.last(ticket.network))
            ranked.append((rank, since, ticket.since, ticket.number, ticket))
            places[ticket.network] += 1
        return [ticket for *_, ticket in sorted(ranked)]

    def _wait(self, ticket: Ticket, patience: float) -> None:
        with self._changed:
            self._changed.wait_for(
                lambda: ticket not in self._waiting or self._is_next(ticket), patience
            )
            has_place = ticket in self._waiting and self._is_next(ticket)
            if ticket in self._waiting:
                self._waiting.remove(ticket)
            if has_place:
                self._running += 1
                self._served.add(ticket.network)
            self._changed.notify_all()
        if not has_place:
            raise TooManyWaiting

    def _is_next(self, ticket: Ticket) -> bool:
        return self._running < self.at_once and self._in_order(self._waiting)[0] is ticket

    def _tries_of(self, network: str) -> int:
        """Return the recent tries of a network that were served, without those forgiven."""
        return max(0, self._served.of(network) - self._right.of(network))
