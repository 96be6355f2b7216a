"""An attacker who can write to the database deletes rows of a case.

The case still opens, because it may be urgent; its pages and the desk say that something is
missing. Rows that the product itself deletes are not reported.
"""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from intake import clock as time
from intake.actions.case.record_contact import MERITS
from intake.actions.upkeep.jobs import discard_expired, erase_due, shorten_audit
from intake.audit import chain as verify
from intake.audit.chain import chain
from intake.audit.models import AuditEntry
from intake.cases.store import tiers_to_raise
from intake.extensions import db, wipe, writing
from intake.questionnaire.asylum import ASYLUM
from tests.cases.making import CARD, TODAY
from tests.journeys.attacks.test_older_versions import come_back, press, rows, table
from tests.journeys.attacks.test_stolen_server import NEW_PASSWORD, granted, reset
from tests.journeys.attacks.test_tampering import (
    case,
    case_factory,
    cases_in,
    code_of,
    queue,
)
from tests.staff.making import PASSWORD
from tests.support.clients.applicant import Applicant
from tests.support.clients.members import StaffBrowser
from tests.support.databases.data_files import found, live, wipe_server
from tests.support.databases.fixtures import ON_POSTGRESQL, ON_SQLITE
from tests.support.databases.writing import writing_in

pytestmark = pytest.mark.usefixtures("clock")

LACKS = "A note, message or date was removed from this case on the server"
ALARM = "A note, message or date was removed from a case on the server"

OF_A_CASE = ("notes", "messages", "diary_entries")
DECISION = {
    "so_far": ["court_paper", "judge_decided"],
    "bad_decision": ["judge"],
    "bad_decision_date-calendar": ["gregorian"],
    "bad_decision_date-day": ["20"],
    "bad_decision_date-month": ["11"],
    "bad_decision_date-year": ["2026"],
}
HEARING = {
    "next_hearing_date-calendar": ["gregorian"],
    "next_hearing_date-day": ["4"],
    "next_hearing_date-month": ["2"],
    "next_hearing_date-year": ["2027"],
}


def test_each_deleted_row_of_a_case_is_reported(app, wren):
    reference = worked_on(app, wren)
    all_rows = [(name, row) for name in OF_A_CASE for row in rows(app, name, reference)]
    assert {name: len(rows(app, name, reference)) for name in OF_A_CASE} == {
        "notes": 4,
        "messages": 2,
        "diary_entries": 11,
    }
    assert LACKS not in case(wren, reference)
    assert ALARM not in queue(wren)

    for name, row in all_rows:
        delete(app, name, row)
        assert LACKS in case(wren, reference), (name, row["id"])
        assert ALARM in queue(wren), (name, row["id"])
        insert(app, name, row)
        forget_alarms(app)
    assert LACKS not in case(wren, reference)
    assert ALARM not in queue(wren)


def test_a_missing_row_is_reported_in_the_log_and_on_every_page_of_the_case(app, wren):
    reference = worked_on(app, wren)
    delete(app, "notes", rows(app, "notes", reference)[0])

    for page in ("", "/notes", "/messages", "/timeline", "/contact"):
        wren.open(f"/desk/cases/{reference}{page}")
        assert LACKS in wren.text, page
    wren.open("/desk/audit")
    assert "A note, message or date recorded in this log is missing" in wren.text
    assert "Case data found missing" in wren.text
    report = app.test_cli_runner().invoke(args=["doctor"]).output
    assert "! Notes, messages and dates: A note, message or date was removed" in report
    assert b'intake_audit_alarm{code="missing"} 1.0' in wren.client.get("/metrics").data


def test_a_deleted_conflict_note_is_reported_while_the_story_is_hidden(app, wren):
    against = replace(CARD, name_to_use="Tarviq Brambletest", names=("Tarviq Brambletest",))
    with writing_in(app):
        factory = case_factory(app)
        factory.case(card=replace(CARD, names=("Lumo Test-Wrenfold",)))
        reference = factory.case(
            card=replace(against, do_not_tell="Lumo Test-Wrenfold"), conflict=None
        ).reference
    assert "File restricted" in case(wren, reference)
    (note,) = rows(app, "notes", reference)
    assert LACKS not in case(wren, reference)

    delete(app, "notes", note)

    assert LACKS in case(wren, reference)
    assert ALARM in queue(wren)


def test_rows_that_staff_and_retention_delete_are_not_reported(app, wren, clock):
    reference = worked_on(app, wren)
    with writing_in(app):
        duplicate = case_factory(app).case(due_on=TODAY + timedelta(60)).reference
    press(wren, app, reference, "messages", text="Zanzimessage", language="en", wording="")
    press(wren, app, reference, "messages/back")
    press(wren, app, duplicate, "messages", text="Zanzimessage", language="en", wording="")
    press(wren, app, duplicate, "move", to="closed:duplicate")
    queue(wren)
    wren.fill(action="/desk/many/tag", case=reference, tag="second_look")
    undo = re.search(r"/desk/many/undo/\w+", wren.text)
    assert undo
    wren.fill(action=undo[0])
    assert LACKS not in case(wren, reference)

    clock.shift(days=800)
    later = TODAY + timedelta(days=800)
    with app.app_context(), writing():
        chain(time.now())
        assert erase_due(today=later, after="").erased == 1
        discard_expired(tiers_to_raise(today=later), today=later, now=time.now())
        assert shorten_audit(today=later).removed
        chain(time.now())
        db.session.commit()
        assert "missing" not in verify.alarms(time.now())
    again = StaffBrowser(app)
    again.email, again.secret = wren.email, wren.secret
    again.give_password()
    again.give_code()
    assert LACKS not in case(again, reference)
    assert ALARM not in queue(again)


def test_deleted_rows_of_an_older_release_are_not_reported(app, wren):
    reference = cases_in(app)[0]
    (entry,) = rows(app, "diary_entries", reference)
    case(wren, reference)

    delete(app, "diary_entries", entry)

    assert LACKS not in case(wren, reference)
    assert ALARM not in queue(wren)


def worked_on(app, wren):
    """Make a case with rows from each act that adds one; return its reference."""
    someone = Applicant(app)
    someone.answers |= DECISION
    someone.begin()
    someone.walk()
    code = code_of(someone)
    reference = someone.send()
    dates = len(rows(app, "diary_entries", reference))
    assert dates >= 2
    case(wren, reference)
    for action, fields in (
        ("notes", {"kind": "call", "text": "Zanzinote"}),
        ("contact", {"channel": "return_code", "outcome": "sent"}),
        ("screening", {"spoke_with": "person", "interpreter": "none", "text": "Zanzicall"}),
        ("merits", {"text": "Zanzimerits", **dict.fromkeys(MERITS, "open")}),
        ("messages", {"text": "Zanzimessage", "language": "en", "wording": ""}),
        ("date", {"on": str(TODAY + timedelta(9)), "note": "Zanzidate"}),
    ):
        press(wren, app, reference, action, **fields)
        assert wren.status == 200, action
    visitor = come_back(app, code)
    visitor.post("/en/mailbox/write", {"text": ["Zanzireply"]})
    hearing = f"/en/mailbox/{ASYLUM.numbers['next_hearing_date']}"
    visitor.open(hearing)
    visitor.post(hearing, HEARING)
    assert visitor.path == "/en/mailbox"
    assert len(rows(app, "diary_entries", reference)) >= dates + 2
    return reference


def delete(app, name, row):
    rows_of = table(name)
    with writing_in(app):
        db.session.execute(db.delete(rows_of).where(rows_of.c.id == row["id"]))


def insert(app, name, row):
    with writing_in(app):
        db.session.execute(db.insert(table(name)).values(row))


def forget_alarms(app):
    """Delete the alarms of missing rows from the log."""
    with writing_in(app):
        db.session.execute(db.delete(AuditEntry).where(AuditEntry.act == "row_missing"))


@ON_SQLITE
def test_what_acts_end_is_in_no_file_of_sqlite(app, ended, database, tmp_path):
    assert {each.split(".")[0] for each in found(ended, tmp_path).values()} == {"staff_sessions"}

    with app.app_context():
        assert wipe()

    assert found(ended, tmp_path) == {}
    assert found(live(database), tmp_path) == live(database)


@ON_POSTGRESQL
def test_what_ended_is_in_no_file_of_postgresql_within_the_hour(app, ended, database):
    with app.app_context():
        folder = Path(db.session.scalar(text("SHOW data_directory")))

    wipe_server(database)

    assert found(ended, folder) == {}
    assert found(live(database), folder) == live(database)


SHARED = {"arrivals.network", "sign_in_tries.who", "try_counts.key"}


@pytest.fixture
def ended(app, database, new_installation, clock):
    """Have members join, be reset, lose a sheet, sign out, and a case be sent and erased.

    Return what ended in the tables, with its columns.
    """
    seen, wren = {}, StaffBrowser(app)
    app.before_request_funcs.setdefault(None, []).append(lambda: seen.update(live(database)))
    wren.join(f"/desk/invitation/{new_installation.link}")
    gull = granted(app, wren)
    reference = Applicant(app).apply()
    case(wren, reference)
    reset(app, wren, gull, clock)
    with writing_in(app):
        db.session.execute(text("ANALYZE"))  # as PostgreSQL does from time to time
    wren.open("/desk/signin/password")
    wren.fill(
        password_now=PASSWORD, password=NEW_PASSWORD, password_again=NEW_PASSWORD, new_sheet="1"
    )
    press(wren, app, reference, "erase", why="asked")
    gull.press_sign_out()
    ended = {value: seen[value] for value in seen.keys() - live(database).keys()}
    # hashes under the secret of all tests are in the databases of other workers too
    ended = {value: of for value, of in ended.items() if of not in SHARED}
    assert len({*ended.values()}) > 30
    return ended
