"""Measure the pages of the desk with more and more cases.

The cases are really sealed, so that a search and a conflict check read what they would read in use.
One request is sent at a time. What is held to a target is the processor time within which 95 of 100
responses are made, because other programs do not change it.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from urllib.parse import urlencode

from bench import asking, crowd
from bench.commands import commands
from bench.figures import Figure, OtherLoad, WrongAnswer
from bench.filler import WANTED, add_cases
from bench.pages import Answer, answer_of
from bench.servers import Server
from bench.site import Site
from intake.frozen import frozen

OPENED = 20
"""Cases that are opened, each once for the first time."""

WARMING = 8
UNCHECKED = 28
"""New cases, of which the first few warm the workers."""

TIMES = 30
SEARCHES = 6
PAGE_MS = 60.0
SEARCH_MS = 150.0
MANY_SEARCH_MS = 1_000.0
MANY = 100_000
PART = 0.95
QUEUE = "the queue"
SUCCESS = 200
TRIES = 60
SO_FAR = "cases so far."
"""Words of a search that made packs of cards and did not come to the end: the next reads them."""


@frozen
class Desk:
    """The desk of a site with so many cases, and its server."""

    site: Site
    server: Server
    total: int

    def get(self, path: str) -> bytes:
        """Return the request of the signed-in member for a page."""
        return asking.get(path, self.site.host, f"d={self.site.desk}")

    def warm(self, requests: Sequence[bytes]) -> None:
        """Ask often enough that each worker has imported and compiled what these pages need."""
        for request in requests:
            self.ask(request)

    def ask(self, request: bytes) -> Answer:
        """Return the answer; of a search that of the first that comes to the end."""
        for _ in range(TRIES):
            answer = answer_of(self.server.port, request)
            if SO_FAR not in answer.page:
                break
        return answer

    def measure(self, name: str, requests: Sequence[bytes], *, target: float) -> Figure:
        """Measure each request by itself."""
        with OtherLoad(self.server) as others:
            costs = [self._cost(request) for request in requests]
        cpu, times, sizes = zip(*costs, strict=True)
        return Figure(
            name=f"{name}, {self.total:,} cases",
            cpu=mean(cpu),
            p50=_within(times, 0.5),
            p99=_within(times, 0.99),
            size=mean(sizes),
            others=others.share,
            measured=_within(cpu, PART),
            target=target,
            unit="ms of CPU, 95 %",
            at_most=True,
            page=name,
            cases=self.total,
        )

    def _cost(self, request: bytes) -> tuple[float, float, int]:
        """Return the processor time and the time of a request in milliseconds, and its bytes."""
        used, began = self.server.exact_cpu(), time.perf_counter()
        answer = self.ask(request)
        seconds, used = time.perf_counter() - began, self.server.exact_cpu() - used
        if answer.status != SUCCESS:
            raise WrongAnswer(answer.status)
        return used * 1000, seconds * 1000, answer.size


def growth(site: Site, folder: Path, totals: Sequence[int]) -> Iterator[Figure]:
    """Yield the figures of each number of cases, beginning with those of *site*."""
    references = crowd.real_references(site.app())
    for total in totals:
        grown = site.copy(folder / f"growth-{total}")
        add_cases(grown.app(), grown.desk, total)
        crowd.send_real(grown.app(), seed=total, number=UNCHECKED)
        new = crowd.unchecked(grown.app())
        with Server("product", grown.environ(), port=grown.port) as server:
            yield from _pages(Desk(site=grown, server=server, total=total), references, new)
        yield from commands(grown, total)


def _pages(desk: Desk, references: Sequence[str], new: Sequence[str]) -> Iterator[Figure]:
    """Measure the new cases first: each page of the queue checks one of them."""
    searching = SEARCH_MS if desk.total < MANY else MANY_SEARCH_MS
    cases = [desk.get(f"/desk/cases/{reference}") for reference in (*new, *references)]
    checks, first = len(new), len(new) + WARMING
    desk.warm(cases[:WARMING])
    checked = desk.measure("opening with its check", cases[WARMING:checks], target=searching)
    desk.warm(cases[checks:first])
    opened = cases[first : first + OPENED]
    yield checked
    yield desk.measure("the first opening of a case", opened, target=PAGE_MS)
    yield desk.measure("a later view of a case", opened, target=PAGE_MS)
    for name, path in ((QUEUE, "/desk/"), ("work", "/desk/work"), ("diary", "/desk/diary")):
        desk.warm([desk.get(path)] * WARMING)
        yield desk.measure(name, [desk.get(path)] * TIMES, target=PAGE_MS)
    search = _search(desk)
    desk.warm([search] * 2)
    if "Searched all" not in desk.ask(search).page:
        raise WrongAnswer("a search without its end")
    yield desk.measure("a search for a name", [search] * SEARCHES, target=searching)
    crowd.import_names(desk.site.app(), desk.site.desk)
    again = cases[first + OPENED :][:OPENED]  # a case that was clear is checked once more
    yield desk.measure("opening with 20,000 names", again, target=MANY_SEARCH_MS)


def _search(desk: Desk) -> bytes:
    page = answer_of(desk.server.port, desk.get("/desk/search")).page
    match = re.search(r'name="csrf_token" value="([^"]*)"', page)
    if match is None:
        raise WrongAnswer("a search without its token")
    fields = [("csrf_token", match[1]), ("q", WANTED)]
    return asking.post_form(
        "/desk/search", urlencode(fields), desk.site.host, f"d={desk.site.desk}"
    )


def _within(values: Sequence[float], part: float) -> float:
    """Return the percentile by nearest rank: this part of the values does not exceed it."""
    return sorted(values)[max(0, math.ceil(len(values) * part) - 1)]
