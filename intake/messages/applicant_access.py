"""Read and write the messages of one's own case as its applicant.

On PostgreSQL the applicants' door has no right to the table; it calls functions of
``migrations/versions/0043_access_by_proof.py`` and ``0089_messages_seen_to.py`` with its proof.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import text

from intake.extensions import db, has_functions
from intake.messages import thread
from intake.messages.models import Direction, Message
from intake.sealing.tokens import Proof

COLUMNS = Message.__table__.c
OWN = text("SELECT * FROM messages_own(:proof, :now) ORDER BY number").columns(
    **{column.name: column.type for column in COLUMNS}
)
COUNT = text(
    "SELECT count(*) FROM messages_own(:proof, :now)"
    " WHERE direction = :direction AND read_on IS NULL"
)
EXISTS = text("SELECT count(*) FROM messages_own(:proof, :now) WHERE id = :id")
ADD = text("SELECT message_added(:proof, :id, :on, :sealed)")
MARK_SEEN = text("SELECT messages_seen_to(:proof, :up_to, :on, :now)")


def of_own_case(proof: Proof, case_id: str, now: datetime) -> Sequence[Message]:
    """Return the messages in their order, without those that staff can still call back."""
    if not has_functions():
        return [row for row in thread.of_case(case_id) if thread.is_out(row.out_at, now)]
    rows = db.session.execute(OWN, {"proof": proof.shown, "now": now})
    return [Message(**row) for row in rows.mappings()]


def count_unread(proof: Proof, case_id: str, direction: Direction, *, now: datetime) -> int:
    """Return the number of unread messages in a direction that can no longer be called back."""
    if not has_functions():
        return thread.count_unread(case_id, direction, now=now)
    values = {"proof": proof.shown, "now": now, "direction": direction.value}
    return db.session.scalar(COUNT, values) or 0


def exists(proof: Proof, case_id: str, *, id: str, now: datetime) -> bool:
    """Return true if the own case has a message with this id."""
    if not has_functions():
        return thread.exists(case_id, id)
    return bool(db.session.scalar(EXISTS, {"proof": proof.shown, "now": now, "id": id}))


def add(proof: Proof, case_id: str, *, id: str, on: date, sealed: bytes) -> None:
    """Add the next message from the person, in a transaction that has locked the case's row."""
    if has_functions():
        values = {"id": id, "on": on, "sealed": sealed}
        db.session.execute(ADD, {"proof": proof.shown, **values})
    else:
        thread.add(id=id, case_id=case_id, direction=Direction.IN, on=on, sealed=sealed)


def mark_seen(proof: Proof, case_id: str, *, up_to: int, on: date, now: datetime) -> None:
    """Mark the messages from staff as read that :func:`count_unread` counts, up to *up_to*."""
    if has_functions():
        values = {"up_to": up_to, "on": on, "now": now}
        db.session.execute(MARK_SEEN, {"proof": proof.shown, **values})
    else:
        thread.mark_read(case_id, Direction.OUT, up_to=up_to, on=on, now=now)
