"""Keep a next date: only with one has somebody looked at a case, so that none can sink."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intake.actions.case.add_dates import NewDate, add_dates
from intake.actions.opening.case_keys import Reader, case_key
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import MoveNotAllowed, Status
from intake.diary import entries
from intake.diary.models import Kind
from intake.law.book import LawBook
from intake.triage.assess import LOOK_BY
from intake.triage.days import business_days_after
from intake.triage.tiers import Tier

FARTHEST = timedelta(days=730)
"""A next look lies within two years: later ones are slips of the finger."""


class NoSuchDay(Exception):
    """A next look cannot be in the past, nor farther off than two years."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NextDate:
    """When to look again, what for, and which dates of the diary are met by now."""

    on: date
    note: str = ""
    done: Collection[str] = ()


def keep_date(
    reference: str, reader: Reader, wanted: NextDate, *, version: int, today: date, now: datetime
) -> Case:
    """The reader looked, and looks again then; the case is due on its earliest open date.

    Raises ``NoSuchCase``, ``ChangedMeanwhile``, :class:`NoSuchDay`, ``MoveNotAllowed`` for a
    closed case, ``NoKeyForCase`` or ``SealBroken``.
    """
    if not today <= wanted.on <= today + FARTHEST:
        raise NoSuchDay
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    if case.stage is Status.CLOSED:
        raise MoveNotAllowed
    entries.mark_done(case.id, wanted.done)
    entries.mark_reviews_done(case.id)
    key = case_key(case, reader)
    dates = [NewDate(kind=Kind.NEXT_LOOK, on=wanted.on, note=wanted.note)]
    if case.act_by and not entries.has_date(case.id, Kind.ACT_BY, on=case.act_by):
        # later answers brought it: the diary must know it too
        dates.append(NewDate(kind=Kind.ACT_BY, on=case.act_by))
    first_date = add_dates(case.id, dates, key.seal_date)
    store.record_review(case, due_on=entries.earliest_open_day(case.id) or wanted.on, on=today)
    who = reader.member_id
    log.record(
        AuditAct.NEXT_DATE_KEPT, on=today, member_id=who, case_id=case.id, at=now, made=first_date
    )
    return case


def proposed_day(tier: Tier, law: LawBook, *, today: date) -> date:
    """What the page proposes: today plus the days within which this tier wants a look."""
    days = law.number(LOOK_BY[tier], on=today) if tier in LOOK_BY else 0
    return business_days_after(today, days, law)
