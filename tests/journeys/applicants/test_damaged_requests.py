"""An attacker who can write to the database damages columns by which a request is found or opened.

No page answers with a server error: it says that the session is over, or that data was damaged. A
code that cannot work is answered like a wrong one.
"""

from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import Table

from intake.audit.models import AuditEntry
from intake.diary.models import DiaryEntry
from intake.extensions import db
from intake.messages.models import Direction, Message
from intake.questionnaire.asylum import ASYLUM
from tests.journeys.applicants.test_restored_codes import (
    ALARM,
    CASES,
    MAILBOX,
    code_of,
    forget_alarms,
    housekeeping,
    never_issued,
    put,
    read,
    the_row,
    try_code,
)
from tests.support.clients.applicant import ACKNOWLEDGED, Applicant, at_check
from tests.support.databases.writing import writing_in
from tests.support.rows import all_rows

pytestmark = pytest.mark.usefixtures("clock")

ASKED_LATER = f"/en/mailbox/{ASYLUM.numbers['do_not_tell']}"
PAGES = (
    *("/en/f/1", "/en/f/2", "/en/f/go-on", "/en/f/result", "/en/f/check", "/en/f/code"),
    *(
        "/en/f/hand-over",
        "/en/sent",
        MAILBOX,
        "/en/mailbox/answers",
        "/en/mailbox/delete",
        ASKED_LATER,
    ),
)

MESSAGES: Table = Message.__table__
OF_THE_SESSION = ("token_hash", "session_until", "key_under_token")
UNSENT_AND_UNCODED = {"case_id": None, "key_under_code": None}

DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "cut": lambda value: value[:-1],
    "emptied": lambda value: value[:0],
    "lost": lambda _value: None,
    "another": lambda value: bytes([value[0] ^ 4]) + value[1:],
    "at its end": lambda value: value[:-1] + bytes([value[-1] ^ 1]),
}


def test_a_damaged_code_is_answered_like_a_wrong_one(app, wren):
    applicant = applied(app)
    code, row = code_of(applicant), the_row(app)
    wrong = try_code(app, never_issued(code))

    for damage, spoil in DAMAGES.items():
        put(app, {"code_auth": spoil(row["code_auth"])})
        assert try_code(app, code) == wrong, damage
        put(app, row)
    assert try_code(app, code) == (MAILBOX, 200, "")


def test_a_right_code_that_opens_nothing_is_answered_alike_and_raises_an_alarm(app, wren):
    applicant = Applicant(app)
    reference = applicant.apply()
    code, row = code_of(applicant), the_row(app)
    wrong = try_code(app, never_issued(code))
    assert ALARM not in read(wren, "/desk/")

    for damage, spoil in DAMAGES.items():
        put(app, {"key_under_code": spoil(row["key_under_code"])})
        assert try_code(app, code) == wrong, damage
        assert ALARM in read(wren, "/desk/"), damage
        assert "Encrypted data failed to open" in read(wren, f"/desk/cases/{reference}/timeline"), (
            damage
        )
        forget_alarms(app)


def test_a_session_without_its_key_or_answers_is_over(app, wren):
    draft = at_check(app)
    row = the_row(app)

    for lost in ({"key_under_token": None}, {"answers": None}):
        put(app, lost)
        seen = {draft.open(page).status_code for page in PAGES}
        assert 410 in seen, lost
        assert seen <= {200, 404, 410}, lost
        put(app, row)
    assert draft.open("/en/f/check").status_code == 200
    assert draft.send()


def test_erasing_a_case_ends_the_session_of_its_applicant(app, wren):
    applicant = applied(app)
    code = code_of(applicant)
    applicant.enter_code(code)
    assert applicant.path == MAILBOX

    with writing_in(app):
        db.session.execute(db.delete(DiaryEntry))
        db.session.execute(db.delete(CASES))

    for page in (MAILBOX, "/en/mailbox/answers", ASKED_LATER):
        assert applicant.open(page).status_code == 410, page


def test_a_stale_form_over_a_damaged_draft_is_no_server_error(app, wren):
    draft = at_check(app)
    row = the_row(app)

    for column, damage in product(("key_under_token", "answers"), DAMAGES):
        put(app, {column: DAMAGES[damage](row[column])})
        stale = {"csrf_token": ["of another session"], "skip": ["1"]}
        status = 410 if damage == "lost" else 409
        assert draft.post("/en/f/2", stale).status_code == status, (column, damage)
        put(app, row)
        draft.open("/en/f/2")


def test_a_restored_draft_row_leads_to_the_sent_case(app, wren):
    draft, reference, code = sent_and_restored(app)

    again = come_back(app, code)

    assert reference in again.text
    again.open("/en/f/check")
    assert again.path == "/en/sent"
    assert ALARM in read(wren, "/desk/")
    assert "Encrypted data failed to open" in read(wren, f"/desk/cases/{reference}/timeline")
    forget_alarms(app)
    put(app, draft | {name: the_row(app)[name] for name in OF_THE_SESSION})
    again.open("/en/return")
    again.post("/en/f/send", {**ACKNOWLEDGED, "send": ["now"]})
    assert again.status == 409
    assert ALARM in read(wren, "/desk/")


def test_deleting_a_case_whose_row_says_draft_deletes_all_of_it(app, wren):
    _, _, code = sent_and_restored(app)
    again = come_back(app, code)
    put(app, {"case_id": None})

    again.open("/en/mailbox/delete")
    again.post("/en/mailbox/delete", {})

    assert again.path == "/en/deleted"
    housekeeping(app)
    with app.app_context():
        assert all_rows(CASES.c.id) == []


@pytest.mark.parametrize("lost, days", [({"case_id": None}, 31), (UNSENT_AND_UNCODED, 1)])
def test_housekeeping_keeps_a_draft_that_has_a_case(app, wren, clock, lost, days):
    applicant = Applicant(app)
    reference = applicant.apply()
    code, row = code_of(applicant), the_row(app)
    put(app, lost)
    clock.shift(days=days)

    housekeeping(app)

    assert the_row(app)["case_id"] == row["case_id"]
    with app.app_context():
        case_ids = db.select(AuditEntry.case_id).where(AuditEntry.act == "seal_broken")
        assert db.session.scalars(case_ids).all() == [row["case_id"]]
    put(app, {"key_under_code": row["key_under_code"]})
    assert reference in come_back(app, code).text


@pytest.mark.parametrize("direction", [Direction.OUT.value, "no"])
def test_a_message_whose_row_names_another_direction_does_not_open(app, wren, direction):
    applicant = Applicant(app)
    reference = applicant.apply()
    again = come_back(app, code_of(applicant))
    again.post("/en/mailbox/write", {"text": ["Wait for me at the Test-Ternfold shelter."]})
    assert "Test-Ternfold" in again.text
    read(wren, f"/desk/cases/{reference}/timeline")

    put(app, {"direction": direction}, into=MESSAGES)

    assert again.open(MAILBOX).status_code == 409
    assert ALARM in read(wren, "/desk/")
    for page in ("", "/messages"):
        wren.open(f"/desk/cases/{reference}{page}")
        assert wren.status < 500, page
        assert "Test-Ternfold" not in wren.text, page


def sent_and_restored(app):
    """Send a draft and restore its row; return the row, the reference and the code."""
    applicant = at_check(app)
    code, draft = code_of(applicant), the_row(app)
    applicant.open("/en/f/check")
    reference = applicant.send()
    put(app, draft)
    return draft, reference, code


def come_back(app, code):
    visitor = Applicant(app)
    visitor.enter_code(code)
    assert visitor.path == MAILBOX
    return visitor


def applied(app):
    applicant = Applicant(app)
    applicant.apply()
    return applicant
