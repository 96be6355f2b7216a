"""Read and change one's own request as its applicant: the row that a session or a code proves.

On PostgreSQL the applicants' door has no right to the table but to add a draft. It calls the
functions of ``migrations/versions/0043_access_by_proof.py``, which compare the hash of the proof
themselves. Elsewhere the statements below do the same;
``tests/cases/test_own_request.py`` compares the two.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Executable,
    LargeBinary,
    Update,
    bindparam,
    column,
    delete,
    func,
    or_,
    select,
    text,
    update,
)

from intake.engines import rows_at_once
from intake.extensions import db, has_functions, insert_rows, writer
from intake.requests.models import Request
from intake.sealing.tokens import Proof, proof_hash, session_proof

EXTEND_EVERY = timedelta(minutes=5)

TABLE = Request.__table__
SHOWN = (
    *("id", "session_until", "session_minutes", "key_under_token", "answers", "receipt"),
    *("language", "kept_on", "case_id", "key_under_code", "code_under_token", "typed_form"),
    *("joined_to", "joined_key"),
)
"""Columns that the applicants' door is given."""

BEGUN = ("id", "session_until", "session_minutes", "key_under_token", "answers", "language")
"""Columns of a new draft that are copied from it."""

PROVEN = or_(
    TABLE.c.token_hash == bindparam("proof_hash"), TABLE.c.code_auth == bindparam("proof_hash")
)
BY_PROOF = select(*(TABLE.c[name] for name in SHOWN)).where(PROVEN)
BY_FUNCTION = select(*(column(name, TABLE.c[name].type) for name in SHOWN)).select_from(
    func.request_own(bindparam("proof", type_=LargeBinary), bindparam("locked", type_=Boolean))
)
"""Compiled once, because every web request of an applicant begins with one of the two."""

SAVE_DRAFT = text("SELECT request_draft_saved(:proof, :before, :draft, :on, :minutes, :until)")
SAVE_FORM = text("SELECT request_form_saved(:proof, :form)")
EXTEND = text("SELECT request_extended(:proof, :until)")
MARK_SENT = text("SELECT request_sent(:proof, :before, :case, :receipt, :minutes, :until)")
SET_CODE = text("SELECT request_coded(:proof, :auth, :key, :code)")
RESUME = text("SELECT request_resumed(:proof, :token, :minutes, :until, :key, :code, :receipt)")
END = text("SELECT request_ended(:proof)")
WITHDRAW = text("SELECT request_withdrawn(:proof, :on)")
END_MERGED = text("SELECT request_merged_ended(:proof)")

ENDED: Mapping[str, None] = dict.fromkeys(
    (
        *("token_hash", "session_until", "key_under_token", "code_under_token"),
        *("receipt", "typed_form"),
    )
)
"""Values of a row whose session has ended."""

UNCODED: Mapping[str, None] = dict.fromkeys(("code_auth", "key_under_code"))
"""Values of a row that no return code opens."""


@dataclass(kw_only=True, slots=True)
class OwnRequest:
    """A copy of a row, for one web request, with the proof that found it.

    The proof is of the request whose case it opens: another one where the two were merged.

    Changing an attribute changes no row: the functions of this module do.
    """

    id: str
    proof: Proof = field(repr=False)
    session_until: datetime | None
    session_minutes: int
    language: str
    kept_on: date
    key_under_token: bytes | None = None
    answers: bytes | None = None
    receipt: bytes | None = None
    case_id: str | None = None
    key_under_code: bytes | None = None
    code_under_token: bytes | None = None
    typed_form: bytes | None = None
    joined_to: str | None = None
    joined_key: bytes | None = None

    @property
    def sent(self) -> bool:
        """Return true if a case was made of the request."""
        return self.case_id is not None

    @property
    def has_code(self) -> bool:
        """Return true if a return code opens the request."""
        return self.key_under_code is not None


def find_by_token(token: bytes, *, now: datetime, to_change: bool = False) -> OwnRequest | None:
    """Return the request of this session unless the session has expired; lock it if *to_change*."""
    request = find_by_proof(session_proof(token), to_change=to_change)
    if request is None or request.session_until is None or request.session_until <= now:
        return None
    return request


def find_by_proof(shown: bytes, *, to_change: bool = False) -> OwnRequest | None:
    """Return the request of a session or a return code; lock it if *to_change*."""
    if to_change:
        return _read(db.session.connection(), shown, locked=True)
    if not has_functions():
        try:
            return _read_at_once(shown)
        except sqlite3.Error:  # SQLAlchemy repeats the query below and raises its own error
            pass
    with db.engine.connect() as connection:
        return _read(connection, shown, locked=False)


def add(request: OwnRequest) -> None:
    """Add a draft, in the session whose proof it has."""
    row = {name: getattr(request, name) for name in (*BEGUN, "kept_on")}
    row["token_hash"] = proof_hash(request.proof.shown)
    insert_rows(Request, [row])


def set_draft(request: OwnRequest, answers: bytes, *, on: date) -> None:
    """Replace the sealed draft in the copy. The form that was refused before is gone then."""
    request.answers, request.kept_on, request.typed_form = answers, on, None


def extend(request: OwnRequest, now: datetime) -> None:
    """Extend the session to its full time from now, in the copy."""
    request.session_until = now + timedelta(minutes=request.session_minutes)


def save_draft(request: OwnRequest, *, instead_of: bytes | None) -> bool:
    """Write draft and session, unless the row no longer has the draft called *instead_of*.

    Return true if it was written. The form that was refused before is gone then.
    """
    if has_functions():
        values = {"draft": request.answers, "on": request.kept_on}
        return _call(SAVE_DRAFT, request, before=instead_of, **values, **_session(request))
    names = ("answers", "kept_on", "session_minutes", "session_until")
    draft = {name: getattr(request, name) for name in names}
    return _update(request, {**draft, "typed_form": None}, instead_of=instead_of)


def save_session(request: OwnRequest) -> None:
    """Write the end of the session."""
    if has_functions():
        _call(EXTEND, request, until=request.session_until)
    else:
        _update(request, {"session_until": request.session_until})


def is_due_for_extension(request: OwnRequest, now: datetime) -> bool:
    """Return true if the session should be extended; at most every ``EXTEND_EVERY``."""
    full = timedelta(minutes=request.session_minutes)
    until = request.session_until
    return until is not None and until - now < full - EXTEND_EVERY


def set_typed_form(request: OwnRequest, sealed: bytes | None) -> None:
    """Keep a form as it was typed, in the row as it is now; nothing if the session has ended."""
    request.typed_form = sealed
    if has_functions():
        _call(SAVE_FORM, request, form=sealed)
    else:
        _update(request, {"typed_form": sealed})


def mark_sent(
    request: OwnRequest, *, case_id: str, receipt: bytes, minutes: int | None = None, now: datetime
) -> bool:
    """Mark the request as sent: remove its draft, and store the receipt.

    With *minutes*, for a device that others use, the session loses its key, and ends after so many
    idle ones if it would last longer. Return false if the row has another draft or another session
    by now.
    """
    until = now + timedelta(minutes=minutes) if minutes else None
    if has_functions():
        values = {"case": case_id, "receipt": receipt, "minutes": minutes, "until": until}
        return _call(MARK_SENT, request, before=request.answers, **values)
    return _update(
        request,
        {
            "case_id": case_id,
            "receipt": receipt,
            "answers": None,
            **({"key_under_token": None} if minutes else {}),
            "typed_form": None,
            "session_minutes": min(request.session_minutes, minutes or request.session_minutes),
            "session_until": min(filter(None, (request.session_until, until)), default=None),
        },
        instead_of=request.answers,
    )


def set_code(
    request: OwnRequest, *, auth_hash: bytes, key_under_code: bytes, code_under_token: bytes
) -> None:
    """Store a new return code; an older one opens nothing any more."""
    request.key_under_code = key_under_code
    request.code_under_token = code_under_token
    if has_functions():
        _call(SET_CODE, request, auth=auth_hash, key=key_under_code, code=code_under_token)
        return
    code = {"code_auth": auth_hash, "key_under_code": key_under_code}
    _update(request, code | {"code_under_token": code_under_token})


def end_merged(request: OwnRequest) -> list[bytes]:
    """End session and code of the requests merged with it; return the keys under the codes."""
    if request.joined_to is None:
        return []
    if has_functions():
        return list(writer().execute(END_MERGED, {"proof": request.proof.shown}).scalars())
    others = TABLE.c.joined_to == request.joined_to, TABLE.c.id != request.id
    keys = db.session.scalars(select(TABLE.c.key_under_code).where(*others)).all()
    db.session.execute(update(TABLE).where(*others).values({**ENDED, **UNCODED}))
    return [key for key in keys if key]


def resume(request: OwnRequest, token: bytes) -> None:
    """Write the new session of this token, which the copy describes; the one before ends.

    A row that is marked as not sent, though its case exists, is marked as sent again.
    """
    token_hash = proof_hash(session_proof(token))
    if has_functions():
        sealed = {"key": request.key_under_token, "code": request.code_under_token}
        values = {"token": token_hash, "receipt": request.receipt, **_session(request)}
        _call(RESUME, request, **values, **sealed)
        return
    names = ("session_minutes", "session_until", "key_under_token", "code_under_token")
    described = {name: getattr(request, name) for name in (*names, "receipt", "case_id")}
    sent = {"answers": None} if request.sent else {}
    _update(request, {"token_hash": token_hash, **described, "typed_form": None, **sent})


def _session(request: OwnRequest) -> dict[str, Any]:
    return {"minutes": request.session_minutes, "until": request.session_until}


def end_session(request: OwnRequest) -> None:
    """End the session. Delete a draft without a code, because nothing opens it any more."""
    if has_functions():
        _call(END, request)
    elif request.sent or request.has_code:
        _update(request, ENDED)
    else:
        _delete(request)


def withdraw(request: OwnRequest, *, has_case: bool, on: date) -> None:
    """End session and code at once. Delete a draft; the worker erases a request with a case.

    On PostgreSQL this records the wish in the case too; elsewhere
    ``intake/cases/applicant_access.py`` does.
    """
    if has_functions():
        _call(WITHDRAW, request, on=on)
    elif has_case:
        _update(request, {**ENDED, **UNCODED})
    else:
        _delete(request)


def _read(connection: Connection, shown: bytes, *, locked: bool) -> OwnRequest | None:
    if has_functions():
        result = connection.execute(BY_FUNCTION, {"proof": shown, "locked": locked})
    else:
        result = connection.execute(BY_PROOF, {"proof_hash": proof_hash(shown)})
    row = result.mappings().first()
    return _own_request(dict(row), shown) if row else None


def _read_at_once(shown: bytes) -> OwnRequest | None:
    """Read from SQLite by its driver, because every web request of an applicant begins so."""
    digest = proof_hash(shown)
    for values in rows_at_once(db.engine, BY_PROOF, {"proof_hash": digest}):
        row = dict(zip(SHOWN, values, strict=True))
        row["kept_on"] = date.fromisoformat(row["kept_on"])
        if until := row["session_until"]:
            row["session_until"] = datetime.fromisoformat(until).replace(tzinfo=UTC)
        return _own_request(row, shown)
    return None


def _own_request(row: dict[str, Any], shown: bytes) -> OwnRequest:
    opens = row["joined_to"] or row["id"]
    return OwnRequest(proof=Proof(request_id=opens, shown=shown), **row)


def _call(function: Executable, request: OwnRequest, /, **arguments: Any) -> bool:
    """Call a function of the database; return whether it says that a row was changed."""
    parameters = {"proof": request.proof.shown, **arguments}
    return bool(writer().scalar(function, parameters))


def _update(request: OwnRequest, values: Mapping[str, Any], **only: bytes | None) -> bool:
    """Change the own row, only if it has the draft ``instead_of`` where that is given.

    Return whether it was found.
    """
    parameters = {f"new_{name}": value for name, value in values.items()}
    parameters |= {"proof_hash": proof_hash(request.proof.shown), **only}
    change = _change(tuple(values), of_draft=bool(only))
    return bool(writer().execute(change, parameters).rowcount == 1)


@cache
def _change(names: tuple[str, ...], *, of_draft: bool = False) -> Update:
    """Return the statement that sets these columns. Built once, because each answer executes it."""
    change = update(TABLE).where(PROVEN)
    if of_draft:
        instead_of = bindparam("instead_of", type_=TABLE.c.answers.type)
        change = change.where(TABLE.c.answers.is_not_distinct_from(instead_of))
    return change.values(
        {name: bindparam(f"new_{name}", type_=TABLE.c[name].type) for name in names}
    )


def _delete(request: OwnRequest) -> None:
    parameters = {"proof_hash": proof_hash(request.proof.shown)}
    db.session.connection().execute(delete(TABLE).where(PROVEN), parameters)
