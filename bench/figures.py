"""Figures: measure servers in turns and compare the results with targets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.load import Load, send_requests
from bench.servers import Server, busy_seconds

SLICES = 4
"""Turns of each server in one figure."""

SECONDS = 2.5
"""Duration of a turn. The clock of processor time ticks a hundred times a second."""

Client = tuple[Server, Iterator[bytes]]


class WrongAnswer(Exception):
    """Raised if a response has another status than the figure is about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One line of the table. Times are in milliseconds, sizes in bytes.

    ``cpu`` is the processor time of a response, ``more`` how much of it is more than the three-line
    application took in the same minute, and ``ratio`` the rate relative to that application.
    ``others`` is the part of all processors, in percent, that other programs used meanwhile.
    ``measured`` must be at least ``target``, or at most with ``at_most``.
    """

    name: str
    lines: int = 1
    cpu: float | None = None
    more: float | None = None
    rate: float | None = None
    ratio: float | None = None
    p50: float | None = None
    p99: float | None = None
    size: float | None = None
    others: float | None = None
    measured: float | None = None
    target: float | None = None
    unit: str = ""
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        """Return True if the target is reached; ``None`` if there is none."""
        if self.measured is None or self.target is None:
            return None
        return self.measured <= self.target if self.at_most else self.measured >= self.target


@dataclass(slots=True)
class Result:
    """The load that one server answered in all its turns, and its processor time in seconds.

    ``others`` are the seconds of processor time that other programs used in these turns.
    """

    load: Load
    cpu: float = 0.0
    others: float = 0.0

    @property
    def rate(self) -> float:
        """Return responses per second."""
        return self.load.answered / self.load.seconds

    @property
    def cpu_each(self) -> float:
        """Return milliseconds of processor time per response."""
        return self.cpu / self.load.answered * 1000

    @property
    def others_share(self) -> float:
        """Return the part of all processors, in percent, that other programs used."""
        return 100 * max(self.others, 0.0) / self.load.seconds / (os.cpu_count() or 1)

    @property
    def size(self) -> float:
        """Return bytes per response, headers included."""
        return self.load.size / self.load.answered

    def percentile(self, part: float) -> float:
        """Return the milliseconds within which this part of the responses came."""
        times = sorted(self.load.times)
        return times[min(len(times) - 1, int(len(times) * part))] * 1000

    def check(self, code: int) -> None:
        """Raise `WrongAnswer` unless every response had this status."""
        if set(self.load.codes) != {code}:
            raise WrongAnswer(dict(self.load.codes))


def beside(*clients: Client, lines: int, seconds: float = SECONDS) -> list[Result]:
    """Measure all in turns, so that other load on the machine affects them alike."""
    results = [Result(Load()) for _ in clients]
    for _ in range(SLICES):
        for (server, requests), result in zip(clients, results, strict=True):
            _turn(server, requests, result, lines=lines, seconds=seconds)
    return results


def figure(name: str, plain: Result, product: Result, *, lines: int) -> Figure:
    """Return the figure of a result measured in turns with the three-line application."""
    return Figure(
        name=name,
        lines=lines,
        cpu=product.cpu_each,
        more=product.cpu_each - plain.cpu_each,
        rate=product.rate,
        ratio=product.rate / plain.rate,
        p50=product.percentile(0.5),
        p99=product.percentile(0.99),
        size=product.size,
        others=product.others_share,
    )


def with_target(
    figure: Figure, measured: float | None, target: float, *, unit: str, at_most: bool = False
) -> Figure:
    """Return the figure with a value and its target."""
    return replace(figure, measured=measured, target=target, unit=unit, at_most=at_most)


def _turn(
    server: Server, requests: Iterator[bytes], result: Result, *, lines: int, seconds: float
) -> None:
    before, busy_before = server.cpu(), busy_seconds()
    load = send_requests(requests, port=server.port, lines=lines, seconds=seconds)
    cpu = server.cpu() - before
    result.load.add(load)
    result.cpu += cpu
    result.others += busy_seconds() - busy_before - cpu - load.own_cpu
