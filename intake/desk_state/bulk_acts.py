"""Store an act on many cases for as long as it can be undone."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement

from intake.desk_state.models import BulkAct
from intake.extensions import all_rows, db, delete_rows, first_row, new_id

UNDO_WITHIN = timedelta(seconds=30)
DISCARD_AFTER = timedelta(days=1)
JUNK = "junk"
"""The kind of an act that closed requests in quarantine; it can be undone for a day."""

IMPORT = "import"
"""The kind of an import, listed for a day, in which its member may take it back."""

NEWEST_FIRST = (BulkAct.at.desc(), BulkAct.id)


def add(
    kind: str, *, member_id: str, now: datetime, before: Sequence[Sequence[Any]], left_out: int
) -> BulkAct:
    """Add an act just carried out; *before* holds the former values (see ``BulkAct``)."""
    act = BulkAct(
        id=new_id(),
        kind=kind,
        member_id=member_id,
        at=now,
        before=[list(values) for values in before],
        left_out=left_out,
    )
    db.session.add(act)
    return act


def find(act_id: str, *, member_id: str) -> BulkAct | None:
    """Return the act if it is this member's."""
    return first_row(BulkAct, BulkAct.id == act_id, BulkAct.member_id == member_id)


def find_junk(act_id: str, now: datetime) -> BulkAct | None:
    """Return the act if it closed requests in quarantine within the last day."""
    return first_row(BulkAct, BulkAct.id == act_id, *_is_recent(JUNK, now))


def recent_junk(now: datetime) -> Sequence[BulkAct]:
    """Return the acts of the last day that closed requests in quarantine, newest first."""
    return all_rows(BulkAct, *_is_recent(JUNK, now), by=NEWEST_FIRST)


def recent_imports(member_ids: Collection[str], now: datetime) -> Sequence[BulkAct]:
    """Return the imports of these members within the last day, newest first."""
    is_own = BulkAct.member_id.in_(member_ids)
    return all_rows(BulkAct, *_is_recent(IMPORT, now), is_own, by=NEWEST_FIRST)


def may_be_undone(act: BulkAct, now: datetime) -> bool:
    """Return true within ``UNDO_WITHIN``, for an assignment, a move or a tag.

    Junk and an import are undone on pages of their own.
    """
    return act.kind in ("assign", "office", "tag", "untag") and now < act.at + UNDO_WITHIN


def drop(act: BulkAct) -> None:
    """Delete an act that was undone."""
    db.session.delete(act)


def drop_all_of(member_id: str) -> None:
    """Delete every act of a member, so that none can be undone."""
    delete_rows(BulkAct, BulkAct.member_id == member_id)


def discard_old(now: datetime) -> None:
    """Delete the acts that are older than ``DISCARD_AFTER``."""
    delete_rows(BulkAct, BulkAct.at <= now - DISCARD_AFTER)


def _is_recent(kind: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return BulkAct.kind == kind, BulkAct.at > now - DISCARD_AFTER
