"""Everything that is measured, in the order of the table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import alone, asking, crowd, people
from bench.figures import Asker, Figure, Measured, beside, figure, held
from bench.letters import letters
from bench.place import Place
from bench.sealing import sealing
from bench.servers import Server
from tests.support.servers.ports import hold_port

LINES = 16
PARALLEL = 50
WARM = 0.6
"""Seconds of asking before anything counts: imports, templates, caches."""


def all_figures(folder: Path) -> Iterator[Figure]:
    """Each as soon as it is known."""
    place = Place.made(folder / "door")
    small = Place.made(folder / "desk-1000")
    yield from sealing(small.copied(folder / "sealing"))
    with Server("plain", {}, port=hold_port()) as plain:
        with Server("product", place.told(), port=place.port) as product:
            yield from _door(place, plain, product)
            yield alone.memory(product.memory())
        yield letters(place, plain=_hello_alone(plain))
        yield from _queues(small, plain, folder)
    yield from alone.explaining(place)
    yield alone.start_up(place)


def _door(place: Place, plain: Server, product: Server) -> Iterator[Figure]:
    app, host = place.app(), place.host
    pages = people.pages_asked(app.config["SETTINGS"])
    somewhere = people.begin(app, 2600, answered=range(len(pages)))
    uncoded = people.begin(app, 400, coded=False, answered=[2])
    ready = people.begin(app, 2600)
    hello = (plain, asking.hello(host))

    def turns(requests: Iterator[bytes], *, lines: int = LINES, **more: float) -> list[Measured]:
        return beside(hello, (product, requests), lines=lines, **more)

    looking = asking.looking(somewhere[:260], host)
    turns(looking, seconds=WARM)
    looked = _checked("a question page, not answered yet", *turns(looking))
    yield held(looked, looked.ratio, 0.22, unit="of it")
    back = asking.looking_back(ready[:20], pages, host)
    yield _checked("a question page, answered before", *turns(back))
    answered = _checked("an answer", *turns(asking.answering(somewhere, host)), code=303)
    yield held(answered, answered.ratio, 0.08, unit="of it")
    sending = asking.sending(ready, host)
    sent = _checked("send", *turns(sending), code=303)
    yield held(sent, sent.ratio, 0.025, unit="of it")
    at_once = turns(sending, lines=PARALLEL)
    sent = _checked("send, 50 at once", *at_once, code=303, lines=PARALLEL)
    yield held(sent, sent.p99, 2000, unit="ms", at_most=True)
    wanting = turns(asking.wanting_a_code(uncoded, host), lines=8, seconds=2.5)
    coded = _checked("making a return code", *wanting, code=303, lines=8)
    yield held(coded, coded.rate, 12, unit="/s")


def _queues(small: Place, plain: Server, folder: Path) -> Iterator[Figure]:
    crowd.send_real(small.app(), seed=1)
    crowd.fill_up(small.app(), 1_000, crowd.BIG_SEALS)
    large = small.copied(folder / "desk-100000")
    crowd.fill_up(large.app(), 100_000, crowd.BIG_SEALS)
    hello = (plain, asking.hello(small.host))
    with _desk(small) as one, _desk(large) as other:
        askers = [(one, _reading(small)), (other, _reading(large))]
        beside(*askers, lines=4, seconds=WARM)
        none, few, many = beside(hello, *askers, lines=1)
    yield _checked("the queue, 1,000 cases", none, few, lines=1)
    found = _checked("the queue, 100,000 cases", none, many, lines=1)
    yield held(found, many.took(0.5) / few.took(0.5), 1.3, unit="of 1,000's", at_most=True)
    huge = large.copied(folder / "desk-1000000")
    crowd.fill_up(huge.app(), 1_000_000, crowd.SMALL_SEALS)
    with _desk(huge) as server:
        beside((server, _reading(huge)), lines=4, seconds=WARM)
        none, most = beside(hello, (server, _reading(huge)), lines=1)
    yield _checked("the queue, 1,000,000 cases", none, most, lines=1)


def _desk(place: Place) -> Server:
    return Server("product", place.told(), port=place.port)


def _reading(place: Place) -> Iterator[bytes]:
    return asking.reading_the_queue(place.desk, place.host)


def _hello_alone(plain: Server) -> Measured:
    hello: Asker = (plain, asking.hello("127.0.0.1"))
    return beside(hello, lines=LINES)[0]


def _checked(
    name: str, plain: Measured, product: Measured, *, code: int = 200, lines: int = LINES
) -> Figure:
    plain.check(200)
    product.check(code)
    return figure(name, plain, product, lines=lines)
