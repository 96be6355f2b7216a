"""Store pending forms: what a member had typed when the session was locked or had ended.

The preview of an import and long searches lie in the same table.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select

from intake.extensions import db, locking
from intake.sessions.models import TypedForm

KEPT_FOR = timedelta(hours=10)
SEARCHES = ("cards", "notes")
"""The kinds of searches of which a session has one each."""


def keep(
    *,
    token_hash: bytes,
    member_id: str,
    sealed: bytes,
    now: datetime,
    kept_for: timedelta = KEPT_FOR,
) -> None:
    """Store a form; a browser has one, and a later one replaces it."""
    discard(token_hash)
    until = now + kept_for
    db.session.add(
        TypedForm(token_hash=token_hash, member_id=member_id, sealed=sealed, until=until)
    )
    db.session.flush()


def find(token_hash: bytes, *, now: datetime) -> TypedForm | None:
    """Return the form that waits at the browser with this token."""
    form_row = db.session.get(TypedForm, token_hash)
    return form_row if form_row is not None and form_row.until > now else None


def find_for_change(token_hash: bytes, *, now: datetime) -> TypedForm | None:
    """Return the same row, locked and read again."""
    query = select(TypedForm).where(TypedForm.token_hash == token_hash, TypedForm.until > now)
    return db.session.scalar(locking(query))


def all_hashes(session_hash: bytes) -> tuple[bytes, ...]:
    """Return the hashes of everything that ends with the session."""
    searches = (search_hash(session_hash, kind) for kind in SEARCHES)
    return (session_hash, preview_hash(session_hash), *searches)


def search_hash(session_hash: bytes, kind: str) -> bytes:
    """Return the hash of a session's one search of a kind."""
    return sha256(f"intake search {kind}\n".encode() + session_hash).digest()


def preview_hash(session_hash: bytes) -> bytes:
    """Return the hash of a session's one preview, which ends with the session."""
    return sha256(b"intake import\n" + session_hash).digest()


def discard(token_hash: bytes) -> None:
    """Delete a form that was sent or discarded."""
    db.session.execute(delete(TypedForm).where(TypedForm.token_hash == token_hash))
