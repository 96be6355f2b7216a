"""Write entries of the audit log, and read them: by case, member, act and day, and by what they
ended.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    bindparam,
    cast,
    column,
    func,
    or_,
    select,
    table,
)

from intake.audit.acts import COUNTED, AuditAct, code_of
from intake.audit.models import HAS_ENDED, IS_WALL, AuditEntry
from intake.extensions import (
    all_rows,
    any_row,
    count_rows,
    db,
    fetch,
    first_row,
    insert_rows,
    wipe_at_commit,
)
from intake.frozen import frozen

LABEL = b"intake ended\n"

ENTRIES = AuditEntry.__table__.c
IS_AMONG = ENTRIES.ended.in_(bindparam("fingerprints", expanding=True, type_=Text))
ENDED = select(ENTRIES.ended).where(HAS_ENDED, IS_AMONG)
ENTRY_THAT_ENDED = (
    select(ENTRIES.id)
    .where(HAS_ENDED, ENTRIES.ended == bindparam("fingerprint", type_=Text))
    .limit(1)
)
OF_CASE = (
    select(AuditEntry)
    .where(AuditEntry.case_id == bindparam("case_id"))
    .order_by(
        AuditEntry.on,
        AuditEntry.at.nulls_first(),
        AuditEntry.act.startswith("closed_"),
        AuditEntry.id,
    )
)
"""Built once, because each page that opens a case or a draft executes them."""

SHORT = 24
"""Digits of a fingerprint in a pack of cards: 96 bits, so that no two cards share them."""


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
    """Add an entry to the transaction of the act. *at* is given only if a member of staff acts.

    *made* is the id of a row that the act added to the case or deleted again. *ended* is the
    sealed data that it replaced or deleted: :func:`has_ended` knows it from then on. *count* is
    the number that an act in ``COUNTED`` needs.

    What acts on accounts, keys and drafts end, and what is erased, is overwritten in the file too.
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
    ends_sheets = act is AuditAct.RECOVERY_SHEETS_RENEWED
    if ends_sheets or (ended and not case_id) or "erased" in act:
        wipe_at_commit()


def history_of(case_id: str) -> list[AuditEntry]:
    """Return the entries of a case, oldest first.

    Within a day the applicant's come first, and of one instant the closing comes last.
    """
    return list(db.session.scalars(OF_CASE, {"case_id": case_id}))


def has_ended(*sealed: bytes) -> bool:
    """Return true if one of these was replaced or deleted by an act, so that it was put back.

    On PostgreSQL the applicants' door may not read the table: a function answers this question.
    """
    fingerprints = [fingerprint(data) for data in sealed]
    if db.engine.dialect.name == "postgresql":
        value = func.unnest(cast(fingerprints, ARRAY(Text))).column_valued("value")
        query = select(select(value).where(func.audit_has_ended(value)).exists())
        return bool(db.session.scalar(query))
    return any(fetch(ENTRY_THAT_ENDED, fingerprint=each).first() for each in fingerprints)


def ended_among(sealed: Collection[bytes]) -> frozenset[bytes]:
    """Return those that were replaced or deleted by an act. Not for the applicants' door."""
    by_fingerprint = {fingerprint(data): data for data in sealed}
    if not by_fingerprint:
        return frozenset()
    rows = fetch(ENDED, fingerprints=list(by_fingerprint)).scalars()
    return frozenset(by_fingerprint[ended] for ended in rows if ended)


def ended_since(day: date) -> frozenset[str]:
    """Return the first :data:`SHORT` digits of what acts have ended on *day* and after it."""
    start = func.substr(AuditEntry.ended, 1, SHORT)
    return frozenset(db.session.scalars(select(start).where(HAS_ENDED, AuditEntry.on >= day)))


def ends_of(member_id: str, act: AuditAct) -> int:
    """Count the entries in which this act ended something of a member. They are never removed."""
    of_member = AuditEntry.member_id == member_id, AuditEntry.act == act
    return count_rows(AuditEntry, HAS_ENDED, *of_member)


def members_who(acts: Collection[AuditAct], case_ids: Collection[str]) -> frozenset[str]:
    """Return the ids of the members who did one of these acts on one of these cases."""
    return _distinct(
        select(AuditEntry.member_id).where(
            AuditEntry.case_id.in_(case_ids), AuditEntry.act.in_(acts)
        )
    )


def cases_acted_on(case_ids: Collection[str], *, but: Collection[AuditAct]) -> frozenset[str]:
    """Return those of *case_ids* on which a member did anything but these acts."""
    by_members = AuditEntry.case_id.in_(case_ids), AuditEntry.member_id.is_not(None)
    return _distinct(select(AuditEntry.case_id).where(*by_members, AuditEntry.act.not_in(but)))


def cases_with(act: str, case_ids: Collection[str]) -> frozenset[str]:
    """Return those of these cases on which an act was done with *act* in its code."""
    of_cases = AuditEntry.case_id.in_(case_ids), AuditEntry.act.contains(act)
    return _distinct(select(AuditEntry.case_id).where(*of_cases))


CASES, TEAMS = table("cases", column("id"), column("team_id")), table("teams", column("id"))
"""The columns that tell whether a case exists; their keepers are other packages."""


def lost_cases() -> frozenset[str]:
    """Return the ids of received cases that no team has, though none was erased or found missing.

    One query, so that none is lost that is erased meanwhile.
    """
    is_settled = ENTRIES.act.contains("erased") | (ENTRIES.act == AuditAct.ROW_MISSING)
    settled = select(ENTRIES.case_id).where(ENTRIES.case_id.is_not(None), is_settled)
    existing = select(CASES.c.id).where(CASES.c.team_id.in_(select(TEAMS.c.id)))
    received = ENTRIES.act == AuditAct.CASE_RECEIVED, ENTRIES.case_id.not_in(settled)
    return _distinct(select(ENTRIES.case_id).where(*received, ENTRIES.case_id.not_in(existing)))


def last(act: AuditAct) -> AuditEntry | None:
    """Return the newest entry of an act of members."""
    order = (AuditEntry.at.desc(), AuditEntry.id)
    return first_row(AuditEntry, AuditEntry.act == act, by=order)


def newest(case_id: str | None, acts: Collection[str]) -> AuditEntry | None:
    """Return the newest entry of these acts on a case; of one instant that of the last code."""
    order = (AuditEntry.on.desc(), AuditEntry.at.desc().nulls_last(), AuditEntry.act.desc())
    return first_row(AuditEntry, AuditEntry.case_id == case_id, AuditEntry.act.in_(acts), by=order)


def last_day(act: AuditAct, case_id: str | None) -> date | None:
    """Return the last day on which the act was done on a case."""
    entry = newest(case_id, (act,))
    return entry.on if entry else None


def did(member_id: str, act: AuditAct) -> bool:
    """Return true if the log has this act by a member, or on their account."""
    return any_row(AuditEntry, AuditEntry.member_id == member_id, AuditEntry.act == act)


def did_since(member_id: str, acts: Collection[AuditAct], *, since: datetime) -> bool:
    """Return true if the log has one of these acts of a member after *since*."""
    is_one = AuditEntry.act.in_(acts), AuditEntry.at > since
    return any_row(AuditEntry, AuditEntry.member_id == member_id, *is_one)


def is_recorded(act: AuditAct, *, on: date, member_id: str | None, case_id: str | None) -> bool:
    """Return true if the log has this act on that day already."""
    who = AuditEntry.member_id == member_id, AuditEntry.case_id == case_id
    return any_row(AuditEntry, AuditEntry.act == act, AuditEntry.on == on, *who)


def _distinct(ids: Select[str | None]) -> frozenset[str]:
    return frozenset(filter(None, db.session.scalars(ids.distinct())))


def fingerprint(sealed: bytes) -> str:
    """Return the SHA-256 of a ciphertext, by which the log knows it."""
    return sha256(LABEL + sealed).hexdigest()


WALLS = (
    select(ENTRIES.case_id, ENTRIES.act, func.count())
    .where(IS_WALL)
    .group_by(ENTRIES.case_id, ENTRIES.act)
)
"""Built once, because each page that opens a case executes it."""


def walled_cases() -> frozenset[str]:
    """Return the ids of cases, of any team and erased ones too, whose wall was not taken down.

    A wall is put up only where none stands, so the acts are counted: their order within a day is
    not known of acts on the command line.
    """
    standing = Counter[str]()
    for case_id, act, count in fetch(WALLS):
        standing[case_id] += count if act == AuditAct.WALL_PUT_UP else -count
    return frozenset(+standing)


REWRITES = (
    AuditAct.ANSWERS_ADDED,
    AuditAct.HANDED_OVER,
    AuditAct.ANSWER_CORRECTED,
    AuditAct.CORRECTION_UNDONE,
)
"""Acts of the applicant, or of a member who corrects a date, that rewrite card and story."""

DELETIONS = (AuditAct.MESSAGE_CALLED_BACK,)
"""Acts that delete the row that they name."""

HAS_TRACE = or_(ENTRIES.act.in_(REWRITES), ENTRIES.ended.is_not(None), ENTRIES.made.is_not(None))
WITH_TRACE = select(ENTRIES.act, ENTRIES.ended, ENTRIES.made).where(
    ENTRIES.case_id == bindparam("case_id"), HAS_TRACE
)
"""Built once, because each page of a case executes it."""


@frozen
class Traces:
    """``revision`` counts how often answers in card and story were changed.

    ``ended`` are fingerprints of data that was replaced or deleted. ``made`` are ids of rows that
    the case must still have.
    """

    revision: int
    ended: frozenset[str]
    made: frozenset[str]

    def has_ended(self, sealed: bytes) -> bool:
        """Return true if this was replaced or deleted by an act, so that it was put back."""
        return fingerprint(sealed) in self.ended


def traces_of(case_id: str) -> Traces:
    """Return the traces of a case, with one query."""
    rows = fetch(WITH_TRACE, case_id=case_id).all()
    deleted = {row.made for row in rows if row.act in DELETIONS}
    return Traces(
        revision=sum(row.act in REWRITES for row in rows),
        ended=frozenset(row.ended for row in rows if row.ended),
        made=frozenset(row.made for row in rows if row.made) - deleted,
    )


BATCH = 1000


@frozen
class EntryFilter:
    """Conditions that an entry must meet. Empty ones do not matter.

    ``case_id`` may be the beginning of an id: of an erased case the log shows no more.
    """

    member_id: str = ""
    act: AuditAct | None = None
    case_id: str = ""
    since: date | None = None
    until: date | None = None


EVERY_ENTRY = EntryFilter()


def chained(
    entry_filter: EntryFilter = EVERY_ENTRY, *, before: int | None = None, at_most: int
) -> list[AuditEntry]:
    """Return chained entries, newest first, with numbers below *before*."""
    conditions = [AuditEntry.seq.is_not(None), *_conditions(entry_filter)]
    conditions += [] if before is None else [AuditEntry.seq < before]
    return all_rows(AuditEntry, *conditions, by=(AuditEntry.seq.desc(),), most=at_most)


def unchained(entry_filter: EntryFilter = EVERY_ENTRY, *, at_most: int) -> list[AuditEntry]:
    """Return unchained entries, newest first."""
    order = (AuditEntry.on.desc(), AuditEntry.at.desc().nulls_last(), AuditEntry.id)
    conditions = AuditEntry.seq.is_(None), *_conditions(entry_filter)
    return all_rows(AuditEntry, *conditions, by=order, most=at_most)


def count(entry_filter: EntryFilter) -> int:
    """Return how many chained entries there are."""
    return count_rows(AuditEntry, AuditEntry.seq.is_not(None), *_conditions(entry_filter))


def all_chained(entry_filter: EntryFilter) -> Iterator[list[AuditEntry]]:
    """Yield all chained entries, newest first, in batches."""
    before: int | None = None
    while batch := chained(entry_filter, before=before, at_most=BATCH):
        yield batch
        before = batch[-1].seq


def _conditions(entry_filter: EntryFilter) -> Iterator[ColumnElement[bool]]:
    if entry_filter.member_id:
        yield AuditEntry.member_id == entry_filter.member_id
    if entry_filter.act is not None:
        is_act = AuditEntry.act == entry_filter.act
        if entry_filter.act in COUNTED:  # stored with a number behind its code
            is_act |= AuditEntry.act.startswith(f"{entry_filter.act}_", autoescape=True)
        yield is_act
    if entry_filter.case_id:
        yield AuditEntry.case_id.startswith(entry_filter.case_id, autoescape=True)
    if entry_filter.since:
        yield AuditEntry.on >= entry_filter.since
    if entry_filter.until:
        yield AuditEntry.on <= entry_filter.until
