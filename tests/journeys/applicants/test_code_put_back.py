"""A return code that was ended, put back by somebody who can write to the database, opens nothing.

Who tries it hears what is said of any wrong code. The desk hears the truth.
"""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table
from time_machine import Traveller

from intake.audit.models import AuditEntry
from intake.cases.models import Case
from intake.extensions import Model, db, writing
from intake.requests.models import Request
from intake.sealing.return_code import check_digit
from tests.support.clients.applicant import SHORTEST, Applicant
from tests.support.clients.members import StaffBrowser, text_of

pytestmark = pytest.mark.usefixtures("clock")

IN = "/en/mailbox"
ALARM = "Some encrypted data cannot be opened."
TOLD = "A return code that was ended was put back on the server"
REQUESTS: Table = Model.metadata.tables[Request.__tablename__]
CASES: Table = Model.metadata.tables[Case.__tablename__]
OF_THE_CODE = ("locator", "code_salt", "code_auth", "key_under_code")

Row = dict[str, Any]


def test_the_code_that_a_helper_had_of_a_draft(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    helper = with_a_helper(app)
    before, old = code_of(helper), the_row(app)
    hand_over(helper)
    after, new = code_of(helper), the_row(app)
    wrong = try_code(app, other(before))
    assert ALARM not in read(wren, "/desk/")

    for put_back in (OF_THE_CODE, tuple(old)):
        put(app, {name: old[name] for name in put_back})
        assert try_code(app, before) == wrong, put_back
        assert ALARM in read(wren, "/desk/"), put_back
        assert TOLD in read(wren, "/desk/audit"), put_back
        forget_alarms(app)
        put(app, new)
    assert try_code(app, after) == (IN, 200, "")
    assert try_code(app, before) == wrong
    assert ALARM not in read(wren, "/desk/")


def test_the_code_that_a_helper_had_of_a_case(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    helper = with_a_helper(app)
    reference, before = helper.send(), code_of(helper)
    helper.open("/en/return")
    helper.post("/en/return", {"code": [before]})
    old = the_row(app)
    hand_over(helper)
    after, new = code_of(helper), the_row(app)
    wrong = try_code(app, other(before))

    for put_back in (OF_THE_CODE, tuple(old)):
        put(app, {name: old[name] for name in put_back})
        assert try_code(app, before) == wrong, put_back
        assert ALARM in read(wren, "/desk/"), put_back
        assert TOLD in read(wren, f"/desk/cases/{reference}"), (
            "whose code it was, so that somebody calls them"
        )
        forget_alarms(app)
        put(app, new)
    assert try_code(app, after) == (IN, 200, "")
    assert ALARM not in read(wren, "/desk/")


def test_a_code_that_nobody_tries_is_ended_again_within_the_hour(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    helper = with_a_helper(app)
    reference, before = helper.send(), code_of(helper)
    helper.open("/en/return")
    helper.post("/en/return", {"code": [before]})
    old = the_row(app)
    hand_over(helper)
    assert "put back" not in housekeeping(app)

    put(app, old)
    assert "1 return codes were put back" in housekeeping(app)

    assert ALARM in read(wren, "/desk/")
    assert TOLD in read(wren, f"/desk/cases/{reference}")
    assert try_code(app, before) == try_code(app, other(before))
    forget_alarms(app)
    assert "put back" not in housekeeping(app)
    assert ALARM not in read(wren, "/desk/"), "told once"


def test_an_older_case_put_back_beside_its_handing_over_opens_for_nobody(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    helper = with_a_helper(app)
    reference, before = helper.send(), code_of(helper)
    helper.open("/en/return")
    helper.post("/en/return", {"code": [before]})
    older = the_row(app, CASES)
    hand_over(helper)
    assert helper.open(IN).status_code == 200

    put(app, {name: older[name] for name in ("card", "story")}, into=CASES)

    assert helper.open(IN).status_code == 409
    assert "Its seal is broken" in read(wren, f"/desk/cases/{reference}")


def test_a_session_that_is_over_and_put_back_opens_with_its_own_cookie_alone(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    """Nobody notices it: of sessions nothing is written down."""
    first = Applicant(app.test_client())
    first.begin()
    first.walk()
    code, old = code_of(first), the_row(app)
    second = Applicant(app.test_client())
    second.open("/en/return")
    second.post("/en/return", {"code": [code]})
    assert first.open("/en/f/check").status_code == 410

    put(app, old)

    assert first.open("/en/f/check").status_code == 200
    assert second.open("/en/f/check").status_code == 410
    assert Applicant(app.test_client()).open("/en/f/check").status_code == 410


@pytest.mark.parametrize("told", ["/en/set-aside", "/en/deleted"])
def test_the_code_of_what_was_taken_back(
    app: Flask, wren: StaffBrowser, clock: Traveller, told: str
) -> None:
    someone = Applicant(app.test_client())
    someone.apply()
    code = code_of(someone)
    if told == "/en/set-aside":
        put(app, {"held_since": date(2026, 11, 24)}, into=CASES)
    old, old_case = the_row(app), the_row(app, CASES)
    someone.open("/en/return")
    someone.post("/en/return", {"code": [code]})
    someone.open("/en/mailbox/delete")
    someone.post("/en/mailbox/delete", {})
    assert someone.path == told
    wrong = try_code(app, other(code))

    if told == "/en/set-aside":
        put(app, old)
    else:
        put_new(app, old)
        put_new(app, old_case, into=CASES)

    assert try_code(app, code) == wrong
    assert ALARM in read(wren, "/desk/")


def test_the_draft_of_before_a_handing_over_does_not_open(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    helper = with_a_helper(app)
    old = the_row(app)["answers"]
    hand_over(helper)

    put(app, {"answers": old})

    assert helper.open("/en/f/check").status_code == 409
    assert ALARM in read(wren, "/desk/")


def with_a_helper(app: Flask) -> Applicant:
    """A draft that somebody filled in for another, at the check page."""
    answers = {**SHORTEST, "location_kind": ["in_us"], "filling_for": ["detained_person"]}
    helper = Applicant(app.test_client(), answers)
    helper.begin()
    helper.walk()
    return helper


def hand_over(helper: Applicant) -> None:
    helper.open("/en/f/hand-over")
    helper.post("/en/f/hand-over", {})
    assert helper.path == "/en/f/code"


def code_of(someone: Applicant) -> str:
    """The code that this session shows."""
    someone.open("/en/f/code")
    return text_of(someone.text, "return-code").replace(" ", "")


def other(code: str) -> str:
    """A code of the same request that was never anybody's."""
    changed = f"{code[:12]}{(int(code[12]) + 1) % 10}{code[13:23]}"
    return changed + check_digit(changed)


def try_code(app: Flask, code: str) -> tuple[str, int, str]:
    """Where a code leads somebody at a browser of their own; and what they read, if not in."""
    visitor = Applicant(app.test_client())
    visitor.open("/en/return")
    visitor.post("/en/return", {"code": [code]})
    page = re.sub(r'name="?csrf_token"? value="?[^">\s]+', "", visitor.text)
    return visitor.path, visitor.page.status_code, "" if visitor.path == IN else page


def the_row(app: Flask, table: Table = REQUESTS) -> Row:
    """Everything that the database knows of the one request, or of its case."""
    with app.app_context():
        return dict(db.session.execute(db.select(table)).mappings().one())


def put(app: Flask, values: Row, *, into: Table = REQUESTS) -> None:
    with app.app_context(), writing():
        assert db.session.connection().execute(db.update(into).values(values)).rowcount == 1
        db.session.commit()


def put_new(app: Flask, row: Row, *, into: Table = REQUESTS) -> None:
    with app.app_context(), writing():
        db.session.execute(db.insert(into).values(row))
        db.session.commit()


def housekeeping(app: Flask) -> str:
    done = app.test_cli_runner().invoke(args=["housekeeping", "run"])
    assert done.exit_code == 0, done.output
    return done.output


def forget_alarms(app: Flask) -> None:
    """As if nobody had come upon anything yet."""
    acts = ("seal_broken", "code_put_back")
    with app.app_context(), writing():
        db.session.execute(db.delete(AuditEntry).where(AuditEntry.act.in_(acts)))
        db.session.commit()


def read(wren: StaffBrowser, path: str) -> str:
    wren.open(path)
    assert wren.page.status_code == 200, path
    return unescape(wren.text)
