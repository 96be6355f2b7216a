"""Invented applicants with saved drafts, each at some page of the questionnaire."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from secrets import token_bytes

from flask import Flask

from intake import clock
from intake.actions.application.make_return_code import KeyedCode, attach_code
from intake.actions.application.submit import save_draft, start_request
from intake.actions.opening.open_draft import OpenDraft
from intake.extensions import db, writing
from intake.frozen import frozen
from intake.questionnaire import journey
from intake.questionnaire.answers import Answers
from intake.questionnaire.journey import Draft
from intake.questionnaire.reading import read_answers
from intake.questionnaire.sections import Page
from intake.requests import applicant_access as own_requests
from intake.sealing.return_code import CodeHalves, make
from intake.settings import Settings
from intake.web.security import csrf_token

BATCH = 250
"""Drafts saved in one transaction."""

"""Locators of return codes, consecutive, since random ones would collide."""

ANSWERS: dict[str, object] = {
    "filling_for": "self",
    "device": "mine",
    "danger_now": "no",
    "help_types": ["fear_return", "court_or_order"],
    "location_kind": "in_us",
    "us_state": "NY",
    "detained_now": "no",
    "asylum_filed": "no",
    "last_arrival_date": "2026-01-17",
    "removal_soon": "check_in",
    "removal_soon_date": "2027-01",
    "fear_interview": "passed",
    "court_case": "yes",
    "next_hearing_date": "2027-03-09",
    "hearing_kind": "master",
    "court_city": "Invented City",
    "bad_decision": "none",
    "gov_motion": "no",
    "lawful_status": "no",
    "has_lawyer": "no",
    "household_size": 3,
    "income": "amount",
    "income_amount": "1200",
    "income_period": "month",
    "name_to_use": "Oona Test-Larkspur",
    "contact_methods": ["text", "return_code"],
    "phone": "+1 202 555 0143",
    "ok_text": "yes",
}
"""Answers of a person in court, one date known only by month."""


@frozen
class Person:
    """An applicant's cookie, form token and next page."""

    cookie: str
    form_token: str
    page: Page | None


def begin(
    app: Flask, number: int, *, coded: bool = True, answered: Sequence[int] = ()
) -> list[Person]:
    """Return *number* people who have answered, in turn, *answered* pages, by default all.

    Their return codes have random keys: deriving real ones is slow by design and measured
    separately.
    """
    settings: Settings = app.config["SETTINGS"]
    pages = pages_asked(settings)
    stages = answered or (len(pages),)
    next_pages = {stage: _next_page(settings, pages[:stage]) for stage in stages}
    tokens = [(token_bytes(32), stages[at % len(stages)]) for at in range(number)]
    with app.app_context():
        for at in range(0, number, BATCH):
            with writing():
                for token, stage in tokens[at : at + BATCH]:
                    _save(token, settings, pages[:stage], coded=coded)
                db.session.commit()
        db.engine.dispose()
    return [_person(app, token, next_pages[stage]) for token, stage in tokens]


def pages_asked(settings: Settings) -> tuple[Page, ...]:
    """Return the core pages that these answers lead to."""
    today = clock.today(settings.time_zone)
    draft = Draft(as_of=today, language="en", answers=answers(today=today))
    return journey.pages_to_ask(draft)


def answers(*, today: date) -> Answers:
    """Return `ANSWERS` as the product reads them."""
    return read_answers(ANSWERS, today=today)


def _after(draft: Draft, seen: Sequence[Page]) -> Draft:
    """Return the draft with the answers to these pages."""
    ids = {question.id for page in seen for question in page.questions}
    on_pages = answers(today=draft.as_of).only(ids)
    return replace(draft, answers=on_pages, seen=frozenset(page.id for page in seen))


def _next_page(settings: Settings, seen: Sequence[Page]) -> Page | None:
    """Return the page that is asked after these; some wait for the answer to a later one."""
    draft = Draft(as_of=clock.today(settings.time_zone), language="en", answers=Answers())
    after = _after(draft, seen)
    asked = journey.pages_to_ask(after)
    return next((page for page in asked if page.id not in after.seen), None)


def _save(token: bytes, settings: Settings, seen: Sequence[Page], *, coded: bool) -> None:
    today, now = clock.today(settings.time_zone), clock.now()
    opened = start_request(
        token, language="en", today=today, now=now, installation=settings.recovery_fingerprint
    )
    draft = _after(opened.draft, seen)
    saved = save_draft(opened, draft, today=today, now=now)
    own_requests.add(saved.request)
    if coded:
        _attach_code(saved, token)


def _attach_code(saved: OpenDraft, token: bytes) -> None:
    halves = CodeHalves(auth=token_bytes(32), wrap=token_bytes(32))
    attach_code(saved, token, KeyedCode(code=make(), halves=halves))


def _person(app: Flask, token: bytes, page: Page | None) -> Person:
    cookie = urlsafe_b64encode(token).decode().rstrip("=")
    with app.test_request_context("/en/", headers={"Cookie": f"s={cookie}"}):
        return Person(cookie=cookie, form_token=csrf_token(), page=page)
