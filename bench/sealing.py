"""Measure the cost of sealing: sending, opening fifty cards, a recall, and renewing keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from random import Random
from statistics import median
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import insert, select

from bench import crowd
from bench.figures import Figure, OtherLoad, WrongAnswer
from bench.site import Site, reader_of, token_of
from intake import clock
from intake.actions.application import submit
from intake.actions.keys.recover import open_epoch
from intake.actions.keys.reseal_cases import progress, reseal_some
from intake.actions.law.amend import again, begin_recall, reassess_batch, store_batch
from intake.actions.opening.case_keys import Actor, Reader
from intake.actions.opening.search_cards import read_cards
from intake.cases.models import Case
from intake.eligibility.request import Practice
from intake.extensions import db, new_id, writing
from intake.keys import store as keys
from intake.law.book import shipped
from intake.requests.models import Request
from intake.sealing.seal import Context, new_key, seal_to

CASES = 10_000
CARDS = 50
ROUNDS = 15
EACH = 20
"""Sends in a round; rounds with and without sealing take turns."""


def sealing(site: Site) -> Iterator[Figure]:
    """Measure in one process, with the product's own actions and every commit on disk."""
    yield _sends(site.copy(site.var.with_name("sends")).app())
    app = site.app()
    crowd.send_real(app, seed=1, number=2 * CARDS)
    with app.app_context():
        yield _cards(reader_of(app, site.desk))
        yield _recall(reader_of(app, site.desk))
        yield _resealing(reader_of(app, site.desk), token_of(site.desk))
        db.engine.dispose()


def _sends(app: Flask) -> Figure:
    chance = Random(1)  # noqa: S311 - invented people, no secret
    times: dict[bool, list[float]] = {True: [], False: []}
    with app.app_context(), OtherLoad() as others:
        for _ in range(ROUNDS):
            for sealed, seconds in times.items():
                seconds.append(_round(app, chance, sealed=sealed))
    with_seals, without = (median(times[sealed]) / EACH for sealed in (True, False))
    return Figure(
        name="send, beside one that seals nothing",
        cpu=with_seals * 1000,
        others=others.share,
        measured=100 * (with_seals / without - 1),
        target=35,
        unit="% more",
        at_most=True,
    )


def _round(app: Flask, chance: Random, *, sealed: bool) -> float:
    """Return the processor time of a round in seconds; the time of the disk is left out."""
    seconds = 0.0
    for _ in range(EACH):
        with writing():
            opened, token = crowd.ready(chance, app.config["SETTINGS"])
            db.session.commit()
        started = time.process_time()
        with writing(), nullcontext() if sealed else _without_seals():
            crowd.send(opened, token, app.config["SETTINGS"])
            db.session.commit()
        seconds += time.process_time() - started
        db.session.remove()
    return seconds


def _without_seals() -> AbstractContextManager[object]:
    """Make sending store plaintext in this block."""
    return patch.multiple(submit, seal_to=_unsealed, seal_under=_unsealed)


def _unsealed(_key: Any, plaintext: bytes, _place: Context) -> bytes:
    return plaintext


def _cards(reader: Reader) -> Figure:
    """Measure by processor time the opening of cards whose keys are still in hybrid envelopes."""
    newest = select(Case).where(Case.sealed_key.is_not(None)).limit(2 * CARDS)
    cases = [case for case in db.session.scalars(newest) if len(case.sealed_key or b"") > 1000]
    cases = cases[:CARDS]
    times = []
    with OtherLoad() as others:
        for _ in range(ROUNDS):
            started = time.process_time()
            opened = read_cards(cases, reader)
            times.append(time.process_time() - started)
    if len(opened) != CARDS:
        raise crowd.NotOnTop
    return Figure(
        name=f"opening {CARDS} cards not opened before",
        cpu=median(times) * 1000,
        others=others.share,
        measured=median(times) * 1000,
        target=25,
        unit="ms",
        at_most=True,
    )


def _recall(reader: Reader) -> Figure:
    """Measure the recall by the law of today, for each open case that is assessed again."""
    law, today, now = shipped(), clock.now().date(), clock.now()
    with writing():
        recall = begin_recall(reader, law, today=today, now=now)
        db.session.commit()
    practice = Practice(income_percent=200, service_area=())
    by = again(reader, law, practice=practice, today=today)
    with OtherLoad() as others:
        started = time.process_time()
        while recall.finished_on is None:
            batch = reassess_batch(recall, by)
            with writing():
                recall = store_batch(recall.id, batch, by, now)
                db.session.commit()
        each = (time.process_time() - started) * 1000 / recall.done
    if recall.unopened or recall.done != recall.total:
        raise WrongAnswer("cases not assessed again")
    return Figure(
        name="recall, each open case",
        cpu=each,
        others=others.share,
        measured=each,
        target=5,
        unit="ms",
        at_most=True,
    )


def _resealing(reader: Reader, token: bytes) -> Figure:
    _fill(reader)
    today = clock.now().date()
    with writing():
        reader = open_epoch(Actor(reader=reader, day=today, at=clock.now()), token)
        db.session.commit()
    after, started = "", time.perf_counter()
    with OtherLoad() as others:
        while True:
            with writing():
                after = reseal_some(reader, after=after)
                db.session.commit()
            db.session.expunge_all()
            if not after:
                break
    seconds = time.perf_counter() - started
    if progress(reader.team_id).left:
        raise WrongAnswer("cases not resealed")
    return Figure(
        name=f"resealing {CASES:,} cases",
        rate=CASES / seconds,
        others=others.share,
        measured=seconds,
        target=30,
        unit="s",
        at_most=True,
    )


def _fill(reader: Reader) -> None:
    """Add `CASES` cases, each with its own key sealed to the team."""
    team = keys.recipient_of(reader.team_id, reader.installation)
    like = db.session.execute(select(Case.__table__).limit(1)).mappings().one()
    day = like["received_on"]
    with writing():
        for _ in range(CASES):
            request, case = new_id(), new_id()
            place = Context(reader.installation, "wrap:case-key", request=request, row=case)
            draft = {"id": request, "session_minutes": 30, "language": "en", "kept_on": day}
            db.session.execute(insert(Request).values(**draft, case_id=case))
            own = {
                "id": case,
                "request_id": request,
                "reference": request[:9],
                "sealed_key": seal_to(team.recipient, new_key(), place),
            }
            db.session.execute(insert(Case).values(**{**like, **own}))
        db.session.commit()
