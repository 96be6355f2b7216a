"""Rows of one case and of all that hangs on it, the same in every database, to compare rules."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Table, insert, select

from intake.actions.backup.tables import all_tables
from intake.audit import log
from intake.cases.models import Conflict
from intake.cases.pipeline import Status, Turn
from intake.diary.models import Kind
from intake.diary.models import State as DiaryState
from intake.extensions import db
from intake.frozen import frozen
from intake.outbox.models import State
from intake.sealing.tokens import Proof, proof_hash, session_proof

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
CASE, REQUEST, TEAM, MEMBER = "c" * 32, "q" * 32, "e" * 32, "a" * 32
NEIGHBOUR, NEIGHBOURS_REQUEST = "d" * 32, "r" * 32
PROOF = Proof(request_id=REQUEST, shown=session_proof(REQUEST.encode()))
CODE = Proof(request_id=REQUEST, shown=b"half of the code of " + REQUEST.encode())
STRANGER = Proof(request_id="0" * 32, shown=bytes(32))
REFERENCE, NEIGHBOURS_REFERENCE = "K7QF-2MXH", "K7QF-2MXJ"

SEALED = (b"sealed before", b"sealed once more", b"sealed now")
"""Values that the log may have ended."""

DAYS = st.sampled_from(
    (
        *(TODAY, date(2026, 11, 30), date(2027, 2, 28)),
        *(date(2028, 2, 29), date(2028, 3, 1), date(2032, 12, 31)),
    )
)
MAYBE_DAYS = st.none() | DAYS


@frozen
class Letter:
    """One row of the outbox. ``origin`` is the number of the letter to the team before it."""

    state: State
    origin: int | None
    reference: str


@frozen
class World:
    """Values of the case and of the rows around it."""

    case: Mapping[str, Any] = field(default_factory=dict)
    request: Mapping[str, Any] = field(default_factory=dict)
    is_sent: bool = True
    has_case: bool = True
    dates: Sequence[tuple[Kind, DiaryState, date]] = ()
    letters: Sequence[Letter] = ()
    has_stub: bool = True
    ended: Sequence[bytes] = ()


COLUMNS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(("closed", "closed", *(status.value for status in Status))),
        "tier": st.sampled_from(("P0", "P2", "P4")),
        "act_by": MAYBE_DAYS,
        "due_on": DAYS,
        "due_early": st.booleans(),
        "waits_for": st.sampled_from([turn.value for turn in Turn]),
        "looked_on": MAYBE_DAYS,
        "last_move_on": DAYS,
        "conflict": st.none() | st.sampled_from([conflict.value for conflict in Conflict]),
        "conflict_on": MAYBE_DAYS,
        "replied_on": MAYBE_DAYS,
        "decided": st.sampled_from((None, "closed_referred_out", "moved_to_info_needed")),
        "call_asked_on": MAYBE_DAYS,
        "reminder_address": st.sampled_from((None, "lumo@example.org")),
        "quarantined_on": MAYBE_DAYS,
        "close_reason": st.sampled_from((None, "spam")),
        "closed_on": MAYBE_DAYS,
        "tags": st.sampled_from(("", " flood ", " came_back ")),
        "held_since": st.sampled_from((None, None, None, TODAY)),
        "erase_asked_on": MAYBE_DAYS,
        "version": st.integers(1, 9),
        "assignee_id": st.sampled_from((None, MEMBER)),
        "sealed_key": st.sampled_from((None, b"sealed key")),
        "rewrapped_key": st.sampled_from((None, b"rewrapped key")),
        "rewrapped_epoch": st.sampled_from((None, 1)),
        "walled_keys": st.sampled_from((None, b"walled keys")),
    }
)


@st.composite
def letters(draw: st.DrawFn) -> list[Letter]:
    """Draw letters to teams, and for some of them letters to readers, in any state."""
    drawn: list[Letter] = []
    for reference in (REFERENCE, REFERENCE, NEIGHBOURS_REFERENCE):
        origin = len(drawn)
        drawn.append(Letter(state=State.ROUTED, origin=None, reference=reference))
        states = draw(st.lists(st.sampled_from(State), max_size=3))
        drawn += [Letter(state=state, origin=origin, reference=reference) for state in states]
    return drawn


REQUESTS = st.fixed_dictionaries(
    {
        "answers": st.sampled_from((None, b"draft")),
        "session_minutes": st.sampled_from((5, 30, 300)),
        "session_until": st.sampled_from((None, NOW, NOW + timedelta(hours=5))),
        "key_under_code": st.sampled_from((None, b"key under the code")),
        "key_under_token": st.sampled_from((None, b"key under the token")),
        "code_under_token": st.sampled_from((None, b"code under the token")),
        "receipt": st.sampled_from((None, b"receipt")),
        "typed_form": st.sampled_from((None, b"typed form")),
    }
)
"""Values of both requests."""


WORLDS = st.builds(
    World,
    request=REQUESTS,
    is_sent=st.booleans(),
    case=COLUMNS,
    dates=st.lists(st.tuples(st.sampled_from(Kind), st.sampled_from(DiaryState), DAYS), max_size=3),
    letters=letters(),
    has_stub=st.booleans(),
    ended=st.lists(st.sampled_from(SEALED), max_size=2),
)


FEW_ROWS = st.builds(World, request=REQUESTS, is_sent=st.booleans(), case=COLUMNS)


TABLES = ("cases", "requests", "stubs", "outbox", "audit_entries")
HANGING = (
    *("diary_entries", "notes", "messages", "message_drafts", "recall_moves", "loans"),
    *("arrivals", "kept_duplicates", "case_links", "p0_alarms", "tasks"),
)
"""Tables with a foreign key to cases: each has a row in every world."""


def insert_world(world: World):
    """Insert a case with these rows, and a neighbour that no act on the case may change."""
    _insert("teams", {"id": TEAM, "name": "Testfold"})
    _insert("staff_members", _member())
    for case_id, request_id, reference in (
        (CASE, REQUEST, REFERENCE),
        (NEIGHBOUR, NEIGHBOURS_REQUEST, NEIGHBOURS_REFERENCE),
    ):
        sent_as = case_id if world.is_sent else None
        _insert("requests", _request(request_id, sent_as) | dict(world.request))
        if not world.has_case:
            continue
        _insert("cases", _case(case_id, request_id, reference) | dict(world.case))
        for table, row in zip(HANGING, _hanging_on(case_id), strict=True):
            _insert(table, row)
        if world.has_stub:
            _insert("stubs", _stub(case_id))
    for number, (kind, state, on) in enumerate(world.dates):
        _insert("diary_entries", _entry(f"{number:032}", CASE, kind, state, on))
    for number, letter in enumerate(world.letters):
        _insert("outbox", _letter(number, letter))
    for number, sealed in enumerate(world.ended):
        _insert("audit_entries", _audit_entry(f"{number:032}", log.fingerprint(sealed)))


def read_rows() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each table that an act on a case may change; of the log without ids."""
    rows = {
        name: [dict(row) for row in db.session.execute(select(_tables()[name])).mappings()]
        for name in (*TABLES, *HANGING)
    }
    for entry in rows["audit_entries"]:
        del entry["id"]
    return {name: sorted(of_table, key=repr) for name, of_table in rows.items()}


def _insert(table: str, row: Mapping[str, Any]):
    db.session.execute(insert(_tables()[table]), dict(row))


@cache
def _tables() -> Mapping[str, Table]:
    return all_tables().tables


def _member() -> dict[str, Any]:
    keys = ("password_salt", "password_check", "public_key", "wrapped_private_key")
    return {
        "id": MEMBER,
        "email": "wren@example.org",
        "team_id": TEAM,
        "roles": ["caseworker"],
        "totp_secret": "",
        "totp_last_step": 0,
        "joined_on": TODAY,
        **dict.fromkeys(keys, b""),
    }


def _request(request_id: str, case_id: str | None) -> dict[str, Any]:
    return {
        "id": request_id,
        "case_id": case_id,
        "session_minutes": 30,
        "language": "en",
        "kept_on": TODAY,
        "token_hash": proof_hash(session_proof(request_id.encode())),
        "code_auth": proof_hash(b"half of the code of " + request_id.encode()),
        "key_under_code": request_id.encode(),
    }


def _case(case_id: str, request_id: str, reference: str) -> dict[str, Any]:
    return {
        "id": case_id,
        "request_id": request_id,
        "reference": reference,
        "team_id": TEAM,
        "epoch": 1,
        "tier": "P2",
        "steps": [{"tier": "P1", "from": "2026-12-01"}],
        "look_by": TODAY,
        "due_on": TODAY,
        "received_on": TODAY,
        "last_move_on": TODAY,
        "language": "en",
        "erase_on": TODAY + timedelta(days=90),
        "card": b"card",
        "story": b"story",
    }


def _hanging_on(case_id: str) -> list[dict[str, Any]]:
    """Return one row for each table of ``HANGING``."""
    own, sealed = {"id": case_id, "case_id": case_id}, {"sealed": b"sealed"}
    move = {"from_tier": "P2", "to_tier": "P1"}
    return [
        _entry(case_id, case_id, Kind.ACT_BY, DiaryState.OPEN, TODAY),
        own | {"member_id": MEMBER, "at": NOW} | sealed,
        own | {"number": 1, "direction": "in", "on": TODAY} | sealed,
        {"case_id": case_id, "member_id": MEMBER, "kept_at": NOW} | sealed,
        own | {"team_id": TEAM, "moved_on": TODAY} | move | sealed,
        own | {"member_id": MEMBER, "until": TODAY} | sealed,
        {"case_id": case_id, "network": bytes(32), "until": NOW},
        {"case_id": case_id} | sealed,
        {"case_id": case_id} | sealed,
        {"case_id": case_id, "step": 1, "next_at": NOW, "taken_by": MEMBER},
        own | {"kind": "second_decision", "on": TODAY, "by_id": MEMBER},
    ]


def _entry(entry_id: str, case_id: str, kind: Kind, state: DiaryState, on: date) -> dict[str, Any]:
    values = {"kind": kind.value, "state": state.value, "on": on, "sealed": b"sealed"}
    return {"id": entry_id, "case_id": case_id, **values}


def _stub(case_id: str) -> dict[str, Any]:
    return {"id": case_id, "team_id": TEAM, "case_id": case_id, "live": True, "sealed": b"stub"}


def _letter(number: int, letter: Letter) -> dict[str, Any]:
    return {
        "id": f"{number:032}",
        "letter": "case_received",
        "language": "en",
        "team_id": TEAM,
        "origin_id": None if letter.origin is None else f"{letter.origin:032}",
        "reader": f"reader {number}",
        "reference": letter.reference,
        "tier": "P2",
        "due_on": TODAY,
        "queued_on": TODAY,
        "state": letter.state.value,
    }


def _audit_entry(entry_id: str, fingerprint: str) -> dict[str, Any]:
    return {"id": entry_id, "act": "message_read", "on": TODAY, "ended": fingerprint}
