"""Store pending forms: what a member had typed when the session was locked or had ended.

The preview of an import lies in the same table.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from intake.extensions import add_row, all_rows, db, delete_rows
from intake.sessions.models import TypedForm

KEPT_FOR = timedelta(hours=10)
TABS = 9
"""Forms of the tabs of one browser that wait beside the one that needs a second factor."""


def keep(*, token_hash: bytes, member_id: str, sealed: bytes, now: datetime) -> None:
    """Store a form under a hash, in place of an earlier one."""
    discard(token_hash)
    until = now + KEPT_FOR
    add_row(TypedForm(token_hash=token_hash, member_id=member_id, sealed=sealed, until=until))


def keep_of_tab(*, session_hash: bytes, member_id: str, sealed: bytes, now: datetime) -> None:
    """Store a form beside those of other tabs, in a transaction that has locked the session's row.

    Where as many wait as are kept, it takes the place of the last.
    """
    places = form_hashes(session_hash)[1:]
    waits = TypedForm.token_hash.in_(places), TypedForm.until > now
    taken = all_rows(TypedForm.token_hash, *waits)
    place = next((place for place in places if place not in taken), places[-1])
    keep(token_hash=place, member_id=member_id, sealed=sealed, now=now)


def waiting(session_hash: bytes, *, member_id: str, now: datetime) -> dict[int, TypedForm]:
    """Return the forms of this member that wait at a browser, by their numbers, lowest first."""
    places = form_hashes(session_hash)
    waits = TypedForm.token_hash.in_(places), TypedForm.until > now
    own = all_rows(TypedForm, *waits, TypedForm.member_id == member_id)
    rows = {row.token_hash: row for row in own}
    return {number: rows[place] for number, place in enumerate(places, start=1) if place in rows}


def find(token_hash: bytes, now: datetime) -> TypedForm | None:
    """Return the form that waits at the browser with this token."""
    form_row = db.session.get(TypedForm, token_hash)
    return form_row if form_row is not None and form_row.until > now else None


def all_hashes(session_hash: bytes) -> tuple[bytes, ...]:
    """Return the hashes of everything that ends with the session."""
    return (*form_hashes(session_hash), preview_hash(session_hash))


def form_hashes(session_hash: bytes) -> tuple[bytes, ...]:
    """Return the hashes of the forms of a browser, by number: first the one that needs a factor."""
    tabs = (sha256(f"intake tab {tab}\n".encode() + session_hash).digest() for tab in range(TABS))
    return (session_hash, *tabs)


def preview_hash(session_hash: bytes) -> bytes:
    """Return the hash of a session's one preview, which ends with the session."""
    return sha256(b"intake import\n" + session_hash).digest()


def discard_number(session_hash: bytes, number: int) -> None:
    """Delete one form of a browser, which was sent or discarded."""
    places = form_hashes(session_hash)
    if 0 < number <= len(places):
        discard(places[number - 1])


def discard(token_hash: bytes) -> None:
    """Delete a form that was sent or discarded."""
    delete_rows(TypedForm, TypedForm.token_hash == token_hash)
