"""Keep an act on many cases until it is too late to undo it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from intake.bulk_acts.models import BulkAct
from intake.extensions import db, new_id

UNDO_WITHIN = timedelta(seconds=30)
FORGET_AFTER = timedelta(days=1)


def add(
    kind: str, *, member_id: str, now: datetime, before: Sequence[Sequence[Any]], left_out: int
) -> BulkAct:
    """What was done just now."""
    act = BulkAct(
        id=new_id(),
        kind=kind,
        member_id=member_id,
        at=now,
        before=[list(one) for one in before],
        left_out=left_out,
    )
    db.session.add(act)
    return act


def find(act_id: str, *, member_id: str) -> BulkAct | None:
    """An act of this member's own."""
    wanted = select(BulkAct).where(BulkAct.id == act_id, BulkAct.member_id == member_id)
    return db.session.scalar(wanted)


def may_be_undone(act: BulkAct, *, now: datetime) -> bool:
    """Whether there is still time, and something that can be taken back."""
    return act.kind != "remind" and now < act.at + UNDO_WITHIN


def forget(act: BulkAct) -> None:
    """It was undone."""
    db.session.delete(act)


def forget_all_of(member_id: str) -> None:
    """Delete every act of a member, so that none can be undone."""
    db.session.execute(delete(BulkAct).where(BulkAct.member_id == member_id))


def discard_old(*, now: datetime) -> None:
    """What was done before yesterday is nobody's to undo."""
    db.session.execute(delete(BulkAct).where(BulkAct.at <= now - FORGET_AFTER))
