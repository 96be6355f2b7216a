"""Somebody who can write to the database spoils what finds a request and what opens it.

Nobody sees our failure page: a page that cannot be made says that the session is over, or that
something was harmed. A code that cannot work is answered like one that nobody has.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from flask import Flask
from time_machine import Traveller

from intake.extensions import db, writing
from intake.questionnaire.asylum import ASYLUM
from tests.journeys.test_code_put_back import (
    ALARM,
    CASES,
    IN,
    code_of,
    forget_alarms,
    other,
    put,
    read,
    the_row,
    try_code,
)
from tests.support.applicant import Applicant
from tests.support.members import Person

ASKED_LATER = f"/en/mailbox/{ASYLUM.numbers['do_not_tell']}"
PAGES = (
    *("/en/f/1", "/en/f/2", "/en/f/go-on", "/en/f/result", "/en/f/check", "/en/f/code"),
    *("/en/f/hand-over", "/en/sent", IN, "/en/mailbox/answers", "/en/mailbox/delete", ASKED_LATER),
)

SPOILT: dict[str, Callable[[bytes], bytes | None]] = {
    "cut": lambda kept: kept[:-1],
    "emptied": lambda kept: kept[:0],
    "lost": lambda _kept: None,
    "another": lambda kept: bytes([kept[0] ^ 1]) + kept[1:],
    "at its end": lambda kept: kept[:-1] + bytes([kept[-1] ^ 1]),
}


def test_a_code_that_cannot_be_tried_is_answered_like_a_wrong_one(
    app: Flask, wren: Person, clock: Traveller
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
    app: Flask, wren: Person, clock: Traveller
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
    app: Flask, wren: Person, clock: Traveller
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
    app: Flask, wren: Person, clock: Traveller
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
    app: Flask, wren: Person, clock: Traveller
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


def applied(app: Flask) -> Applicant:
    someone = Applicant(app.test_client())
    someone.apply()
    return someone
