"""Test ``flask audit verify`` with the worker that chains the entries."""

import re
from collections.abc import Callable
from threading import Lock

import pytest
from click.testing import Result
from sqlalchemy import delete, event

from intake import clock
from intake.audit import chain, log
from intake.audit.acts import AuditAct
from intake.audit.chain import ENTRIES
from intake.extensions import db
from tests.staff.making import TODAY
from tests.support.clients.applicant import Applicant
from tests.support.databases.fixtures import ON_BOTH
from tests.support.databases.writing import writing_in
from tests.support.rows import change_rows

Run = Callable[[str], Result]


def test_the_worker_chains_and_the_command_tells_the_head(run, ready_client):
    Applicant(ready_client).apply()
    before = run("audit verify")

    run("outbox work --once")
    after = run("audit verify")

    assert "0 entries in the chain" in before.output
    assert "1 entries wait" in before.output
    assert after.exit_code == 0
    assert "1 entries in the chain, all verified.\n0 entries waiting" in after.output
    assert re.search("^Head: [0-9a-f]{64}$", after.output, re.MULTILINE)


def test_a_changed_entry_is_named(chained, run):
    with chained.app_context():
        change_rows(ENTRIES, act="signed_in")
        db.session.commit()
        id_ = db.session.query(ENTRIES.c.id).scalar()

    done = run("audit verify")

    assert done.exit_code == 1
    assert f"Entry 1 ({id_}) was changed after it was chained." in done.output


def test_a_missing_entry_is_named(chained, run):
    with chained.app_context():
        db.session.execute(delete(ENTRIES))
        db.session.commit()

    done = run("audit verify")

    assert done.exit_code == 1
    assert "Entry 1 is not the end of the chain." in done.output


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize(
    "last_seq, says",
    [
        (1, "1 entries in the chain, all verified.\n0 entries waiting"),
        (0, "Entry 1 is not the end of the chain."),
    ],
)
@ON_BOTH
def test_entries_chained_while_it_verifies_are_no_fault_and_hide_none(chained, run, last_seq, says):
    with chained.app_context():
        db.session.execute(delete(ENTRIES).where(ENTRIES.c.seq > last_seq))
        db.session.commit()
        chaining = Lock()

        @event.listens_for(db.engine, "after_cursor_execute")
        def chain_another_entry(*_):
            """Do what the worker does between any two statements of the command."""
            if chaining.acquire(blocking=False):
                with writing_in(chained):
                    log.record(AuditAct.SIGNED_IN, on=TODAY)
                    chain.chain(clock.now())
                chaining.release()

    done = run("audit verify")

    assert says in done.output


def test_a_head_kept_elsewhere_tells_a_chain_that_was_made_anew(chained, run):
    saved_head = run("audit verify").output.split()[-1]
    holds = run(f"audit verify --kept {saved_head}")
    with chained.app_context():
        unchained = {"act": "signed_in", "seq": None, "previous": None, "hash": None}
        change_rows(ENTRIES, **unchained)
        db.session.execute(db.text("DELETE FROM audit_heads"))
        db.session.commit()
    run("outbox work --once")

    forged = run("audit verify")
    result = run(f"audit verify --kept {saved_head}")

    assert (holds.exit_code, forged.exit_code, result.exit_code) == (0, 0, 1)
    assert "the chain was rebuilt" in result.output
    assert "restored from a backup" in result.output


def test_what_was_removed_after_two_years_is_explained(app, run, started, clock):
    with app.app_context():
        for act in (AuditAct.SIGNED_IN, AuditAct.BACKUP_MADE):
            log.record(act, on=TODAY)
        db.session.commit()
    run("outbox work --once")
    saved_head = run("audit verify").output.split()[-1]
    clock.shift(days=2 * 366 + 31)

    result = run("housekeeping run")
    again = run("housekeeping run")
    run("outbox work --once")
    holds = run(f"audit verify --kept {saved_head}")
    unknown = run(f"audit verify --kept {'00' * 32}")

    assert "2 audit log entries removed." in result.output
    assert "0 audit log entries removed." in again.output
    assert holds.exit_code == 0, holds.output
    assert "Entries up to 2 were removed: they were older than two years." in holds.output
    assert "1 entries in the chain, all verified." in holds.output
    assert unknown.exit_code == 1
    assert "check a newer one" in unknown.output


def test_a_log_that_does_not_hold_is_not_shortened(chained, run, clock):
    clock.shift(days=2 * 366 + 31)
    with chained.app_context():
        change_rows(ENTRIES, act="signed_in")
        db.session.commit()

    result = run("housekeeping run")
    verified = run("audit verify")

    assert result.exit_code == 0
    assert "0 audit log entries removed." in result.output
    assert "Entry 1 (" in verified.output


def test_what_is_no_head_is_said(run):
    for short in ("head", "abcd"):
        assert run(f"audit verify --kept {short}").exit_code == 2


def test_erasing_a_case_breaks_nothing(chained, run, applied):
    code = re.search(r"(?:\d{4} ){5}\d{4}", applied.text)
    assert code
    applied.enter_code(code[0])
    applied.open("/en/mailbox/delete")
    applied.post("/en/mailbox/delete", {})
    run("outbox work --once")

    done = run("audit verify")

    assert applied.path == "/en/deleted"
    assert done.exit_code == 0
    assert "3 entries in the chain" in done.output


@pytest.mark.parametrize(
    "damage, sentence, code",
    [
        ({"act": "signed_in"}, "The audit log was altered", "broken"),
        (
            {"seq": None, "previous": None, "hash": None},
            "are not in the hash chain yet",
            "unchained",
        ),
    ],
)
def test_doctor_and_the_numbers_say_so(chained, run, damage, sentence, code):
    well = run("doctor").output
    with chained.app_context():
        change_rows(ENTRIES, **damage)
        db.session.execute(db.text("UPDATE audit_heads SET at = '2026-11-23 10:00:00.000000'"))
        db.session.commit()
    if code == "broken":
        run("outbox work --once")

    result = run("doctor").output
    numbers = chained.test_client().get("/metrics").text

    assert sentence in result
    assert sentence not in well
    assert f'intake_audit_alarm{{code="{code}"}} 1.0' in numbers


@pytest.fixture
def applied(someone):
    """Return an applicant who has sent a request."""
    someone.apply()
    return someone


@pytest.fixture
def chained(app, run, applied):
    """Return an application with one chained entry."""
    run("outbox work --once")
    return app


@pytest.fixture
def run(app):
    """Return a function that runs a command by its words."""
    return lambda words: app.test_cli_runner().invoke(args=words.split())
