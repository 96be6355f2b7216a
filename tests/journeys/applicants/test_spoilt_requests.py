"""Somebody who can write to the database spoils what finds a request and what opens it.

Nobody sees our failure page: a page that cannot be made says that the session is over, or that
something was harmed. A code that cannot work is answered like one that nobody has.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import Table
from time_machine import Traveller

from intake.audit.models import AuditEntry
from intake.extensions import db, writing
from intake.messages.models import Direction, Message
from intake.questionnaire.asylum import ASYLUM
from tests.journeys.applicants.test_code_put_back import (
    ALARM,
    CASES,
    IN,
    Row,
    code_of,
    forget_alarms,
    housekeeping,
    other,
    put,
    read,
    the_row,
    try_code,
)
from tests.support.clients.applicant import ACKNOWLEDGED, Applicant
from tests.support.clients.members import StaffBrowser

pytestmark = pytest.mark.usefixtures("clock")

ASKED_LATER = f"/en/mailbox/{ASYLUM.numbers['do_not_tell']}"
PAGES = (
    *("/en/f/1", "/en/f/2", "/en/f/go-on", "/en/f/result", "/en/f/check", "/en/f/code"),
    *("/en/f/hand-over", "/en/sent", IN, "/en/mailbox/answers", "/en/mailbox/delete", ASKED_LATER),
)

MESSAGES: Table = Message.metadata.tables[Message.__tablename__]
OF_THE_SESSION = ("token_hash", "session_until", "key_under_token")
UNSENT_AND_UNCODED = {"case_id": None, "locator": None}

SPOILT: dict[str, Callable[[bytes], bytes | None]] = {
    "cut": lambda kept: kept[:-1],
    "emptied": lambda kept: kept[:0],
    "lost": lambda _kept: None,
    "another": lambda kept: bytes([kept[0] ^ 1]) + kept[1:],
    "at its end": lambda kept: kept[:-1] + bytes([kept[-1] ^ 1]),
}


def test_a_code_that_cannot_be_tried_is_answered_like_a_wrong_one(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    someone = applied(app)
    code, kept = code_of(someone), the_row(app)
    wrong = try_code(app, other(code))

    every = [*product(["code_salt"], SPOILT), ("code_auth", "cut"), ("code_auth", "lost")]
    for column, damage in every:
        put(app, {column: SPOILT[damage](kept[column])})
        assert try_code(app, code) == wrong, (column, damage)
        put(app, kept)
    assert try_code(app, code) == (IN, 200, "")


def test_a_right_code_that_opens_nothing_is_answered_alike_and_the_desk_hears_whose(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    someone = Applicant(app.test_client())
    reference = someone.apply()
    code, kept = code_of(someone), the_row(app)
    wrong = try_code(app, other(code))
    assert ALARM not in read(wren, "/desk/")

    for damage, spoil in SPOILT.items():
        put(app, {"key_under_code": spoil(kept["key_under_code"])})
        assert try_code(app, code) == wrong, damage
        assert ALARM in read(wren, "/desk/"), damage
        assert "Came upon a broken seal" in read(wren, f"/desk/cases/{reference}"), damage
        forget_alarms(app)


def test_who_has_lost_what_their_session_opens_is_told_that_it_is_over(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    draft = Applicant(app.test_client())
    draft.begin()
    draft.walk()
    kept = the_row(app)

    for lost in ({"key_under_token": None}, {"answers": None}):
        put(app, lost)
        seen = {draft.open(page).status_code for page in PAGES}
        assert 410 in seen, lost
        assert seen <= {200, 404, 410}, lost
        put(app, kept)
    assert draft.open("/en/f/check").status_code == 200
    assert draft.send()


def test_a_case_that_is_erased_while_its_person_reads_is_over_for_them(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    someone = applied(app)
    code = code_of(someone)
    someone.open("/en/return")
    someone.post("/en/return", {"code": [code]})
    assert someone.path == IN

    with app.app_context(), writing():
        db.session.execute(db.delete(CASES))
        db.session.commit()

    for page in (IN, "/en/mailbox/answers", ASKED_LATER):
        assert someone.open(page).status_code == 410, page


def test_a_form_that_was_open_for_long_shows_no_failure_of_ours_over_a_spoilt_draft(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    draft = Applicant(app.test_client())
    draft.begin()
    draft.walk()
    kept = the_row(app)

    for column, damage in product(("key_under_token", "answers"), SPOILT):
        put(app, {column: SPOILT[damage](kept[column])})
        stale = {"csrf_token": ["of another session"], "skip": ["1"]}
        told = 410 if damage == "lost" else 409
        assert draft.post("/en/f/2", stale).status_code == told, (column, damage)
        put(app, kept)
        draft.open("/en/f/2")


def test_a_row_of_before_sending_that_was_put_back_leads_to_what_was_sent(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    draft, reference, code = sent_and_put_back(app)

    again = come_back(app, code)

    assert reference in again.text
    again.open("/en/f/check")
    assert again.path == "/en/sent"
    assert ALARM in read(wren, "/desk/")
    assert "Came upon a broken seal" in read(wren, f"/desk/cases/{reference}")
    forget_alarms(app)
    put(app, draft | {name: the_row(app)[name] for name in OF_THE_SESSION})
    again.open("/en/return")
    again.post("/en/f/send", {**ACKNOWLEDGED, "send": ["now"]})
    assert again.page.status_code == 409
    assert ALARM in read(wren, "/desk/")


def test_what_was_sent_is_taken_back_whole_though_its_row_says_it_is_a_draft(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    _, _, code = sent_and_put_back(app)
    again = come_back(app, code)
    put(app, {"case_id": None})

    again.open("/en/mailbox/delete")
    again.post("/en/mailbox/delete", {})

    assert again.path == "/en/deleted"
    with app.app_context():
        assert db.session.scalars(db.select(CASES.c.id)).all() == []


@pytest.mark.parametrize(("lost", "days"), [({"case_id": None}, 31), (UNSENT_AND_UNCODED, 1)])
def test_housekeeping_discards_no_draft_for_which_a_case_stands(
    app: Flask, wren: StaffBrowser, clock: Traveller, lost: dict[str, None], days: int
) -> None:
    someone = Applicant(app.test_client())
    reference = someone.apply()
    code, kept = code_of(someone), the_row(app)
    put(app, lost)
    clock.shift(timedelta(days=days))

    housekeeping(app)

    assert the_row(app)["case_id"] == kept["case_id"]
    with app.app_context():
        wanted = db.select(AuditEntry.case_id).where(AuditEntry.act == "seal_broken")
        assert db.session.scalars(wanted).all() == [kept["case_id"]]
    put(app, {"locator": kept["locator"]})
    assert reference in come_back(app, code).text


@pytest.mark.parametrize("said", [Direction.OUT.value, "no"])
def test_a_message_that_its_row_says_another_wrote_is_shown_to_nobody(
    app: Flask, wren: StaffBrowser, clock: Traveller, said: str
) -> None:
    someone = Applicant(app.test_client())
    reference = someone.apply()
    again = come_back(app, code_of(someone))
    again.post("/en/mailbox/write", {"text": ["Wait for me at the Test-Ternfold shelter."]})
    assert "Test-Ternfold" in again.text
    read(wren, f"/desk/cases/{reference}")

    put(app, {"direction": said}, into=MESSAGES)

    assert again.open(IN).status_code == 409
    assert ALARM in read(wren, "/desk/")
    for page in ("", "/messages"):
        wren.open(f"/desk/cases/{reference}{page}")
        assert wren.page.status_code < 500, page
        assert "Test-Ternfold" not in wren.text, page


def sent_and_put_back(app: Flask) -> tuple[Row, str, str]:
    """The row of a draft, put back after it was sent; the reference, and the code."""
    someone = Applicant(app.test_client())
    someone.begin()
    someone.walk()
    code, draft = code_of(someone), the_row(app)
    someone.open("/en/f/check")
    reference = someone.send()
    put(app, draft)
    return draft, reference, code


def come_back(app: Flask, code: str) -> Applicant:
    visitor = Applicant(app.test_client())
    visitor.open("/en/return")
    visitor.post("/en/return", {"code": [code]})
    assert visitor.path == IN
    return visitor


def applied(app: Flask) -> Applicant:
    someone = Applicant(app.test_client())
    someone.apply()
    return someone
