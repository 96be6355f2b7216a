"""Figures: measure servers in turns and compare the results with targets."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol, Self

from bench.load import Load, send_requests
from bench.servers import Server, busy_seconds
from intake.frozen import frozen

SLICES = 4
"""Turns of each server in one figure."""

SECONDS = 2.5
"""Duration of a turn. The clock of processor time ticks a hundred times a second."""


class Asked(Protocol):
    """A server that is measured: its address, and the processor time it has used in seconds."""

    @property
    def host(self) -> str:
        """The name or number of its machine."""

    @property
    def port(self) -> int:
        """Its port."""

    def cpu(self) -> float:
        """Return the processor time so far."""


Client = tuple[Asked, Iterator[bytes]]


MOST_OTHERS = 25.0
"""Percent of all processors that other programs may use while a figure is measured."""


class WrongAnswer(Exception):
    """Raised if a response is another than the figure is about: refused, or without its effect."""


@frozen
class Figure:
    """One line of the table. Times are in milliseconds, sizes in bytes.

    ``cpu`` is the processor time of a response, ``more`` how much of it is more than the three-line
    application took in the same minute, and ``ratio`` the rate relative to that application.
    ``others`` is the part of all processors, in percent, that other programs used meanwhile.
    ``page`` and ``cases`` place it in the plot of growth.
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
    page: str = ""
    cases: int = 0

    @property
    def met(self) -> bool | None:
        """Return true if the target is reached; ``None`` if there is none."""
        if self.measured is None or self.target is None:
            return None
        return self.measured <= self.target if self.at_most else self.measured >= self.target

    @property
    def is_disturbed(self) -> bool:
        """Return true if other programs used so much that a missed target means nothing."""
        return self.others is not None and self.others > MOST_OTHERS


class OtherLoad:
    """Measures how much of all processors other programs use in a block.

    This process counts as the own one, with *servers* and the children that ended in the block.
    """

    def __init__(self, *servers: Server) -> None:
        self.servers = servers
        self.share = 0.0

    def __enter__(self) -> Self:
        self._began, self._before = time.perf_counter(), self._foreign()
        return self

    def __exit__(self, *_raised: object) -> None:
        seconds = time.perf_counter() - self._began
        used = max(self._foreign() - self._before, 0.0)
        self.share = 100 * used / seconds / (os.cpu_count() or 1)

    def _foreign(self) -> float:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        own = time.process_time() + ended.ru_utime + ended.ru_stime
        return busy_seconds() - own - sum(server.cpu() for server in self.servers)


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
        """Raise `WrongAnswer` unless there were responses, and all had this status."""
        if set(self.load.codes) != {code}:
            raise WrongAnswer(dict(self.load.codes))

    def check_made(self, rows: int) -> None:
        """Raise `WrongAnswer` unless each response made one of these rows."""
        if rows != self.load.answered:
            raise WrongAnswer({"answered": self.load.answered, "made": rows})


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


def checked(name: str, plain: Result, product: Result, *, code: int = 200, lines: int) -> Figure:
    """Return the figure of a result whose responses all have this status."""
    plain.check(200)
    product.check(code)
    return figure(name, plain, product, lines=lines)


def with_target(
    figure: Figure, measured: float | None, target: float, *, unit: str, at_most: bool = False
) -> Figure:
    """Return the figure with a value and its target."""
    return replace(figure, measured=measured, target=target, unit=unit, at_most=at_most)


def _turn(
    server: Asked, requests: Iterator[bytes], result: Result, *, lines: int, seconds: float
) -> None:
    before, busy_before = server.cpu(), busy_seconds()
    load = send_requests(requests, port=server.port, host=server.host, lines=lines, seconds=seconds)
    cpu = server.cpu() - before
    result.load.add(load)
    result.cpu += cpu
    result.others += busy_seconds() - busy_before - cpu - load.own_cpu
