"""Run all benchmarks, in the order of the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench import alone, asking, crowd
from bench.applicants import LINES, WARM, Door, applicants
from bench.figures import Client, Figure, Result, beside, checked, with_target
from bench.filler import add_cases
from bench.growth import OPENED, QUEUE, growth
from bench.letters import letters
from bench.pages import check_page
from bench.sealing import sealing
from bench.servers import Server
from bench.site import Site
from bench.slow import slow_clients
from intake.frozen import frozen
from tests.support.servers.ports import hold_port


@frozen
class Scale:
    """The size of a run: prepared drafts, drafts for codes, numbers of cases, a longest queue."""

    people: int
    coded: int
    growth: tuple[int, ...]
    longest: int
    reseals: bool


WHOLE = Scale(
    people=4_500,
    coded=400,
    growth=(1_000, 10_000, 100_000),
    longest=1_000_000,
    reseals=True,
)
SMALL = Scale(people=1_200, coded=160, growth=(1_000,), longest=0, reseals=False)
FEW = 1_000


def all_figures(folder: Path, scale: Scale) -> Iterator[Figure]:
    """Yield each figure as soon as it is measured."""
    site = Site.create(folder / "door")
    small = Site.create(folder / "desk-1000")
    if scale.reseals:
        yield from sealing(small.copy(folder / "sealing"))
    with Server("plain", {}, port=hold_port()) as plain:
        with Server("product", site.environ(), port=site.port) as product:
            door = Door(site=site, plain=plain, product=product)
            yield from applicants(door, people=scale.people, coded=scale.coded)
            yield alone.memory(product.memory())
        yield letters(site, plain=_hello_alone(plain))
        yield from _queues(small, plain, folder, scale)
    yield from alone.explaining(site)
    yield alone.start_up(site)
    yield from slow_clients(site)


def growth_figures(folder: Path) -> Iterator[Figure]:
    """Yield the figures with more and more cases alone."""
    base = Site.create(folder / "base")
    crowd.send_real(base.app(), seed=1)
    crowd.pass_by(base.app(), base.desk)
    yield from growth(base, folder, WHOLE.growth)


def _queues(small: Site, plain: Server, folder: Path, scale: Scale) -> Iterator[Figure]:
    """Measure queue and case beside the three-line application, and then with more cases."""
    crowd.send_real(small.app(), seed=1)
    crowd.pass_by(small.app(), small.desk)
    base = small.copy(folder / "base")
    references = crowd.real_references(small.app())[:OPENED]
    add_cases(small.app(), small.desk, FEW)
    hello = (plain, asking.hello(small.host))
    with _desk(small) as server:
        _check_pages(server, small, references[0])
        pages = (server, asking.case_pages(references, small.desk, small.host))
        beside((server, _reading(small)), pages, lines=4, seconds=WARM)
        none, few, cases = beside(hello, (server, _reading(small)), pages, lines=1)
        queue = checked(f"the queue, {FEW:,} cases", none, few, lines=1)
        yield with_target(queue, queue.cpu, 18, unit="ms", at_most=True)
        case = checked("a case", none, cases, lines=1)
        yield with_target(case, case.cpu, 20, unit="ms", at_most=True)
        if scale.longest:
            longest = small.copy(folder / "longest")
            crowd.fill_up(longest.app(), scale.longest, crowd.SMALL_SEALS)
            yield _longer_queue(scale.longest, small, longest, server, plain)
    yield from growth(base, folder, scale.growth)


def _check_pages(server: Server, site: Site, reference: str) -> None:
    """Check that the pages that are measured are a queue and a case."""
    for address, text in (("/desk/", 'class="queue"'), (f"/desk/cases/{reference}", reference)):
        check_page(server, asking.get(address, site.host, f"d={site.desk}"), text)


def _longer_queue(total: int, small: Site, longer: Site, few: Server, plain: Server) -> Figure:
    """Measure a long queue in turns with the short one that *few* serves."""
    with _desk(longer) as many:
        beside((many, _reading(longer)), lines=4, seconds=WARM)
        hello = (plain, asking.hello(longer.host))
        none, short, long = beside(hello, (few, _reading(small)), (many, _reading(longer)), lines=1)
    queue = checked(f"the queue, {total:,} cases", none, long, lines=1)
    ratio = long.cpu_each / short.cpu_each
    queue = replace(queue, page=QUEUE, cases=total)
    return with_target(queue, ratio, 1.2, unit="of 1,000's", at_most=True)


def _desk(site: Site) -> Server:
    return Server("product", site.environ(), port=site.port)


def _reading(site: Site) -> Iterator[bytes]:
    return asking.queue_pages(site.desk, site.host)


def _hello_alone(plain: Server) -> Result:
    hello: Client = (plain, asking.hello("127.0.0.1"))
    return beside(hello, lines=LINES)[0]
