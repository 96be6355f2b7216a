"""Fill a queue to any length: real cases on the first page, filler rows behind them."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from itertools import cycle, islice, product
from random import Random

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import CTE, Table, func, insert, literal, null, select

from bench.filler import NAMES
from bench.site import fill
from intake import clock
from intake.actions.application.submit import ready_to_send, save_draft, start_request, submit
from intake.actions.callers.read_spreadsheet import MOST_NAMES
from intake.actions.opening.open_draft import OpenDraft
from intake.cases.models import IS_UNCHECKED, Case, Conflict
from intake.cases.queue import PAGE, page_of
from intake.cases.views import Queue, View
from intake.cli.demo import invented_answers
from intake.conflicts import stubs
from intake.eligibility.request import Practice
from intake.extensions import db, writing
from intake.keys import store as keys
from intake.law.book import shipped
from intake.requests import applicant_access as own_requests
from intake.requests.models import Request
from intake.settings import Settings

REAL = 200
DAYS_BACK = 21
BIG_SEALS = {"sealed_key": 1199, "card": 540, "story": 1052}
"""Sizes of filler in bytes, about those of real sealed values."""

SMALL_SEALS = dict.fromkeys(BIG_SEALS, 16)

KINDS = ("client", "adverse", "former")
"""Kinds of imported names."""


class NoNames(Exception):
    """Raised if the names of an import are not there, so that nothing would be compared."""


class NotOnTop(Exception):
    """Raised if filler is on the first page, so that its cost would be measured instead."""


def send_real(app: Flask, *, seed: int, number: int = REAL) -> None:
    """Send real cases of invented people, received over the last three weeks."""
    chance = Random(seed)  # noqa: S311 - invented people, no secret
    with app.app_context(), writing():
        for _ in range(number):
            _send(chance, app.config["SETTINGS"])
        db.session.commit()
        db.engine.dispose()


def pass_by(app: Flask, cookie: str) -> None:
    """Show the queue until each case was checked in passing."""
    client: FlaskClient = app.test_client()
    client.set_cookie("d", cookie, domain="127.0.0.1")
    url = app.config["SETTINGS"].public_url
    for _ in range(2 * REAL):
        client.get("/desk/", base_url=url)
        if not unchecked(app):
            break


def import_names(app: Flask, cookie: str) -> None:
    """Import as many names of invented clients as a team may have, by the page."""
    first_names = sorted({name.split()[0] for name in NAMES})
    names = islice(product(first_names, NAMES), 0, 2 * MOST_NAMES, 2)
    lines = (f"{first} {name},{kind}" for (first, name), kind in zip(names, cycle(KINDS)))
    file = BytesIO("\n".join(["name,kind", *lines]).encode())
    client, path = app.test_client(), "/desk/new/import/names"
    client.set_cookie("d", cookie, domain="127.0.0.1")
    page = client.get(path, base_url=app.config["SETTINGS"].public_url).text
    page = fill(client, app, path, page, file=(file, "names.csv"))
    fill(client, app, f"{path}/keep", page, discard_on="2099-01-01")
    with app.app_context():
        if stubs.count_names(keys.the_team().id) < MOST_NAMES:
            raise NoNames
        db.engine.dispose()


def real_references(app: Flask) -> list[str]:
    """Return the references of cases that nobody has opened, and that no conflict holds."""
    with app.app_context():
        shown = select(Case.reference).where(Case.conflict == Conflict.CLEAR.value)
        references = list(db.session.scalars(shown.order_by(Case.id)))
        db.engine.dispose()
    return references


def unchecked(app: Flask) -> list[str]:
    """Return the references of cases that were not checked for conflicts."""
    with app.app_context():
        references = list(db.session.scalars(select(Case.reference).where(IS_UNCHECKED)))
        db.engine.dispose()
    return references


def fill_up(app: Flask, total: int, sizes: dict[str, int]) -> None:
    """Copy rows of less urgent cases until there are *total*; sealed columns get random bytes."""
    with app.app_context():
        top = _top(app)
        with writing():
            have = db.session.scalar(select(func.count()).select_from(Case)) or 0
            _add(total - have, have, top, sizes)
            db.session.commit()
        if _top(app)[:PAGE] != top[:PAGE]:
            raise NotOnTop
        db.engine.dispose()


def _top(app: Flask) -> list[str]:
    settings: Settings = app.config["SETTINGS"]
    queue = Queue(
        team_id=keys.the_team().id,
        member_id="",
        view=View.ALL,
        today=clock.today(settings.time_zone),
    )
    return [case.id for case in page_of(queue, after=None, size=PAGE * 2).cases]


def _add(number: int, first: int, top: list[str], sizes: dict[str, int]) -> None:
    cases: Table = Case.__table__
    requests: Table = Request.__table__
    at = select(literal(first).label("at")).cte("numbers", recursive=True)
    at = at.union_all(select(at.c.at + 1).where(at.c.at < first + number - 1))
    request_id, case_id = func.printf("%032x", at.c.at), func.printf("1%031x", at.c.at * 7919)
    own = {
        "id": request_id,
        "session_minutes": literal(30),
        "language": literal("en"),
        "kept_on": select(func.min(cases.c.received_on)).scalar_subquery(),
        "case_id": case_id,
    }
    db.session.execute(insert(requests).from_select(list(own), select(*own.values())))
    like = _like(cases, top)
    filled = {
        "id": case_id,
        "request_id": request_id,
        "reference": func.printf("f%03x-%04x", at.c.at / 65536, at.c.at % 65536),
        **{name: func.randomblob(size) for name, size in sizes.items()},
        "rewrapped_key": null(),
        "conflict": literal(Conflict.CLEAR.value),
    }
    columns = {column.name: filled.get(column.name, like.c[column.name]) for column in cases.c}
    many = select(func.count()).select_from(like).scalar_subquery()
    copies = select(*columns.values()).where(like.c.number == at.c.at % many)
    db.session.execute(insert(cases).from_select(list(columns), copies))


def _like(cases: Table, top: list[str]) -> CTE:
    number = (func.row_number().over(order_by=cases.c.id) - 1).label("number")
    return select(cases, number).where(cases.c.id.not_in(top)).cte("less_urgent")


def _send(chance: Random, settings: Settings) -> None:
    opened, token = ready(chance, settings)
    send(opened, token, settings)


def ready(chance: Random, settings: Settings) -> tuple[OpenDraft, bytes]:
    """Return a complete draft of an invented person, and the token that opens it."""
    today, now = clock.today(settings.time_zone), clock.now()
    received = today - timedelta(days=int(DAYS_BACK * chance.random() ** 2))
    token, pin = secrets.token_bytes(32), settings.recovery_fingerprint
    opened = start_request(token, language="en", today=received, now=now, installation=pin)
    draft = replace(opened.draft, answers=invented_answers(chance, received))
    saved = save_draft(opened, draft, today=received, now=now)
    own_requests.add(saved.request)
    return saved, token


def send(opened: OpenDraft, token: bytes, settings: Settings) -> None:
    """Send a draft as the applicants' door does, received on the day it was started."""
    ready = ready_to_send(
        opened,
        law=shipped(),
        practice=Practice(
            income_percent=settings.income_percent, service_area=settings.service_area
        ),
        retention_days=settings.retention_days,
        received=opened.draft.as_of,
    )
    submit(ready, token, now=clock.now())
