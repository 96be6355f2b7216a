"""What is measured: a figure, its costs, and what it is held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.load import Load, ask_for
from bench.servers import Server

SLICES = 3
"""How often the three lines and the product take turns in one figure."""

SECONDS = 1.2
"""How long one turn lasts."""

Asker = tuple[Server, Iterator[bytes]]


class WrongAnswer(Exception):
    """An answer was not the one that the figure is about: then its speed means nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One line of the table. Times are in milliseconds, sizes in bytes.

    ``ratio`` is the rate over that of the three lines in the same minute, ``by_cpu`` the same by
    processor time; ``target`` what ``told`` must reach: at least it, or at most where ``at_most``.
    """

    name: str
    lines: int = 1
    rate: float | None = None
    p50: float | None = None
    p99: float | None = None
    cpu: float | None = None
    size: float | None = None
    ratio: float | None = None
    by_cpu: float | None = None
    told: float | None = None
    target: float | None = None
    unit: str = ""
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; ``None`` where there is none."""
        if self.told is None or self.target is None:
            return None
        return self.told <= self.target if self.at_most else self.told >= self.target


@dataclass(slots=True)
class Measured:
    """What one server did in all its turns, and the processor time it took."""

    load: Load
    cpu: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.load.answered / self.load.seconds

    @property
    def cpu_each(self) -> float:
        """Milliseconds of processor time for one answer."""
        return self.cpu / self.load.answered * 1000

    @property
    def size(self) -> float:
        """Bytes of one answer, its headers included."""
        return self.load.size / self.load.answered

    def took(self, part: float) -> float:
        """Milliseconds within which this part of the answers came."""
        times = sorted(self.load.took)
        return times[min(len(times) - 1, int(len(times) * part))] * 1000

    def check(self, code: int) -> None:
        """Every answer had this status."""
        if set(self.load.codes) != {code}:
            raise WrongAnswer(dict(self.load.codes))


def beside(*askers: Asker, lines: int, seconds: float = SECONDS) -> list[Measured]:
    """All in turns, so that whatever else the machine does meets all of them."""
    found = [Measured(Load(), 0.0) for _ in askers]
    for _ in range(SLICES):
        for (server, requests), measured in zip(askers, found, strict=True):
            _turn(server, requests, measured, lines=lines, seconds=seconds)
    return found


def figure(name: str, plain: Measured, product: Measured, *, lines: int) -> Figure:
    """The line of a figure that was measured in turns with the three lines."""
    return Figure(
        name=name,
        lines=lines,
        rate=product.rate,
        p50=product.took(0.5),
        p99=product.took(0.99),
        cpu=product.cpu_each,
        size=product.size,
        ratio=product.rate / plain.rate,
        by_cpu=plain.cpu_each / product.cpu_each,
    )


def held(
    made: Figure, told: float | None, target: float, *, unit: str, at_most: bool = False
) -> Figure:
    """The figure with what it is held against."""
    return replace(made, told=told, target=target, unit=unit, at_most=at_most)


def _turn(
    server: Server, requests: Iterator[bytes], measured: Measured, *, lines: int, seconds: float
) -> None:
    before = server.cpu()
    measured.load.add(ask_for(requests, port=server.port, lines=lines, seconds=seconds))
    measured.cpu += server.cpu() - before
