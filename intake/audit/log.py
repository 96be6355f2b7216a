"""Write down what was done; read what was done to a case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import exists, func, select

from intake.audit.models import HAS_ENDED, AuditEntry
from intake.extensions import db

LABEL = b"intake ended\n"


def record(
    act: str,
    *,
    on: date,
    member_id: str | None = None,
    case_id: str | None = None,
    at: datetime | None = None,
    made: str | None = None,
    ended: bytes = b"",
) -> AuditEntry:
    """One act, true together with what it tells of. ``at`` only where a member of staff acts.

    ``made`` is the id of a row that it added to the case; ``ended`` is the sealed thing that it
    replaced or took away, as it was kept: from now on :func:`has_ended` knows it.
    """
    entry = AuditEntry(act=act, on=on, member_id=member_id, case_id=case_id, at=at, made=made)
    entry.ended = _fingerprint(ended) if ended else None
    db.session.add(entry)
    return entry


def history_of(case_id: str) -> list[AuditEntry]:
    """Everything done to this case, oldest first; on one day the applicant's acts come first."""
    return list(
        db.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.case_id == case_id)
            .order_by(AuditEntry.on, AuditEntry.at.nulls_first(), AuditEntry.id)
        )
    )


def count_of(case_id: str, acts: Collection[str]) -> int:
    """How often one of these acts was done to a case."""
    wanted = select(func.count()).where(AuditEntry.case_id == case_id, AuditEntry.act.in_(acts))
    return db.session.scalar(wanted) or 0


def has_ended(sealed: bytes) -> bool:
    """Whether an act put an end to this very thing: somebody has put it back since."""
    thing = _fingerprint(sealed)
    if db.engine.dialect.name == "postgresql":  # the applicants' door may ask, and not look
        wanted = select(func.audit_has_ended(thing))
    else:
        wanted = select(exists().where(HAS_ENDED, AuditEntry.ended == thing))
    return bool(db.session.scalar(wanted))


def did(member_id: str, act: str) -> bool:
    """Whether the log has this act of a member, or what was done to them."""
    wanted = select(AuditEntry.id).where(AuditEntry.member_id == member_id, AuditEntry.act == act)
    return db.session.scalar(wanted.limit(1)) is not None


def newest(*, before: int | None, at_most: int) -> list[AuditEntry]:
    """Chained entries, the newest first, below a number; from the end where none is given."""
    wanted = select(AuditEntry).where(AuditEntry.seq.is_not(None))
    if before is not None:
        wanted = wanted.where(AuditEntry.seq < before)
    return list(db.session.scalars(wanted.order_by(AuditEntry.seq.desc()).limit(at_most)))


def unchained(*, at_most: int) -> list[AuditEntry]:
    """Entries that wait for the worker to chain them, the newest first."""
    order = (AuditEntry.on.desc(), AuditEntry.at.desc().nulls_last(), AuditEntry.id)
    wanted = select(AuditEntry).where(AuditEntry.seq.is_(None))
    return list(db.session.scalars(wanted.order_by(*order).limit(at_most)))


def _fingerprint(sealed: bytes) -> str:
    """By what the log knows a sealed thing: a hash of what cannot be told from chance."""
    return sha256(LABEL + sealed).hexdigest()
