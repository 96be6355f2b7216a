"""Write down what was done; read what was done to a case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import ARRAY, Text, cast, exists, func, select

from intake.audit.acts import AuditAct, code_of
from intake.audit.models import HAS_ENDED, AuditEntry
from intake.extensions import db, insert_rows

LABEL = b"intake ended\n"


def record(
    act: AuditAct,
    *,
    on: date,
    member_id: str | None = None,
    case_id: str | None = None,
    at: datetime | None = None,
    made: str | None = None,
    ended: bytes = b"",
    count: int | None = None,
) -> None:
    """One act, true together with what it tells of. ``at`` only where a member of staff acts.

    ``made`` is the id of a row that it added to the case, or took away again; ``ended`` is the
    sealed thing that it replaced or took away, as it was kept: :func:`has_ended` knows it then.
    """
    entry = {
        "act": code_of(act, count),
        "on": on,
        "member_id": member_id,
        "case_id": case_id,
        "at": at,
        "made": made,
        "ended": fingerprint(ended) if ended else None,
    }
    insert_rows(AuditEntry, [entry])


def history_of(case_id: str) -> list[AuditEntry]:
    """Everything done to this case, oldest first; on one day the applicant's acts come first."""
    return list(
        db.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.case_id == case_id)
            .order_by(AuditEntry.on, AuditEntry.at.nulls_first(), AuditEntry.id)
        )
    )


def has_ended(*sealed: bytes) -> bool:
    """Whether an act put an end to one of these very things: somebody has put it back since."""
    things = [fingerprint(one) for one in sealed]
    if db.engine.dialect.name == "postgresql":  # the applicants' door may ask, and not look
        thing = func.unnest(cast(things, ARRAY(Text))).column_valued("thing")
        wanted = select(select(thing).where(func.audit_has_ended(thing)).exists())
    else:
        wanted = select(exists().where(HAS_ENDED, AuditEntry.ended.in_(things)))
    return bool(db.session.scalar(wanted))


def ended_among(things: Collection[bytes]) -> frozenset[bytes]:
    """Those of these things that an act put an end to. The applicants' door may not look so."""
    known = {fingerprint(one): one for one in things}
    if not known:
        return frozenset()
    wanted = select(AuditEntry.ended).where(HAS_ENDED, AuditEntry.ended.in_(known))
    return frozenset(known[one] for one in db.session.scalars(wanted) if one)


def ends_of(member_id: str, act: AuditAct) -> int:
    """How often this act put an end to something of a member; such entries are kept for ever."""
    wanted = select(func.count()).where(
        HAS_ENDED, AuditEntry.member_id == member_id, AuditEntry.act == act
    )
    return db.session.scalar(wanted) or 0


def did(member_id: str, act: AuditAct) -> bool:
    """Whether the log has this act of a member, or what was done to them."""
    wanted = select(AuditEntry.id).where(AuditEntry.member_id == member_id, AuditEntry.act == act)
    return db.session.scalar(wanted.limit(1)) is not None


def is_recorded(act: AuditAct, *, on: date, member_id: str | None, case_id: str | None) -> bool:
    """Whether the log has this very act of that day already."""
    wanted = select(AuditEntry.id).filter_by(act=act, on=on, member_id=member_id, case_id=case_id)
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


def fingerprint(sealed: bytes) -> str:
    """By what the log knows a sealed thing: a hash of what cannot be told from chance."""
    return sha256(LABEL + sealed).hexdigest()
