"""Measure the applicants' door: question pages, answers, sending, and return codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, func, select

from bench import asking
from bench.figures import Figure, Result, beside, checked, with_target
from bench.pages import check_page
from bench.people import Person, begin, pages_asked
from bench.servers import Server
from bench.site import Site
from intake.extensions import db
from intake.frozen import frozen
from intake.requests.models import Request

LINES = 16
PARALLEL = 50
CODE_LINES = 2
"""Codes asked for at once. One network that asks for more is refused some, which costs nothing."""

WARM = 0.6
"""Seconds of warm-up that do not count: imports, templates, caches."""

SENDING = 1.2
"""Seconds of a turn in which each request may be sent once."""

SENT_AT_ONCE = 0.3
"""Part of the drafts that is left for sending many at once."""


@frozen
class Door:
    """The product that is measured, in turns with the three-line application."""

    site: Site
    plain: Server
    product: Server

    def turns(
        self, requests: Iterator[bytes], *, lines: int = LINES, **more: float
    ) -> list[Result]:
        """Return the results of both."""
        hello = (self.plain, asking.hello(self.site.host))
        return beside(hello, (self.product, requests), lines=lines, **more)

    def count(self, condition: ColumnElement[bool]) -> int:
        """Return the number of requests for which this is true."""
        app = self.site.app()
        with app.app_context():
            query = select(func.count()).select_from(Request).where(condition)
            count = db.session.scalar(query) or 0
            db.engine.dispose()
        return count


def applicants(door: Door, *, people: int, coded: int) -> Iterator[Figure]:
    """Yield the figures of so many drafts, and of *coded* others without a return code."""
    app = door.site.app()
    pages = pages_asked(app.config["SETTINGS"])
    answering = begin(app, people, answered=range(len(pages)))
    uncoded = begin(app, coded, coded=False, answered=[2])
    ready = begin(app, people)
    yield _next_page(door, answering)
    earlier = asking.earlier_pages(ready[:20], pages, door.site.host)
    back = checked("a question page, answered before", *door.turns(earlier), lines=LINES)
    yield with_target(back, back.more, 1.3, unit="ms more", at_most=True)
    answers = asking.answers_to_pages(answering, door.site.host)
    turns = door.turns(answers, seconds=SENDING)
    answered = checked("an answer", *turns, code=303, lines=LINES)
    yield with_target(answered, answered.cpu, 1.6, unit="ms", at_most=True)
    yield from _sends(door, ready)
    yield _codes(door, uncoded)


def _next_page(door: Door, people: Sequence[Person]) -> Figure:
    """Measure the page that is next for each person, without an answer of theirs."""
    pages = asking.next_pages(people[:260], door.site.host)
    asked = next(person for person in people if person.page)
    question = asked.page.questions[0].id if asked.page else ""
    check_page(door.product, next(asking.next_pages([asked], door.site.host)), f'"{question}')
    door.turns(pages, seconds=WARM)
    looked = checked("a question page, not answered yet", *door.turns(pages), lines=LINES)
    return with_target(looked, looked.more, 0.9, unit="ms more", at_most=True)


def _sends(door: Door, ready: Sequence[Person]) -> Iterator[Figure]:
    """Measure sends and check that each added a case, so that no refusal counts as one."""
    at = int(len(ready) * SENT_AT_ONCE)
    before = door.count(Request.case_id.is_not(None))
    host = door.site.host
    alone = door.turns(asking.submissions(ready[at:], host), seconds=SENDING)
    at_once = door.turns(asking.submissions(ready[:at], host), lines=PARALLEL, seconds=WARM)
    added = door.count(Request.case_id.is_not(None)) - before
    at_once[1].check_made(added - alone[1].load.answered)
    sent = checked("send", *alone, code=303, lines=LINES)
    yield with_target(sent, sent.cpu, 4.5, unit="ms", at_most=True)
    sent = checked("send, 50 at once", *at_once, code=303, lines=PARALLEL)
    yield with_target(sent, sent.p99, 2000, unit="ms", at_most=True)


def _codes(door: Door, people: Sequence[Person]) -> Figure:
    """Measure codes that are stretched and stored, each for another session."""
    before = door.count(Request.code_auth.is_not(None))
    requests = asking.code_requests(people, door.site.host)
    turns = door.turns(requests, lines=CODE_LINES)
    turns[1].check_made(door.count(Request.code_auth.is_not(None)) - before)
    codes = checked("making a return code", *turns, code=303, lines=CODE_LINES)
    return with_target(codes, codes.rate, 12, unit="/s")
