"""Run all benchmarks, in the order of the table."""

from __future__ import annotations

from collections.abc import Iterator
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


def all_figures(folder: Path) -> Iterator[Figure]:
    """Yield each figure as soon as it is measured."""
    site = Site.create(folder / "door")
    small = Site.create(folder / "desk-1000")
    yield from sealing(small.copy(folder / "sealing"))
    with Server("plain", {}, port=hold_port()) as plain:
        with Server("product", site.environ(), port=site.port) as product:
            yield from _door(site, plain, product)
            yield alone.memory(product.memory())
        yield letters(site, plain=_hello_alone(plain))
        yield from _queues(small, plain, folder)
    yield from alone.explaining(site)
    yield alone.start_up(site)


def _door(site: Site, plain: Server, product: Server) -> Iterator[Figure]:
    app, host = site.app(), site.host
    pages = people.pages_asked(app.config["SETTINGS"])
    somewhere = people.begin(app, 2600, answered=range(len(pages)))
    uncoded = people.begin(app, 400, coded=False, answered=[2])
    ready = people.begin(app, 2600)
    hello = (plain, asking.hello(host))

    def turns(requests: Iterator[bytes], *, lines: int = LINES, **more: float) -> list[Result]:
        return beside(hello, (product, requests), lines=lines, **more)

    next_pages = asking.next_pages(somewhere[:260], host)
    turns(next_pages, seconds=WARM)
    looked = _checked("a question page, not answered yet", *turns(next_pages))
    yield with_target(looked, looked.ratio, 0.22, unit="of its rate")
    back = asking.earlier_pages(ready[:20], pages, host)
    yield _checked("a question page, answered before", *turns(back))
    answered = _checked("an answer", *turns(asking.answers_to_pages(somewhere, host)), code=303)
    yield with_target(answered, answered.ratio, 0.08, unit="of its rate")
    submissions = asking.submissions(ready, host)
    sent = _checked("send", *turns(submissions), code=303)
    yield with_target(sent, sent.ratio, 0.025, unit="of its rate")
    at_once = turns(submissions, lines=PARALLEL)
    sent = _checked("send, 50 at once", *at_once, code=303, lines=PARALLEL)
    yield with_target(sent, sent.p99, 2000, unit="ms", at_most=True)
    code_requests = turns(asking.code_requests(uncoded, host), lines=8, seconds=2.5)
    coded = _checked("making a return code", *code_requests, code=303, lines=8)
    yield with_target(coded, coded.rate, 12, unit="/s")


def _queues(small: Site, plain: Server, folder: Path) -> Iterator[Figure]:
    crowd.send_real(small.app(), seed=1)
    crowd.fill_up(small.app(), 1_000, crowd.BIG_SEALS)
    large = small.copy(folder / "desk-100000")
    crowd.fill_up(large.app(), 100_000, crowd.BIG_SEALS)
    hello = (plain, asking.hello(small.host))
    with _desk(small) as small_server, _desk(large) as large_server:
        clients = [(small_server, _reading(small)), (large_server, _reading(large))]
        beside(*clients, lines=4, seconds=WARM)
        none, few, many = beside(hello, *clients, lines=1)
    yield _checked("the queue, 1,000 cases", none, few, lines=1)
    queue = _checked("the queue, 100,000 cases", none, many, lines=1)
    yield with_target(
        queue, many.percentile(0.5) / few.percentile(0.5), 1.3, unit="of 1,000's", at_most=True
    )
    huge = large.copy(folder / "desk-1000000")
    crowd.fill_up(huge.app(), 1_000_000, crowd.SMALL_SEALS)
    with _desk(huge) as server:
        beside((server, _reading(huge)), lines=4, seconds=WARM)
        none, most = beside(hello, (server, _reading(huge)), lines=1)
    yield _checked("the queue, 1,000,000 cases", none, most, lines=1)


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
