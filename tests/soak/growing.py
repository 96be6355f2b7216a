"""Measure what must not grow with the cases: memory of a backup and a restore, housekeeping.

``make soak`` runs it with ten thousand and a hundred thousand cases (``SIZES=1000,10000``). Each
case has dates, messages, notes, letters and entries of the log; what is sealed is random bytes,
because neither job opens it.
"""

import os
import secrets
import sys
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from bench.commands import BACKUP_MIB, HOUSEKEEPING_SECONDS, run_command
from intake import clock
from intake.audit import chain
from intake.audit.models import AuditEntry
from intake.cases.models import Case
from intake.conflicts.models import Stub
from intake.diary.models import DiaryEntry
from intake.extensions import db, new_id, saving
from intake.keys import store as keys
from intake.messages.models import Message
from intake.notes.models import Note
from intake.outbox.models import OutboxEmail
from intake.requests.models import Request
from intake.settings import Settings
from tests.support.databases.fixtures import new_postgresql_database

pytestmark = pytest.mark.timeout(3600)

SIZES = [int(size) for size in os.environ.get("SIZES", "10000,100000").split(",")]
AT_ONCE = 2_000
STORY_BYTES = 3_000
A_THOUSANDTH = 1_000

Tell = Callable[[str], None]
Rows = list[dict[str, Any]]


@pytest.mark.parametrize("size", SIZES)
def test_memory_and_housekeeping_do_not_grow_with_the_cases(
    *,
    app,
    started,
    size,
    tmp_path,
    request,
    tell,
):
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        _fill(size)
    file = tmp_path / "monday"

    runs = {
        "housekeeping": _run(settings, "housekeeping", "run"),
        "housekeeping again": _run(settings, "housekeeping", "run"),
        "backup create": _run(settings, "backup", "create", str(file)),
    }
    with _another_machine(settings, request, tmp_path) as empty:
        typed = "".join(f"{sheet.text}\n" for sheet in started.sheets[:2])
        runs["backup restore"] = _run(empty, "backup", "restore", str(file), typed=typed)

    tell(f"{size:,} cases, a backup of {file.stat().st_size >> 20} MiB:")
    for name, run in runs.items():
        tell(f"{name}: {run.memory:.0f} MiB, {run.seconds:.1f} s of the processor")
    assert " cases restored; 0 stay erased." in runs["backup restore"].printed
    assert max(run.memory for run in runs.values()) <= BACKUP_MIB
    assert runs["housekeeping"].seconds <= HOUSEKEEPING_SECONDS
    assert runs["housekeeping again"].seconds <= HOUSEKEEPING_SECONDS


def _run(settings, *args, typed=""):
    """Run a command in a process of its own, which must end well."""
    environ = {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "RECOVERY_FINGERPRINT": settings.recovery_fingerprint,
        "VAR": str(settings.var),
    }
    return run_command(*args, environ={**os.environ, **environ}, typed=typed)


@contextmanager
def _another_machine(settings, request, folder):
    """Yield the settings of a machine with an empty database and another secret."""
    another = replace(settings, secret_key="another-secret-of-another-machine-0123456789")
    if settings.database_url.startswith("sqlite"):
        yield replace(another, var=folder, database_url=f"sqlite:///{folder}/empty.db")
        return
    with new_postgresql_database(request.getfixturevalue("postgresql_server")) as address:
        yield replace(another, database_url=address)


def _fill(size):
    team_id, today = keys.the_team().id, clock.now().date()
    for begin in range(0, size, AT_ONCE):
        cases = [
            _case(team_id, number, today) for number in range(begin, min(size, begin + AT_ONCE))
        ]
        with saving():
            _insert(Request, [_request(case) for case in cases])
            _insert(Case, cases)
            _insert(Stub, [_stub(case) for case in cases])
            _insert(DiaryEntry, [_date(case, ahead) for case in cases for ahead in (20, 60)])
            _insert(Note, [_note(case) for case in cases])
            _insert(Message, [_message(case) for case in cases])
            letters = [_letter(case) for case in cases]
            _insert(OutboxEmail, letters)
            _insert(OutboxEmail, [_letter_to_reader(letter) for letter in letters])
            _insert(AuditEntry, [_act(case, act) for case in cases for act in ACTS])
    more = True
    while more:
        with saving():
            more = chain.chain(now=clock.now())


ACTS = ("case_opened", "case_weighed_again", "note_added", "message_sent")


def _insert(model, rows):
    db.session.execute(insert(model), rows)


def _case(team_id, number, today):
    """Return a case. A third are closed, a thousandth are to be erased, as many end their code."""
    is_closed = number % 3 == 0
    part = number % A_THOUSANDTH
    closed_on = today - timedelta(31 if part == 3 else 10)
    return {
        "id": new_id(),
        "reference": f"{number // 10000:04}-{number % 10000:04}",
        "request_id": new_id(),
        "team_id": team_id,
        "epoch": 1,
        "status": "closed" if is_closed else "triage",
        "close_reason": "advice_only" if is_closed else None,
        "closed_on": closed_on if is_closed else None,
        "tier": "P3",
        "steps": [{"from": (today + timedelta(20)).isoformat(), "tier": "P2"}],
        "tags": "",
        "waits_for": "us",
        "look_by": today,
        "due_on": today + timedelta(number % 60),
        "received_on": today - timedelta(20),
        "last_move_on": today,
        "looked_on": today,
        "language": "en",
        "erase_on": today - timedelta(1) if part == 6 else today + timedelta(300),
        "rewrapped_key": secrets.token_bytes(76),
        "rewrapped_epoch": 1,
        "card": secrets.token_bytes(700),
        "story": secrets.token_bytes(STORY_BYTES),
        "version": 3,
        "conflict": "clear",
    }


def _request(case):
    return {
        "id": case["request_id"],
        "case_id": case["id"],
        "session_minutes": 30,
        "language": "en",
        "kept_on": case["received_on"],
        "code_auth": secrets.token_bytes(32),
        "key_under_code": secrets.token_bytes(76),
    }


def _stub(case):
    stub = {"id": new_id(), "case_id": case["id"], "team_id": case["team_id"], "live": True}
    return stub | {"sealed": secrets.token_bytes(300)}


def _date(case, ahead):
    entry = {"id": new_id(), "case_id": case["id"], "kind": "act_by", "state": "open"}
    on = case["received_on"] + timedelta(ahead)
    return entry | {"on": on, "sealed": secrets.token_bytes(120)}


def _note(case):
    note = {"id": new_id(), "case_id": case["id"], "member_id": "a member", "at": clock.now()}
    return note | {"pinned": False, "sealed": secrets.token_bytes(200)}


def _message(case):
    message = {"id": new_id(), "case_id": case["id"], "number": 1, "direction": "out"}
    return message | {"on": case["received_on"], "sealed": secrets.token_bytes(800)}


def _letter(case):
    return {
        "id": new_id(),
        "letter": "case_received",
        "language": "en",
        "team_id": case["team_id"],
        "reference": case["reference"],
        "tier": "P3",
        "due_on": case["due_on"],
        "queued_on": case["received_on"],
        "state": "routed",
    }


def _letter_to_reader(letter):
    to_reader = {"id": new_id(), "origin_id": letter["id"], "reader": "a member"}
    return letter | to_reader | {"state": "delivered", "delivered_on": letter["queued_on"]}


def _act(case, act):
    entry = {"id": new_id(), "act": act, "case_id": case["id"], "on": case["received_on"]}
    return entry | {"ended": secrets.token_hex(32)}


@pytest.fixture
def tell(capsys):
    """Print a figure, also if the test fails."""

    def write(text):
        with capsys.disabled():
            sys.stdout.write(f"\n{text}\n")

    return write
