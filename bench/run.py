"""Run all benchmarks, in the order of the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import alone, asking, crowd, people
from bench.figures import Client, Figure, Result, beside, figure, with_target
from bench.letters import letters
from bench.sealing import sealing
from bench.servers import Server
from bench.site import Site
from tests.support.servers.ports import hold_port

LINES = 16
PARALLEL = 50
WARM = 0.6
"""Seconds of warm-up that do not count: imports, templates, caches."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """The size of a run: prepared drafts, drafts for codes, and the longer queues."""

    people: int
    coded: int
    queues: tuple[int, ...]
    reseals: bool


WHOLE = Scale(people=4_500, coded=400, queues=(100_000, 1_000_000), reseals=True)
SMALL = Scale(people=1_200, coded=100, queues=(), reseals=False)


def all_figures(folder: Path, scale: Scale) -> Iterator[Figure]:
    """Yield each figure as soon as it is measured."""
    site = Site.create(folder / "door")
    small = Site.create(folder / "desk-1000")
    if scale.reseals:
        yield from sealing(small.copy(folder / "sealing"))
    with Server("plain", {}, port=hold_port()) as plain:
        with Server("product", site.environ(), port=site.port) as product:
            yield from _door(site, plain, product, scale)
            yield alone.memory(product.memory())
        yield letters(site, plain=_hello_alone(plain))
        yield from _queues(small, plain, folder, scale)
    yield from alone.explaining(site)
    yield alone.start_up(site)


def _door(site: Site, plain: Server, product: Server, scale: Scale) -> Iterator[Figure]:
    app, host = site.app(), site.host
    pages = people.pages_asked(app.config["SETTINGS"])
    somewhere = people.begin(app, scale.people, answered=range(len(pages)))
    uncoded = people.begin(app, scale.coded, coded=False, answered=[2])
    ready = people.begin(app, scale.people)
    hello = (plain, asking.hello(host))

    def turns(requests: Iterator[bytes], *, lines: int = LINES, **more: float) -> list[Result]:
        return beside(hello, (product, requests), lines=lines, **more)

    next_pages = asking.next_pages(somewhere[:260], host)
    turns(next_pages, seconds=WARM)
    looked = _checked("a question page, not answered yet", *turns(next_pages))
    yield with_target(looked, looked.more, 0.9, unit="ms more", at_most=True)
    back = _checked(
        "a question page, answered before", *turns(asking.earlier_pages(ready[:20], pages, host))
    )
    yield with_target(back, back.more, 1.3, unit="ms more", at_most=True)
    answers = asking.answers_to_pages(somewhere, host)
    answered = _checked("an answer", *turns(answers, seconds=1.2), code=303)
    yield with_target(answered, answered.cpu, 1.6, unit="ms", at_most=True)
    submissions = asking.submissions(ready, host)
    sent = _checked("send", *turns(submissions, seconds=1.2), code=303)
    yield with_target(sent, sent.cpu, 4.5, unit="ms", at_most=True)
    at_once = turns(submissions, lines=PARALLEL, seconds=0.6)
    sent = _checked("send, 50 at once", *at_once, code=303, lines=PARALLEL)
    yield with_target(sent, sent.p99, 2000, unit="ms", at_most=True)
    code_requests = turns(asking.code_requests(uncoded, host), lines=8, seconds=2.5)
    coded = _checked("making a return code", *code_requests, code=303, lines=8)
    yield with_target(coded, coded.rate, 12, unit="/s")


def _queues(small: Site, plain: Server, folder: Path, scale: Scale) -> Iterator[Figure]:
    crowd.send_real(small.app(), seed=1)
    references = crowd.pass_by(small.app(), small.desk)
    crowd.fill_up(small.app(), 1_000, crowd.BIG_SEALS)
    hello = (plain, asking.hello(small.host))
    with _desk(small) as server:
        pages = (server, asking.case_pages(references, small.desk, small.host))
        beside((server, _reading(small)), pages, lines=4, seconds=WARM)
        none, few, cases = beside(hello, (server, _reading(small)), pages, lines=1)
        queue = _checked("the queue, 1,000 cases", none, few, lines=1)
        yield with_target(queue, queue.cpu, 18, unit="ms", at_most=True)
        case = _checked("a case", none, cases, lines=1)
        yield with_target(case, case.cpu, 20, unit="ms", at_most=True)
        longer, sizes = small, (crowd.BIG_SEALS, crowd.SMALL_SEALS)
        for total, size in zip(scale.queues, sizes, strict=False):
            longer = longer.copy(folder / f"desk-{total}")
            crowd.fill_up(longer.app(), total, size)
            yield _longer_queue(total, small, longer, server, plain)


def _longer_queue(total: int, small: Site, longer: Site, few: Server, plain: Server) -> Figure:
    """Measure a long queue in turns with the short one that *few* serves."""
    with _desk(longer) as many:
        beside((many, _reading(longer)), lines=4, seconds=WARM)
        hello = (plain, asking.hello(longer.host))
        none, short, long = beside(hello, (few, _reading(small)), (many, _reading(longer)), lines=1)
    queue = _checked(f"the queue, {total:,} cases", none, long, lines=1)
    growth = long.cpu_each / short.cpu_each
    return with_target(queue, growth, 1.2, unit="of 1,000's", at_most=True)


def _desk(site: Site) -> Server:
    return Server("product", site.environ(), port=site.port)


def _reading(site: Site) -> Iterator[bytes]:
    return asking.queue_pages(site.desk, site.host)


def _hello_alone(plain: Server) -> Result:
    hello: Client = (plain, asking.hello("127.0.0.1"))
    return beside(hello, lines=LINES)[0]


def _checked(
    name: str, plain: Result, product: Result, *, code: int = 200, lines: int = LINES
) -> Figure:
    plain.check(200)
    product.check(code)
    return figure(name, plain, product, lines=lines)
