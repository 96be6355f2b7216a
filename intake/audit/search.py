"""Find entries of the audit log: by member, act, case and day."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement

from intake.audit.acts import COUNTED, AuditAct
from intake.audit.models import AuditEntry
from intake.frozen import frozen
from intake.rows import all_rows, count_rows

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
