"""Set the day of the next review. Only a case with one counts as reviewed, so that none is lost."""

from collections.abc import Collection
from datetime import date, timedelta

from intake.actions.assessment.add_dates import NewDate, add_dates
from intake.actions.assessment.deadline_changes import act_by_of, early_of
from intake.actions.case.dates.replaced_dates import settle_waiting
from intake.actions.case.status import advance_case
from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import CaseKey, case_key
from intake.actions.opening.search_cards import card_under
from intake.actions.reports.count_case import count_case
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import CaseAct, MoveNotAllowed, Status
from intake.diary import entries
from intake.diary.entries import step_reached
from intake.diary.models import Kind
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.triage.assess import LOOK_BY
from intake.triage.days import business_days_after
from intake.triage.tiers import Tier
from intake.words import N_, Refused

FARTHEST = timedelta(days=730)
"""The next review is within two years: a later day is a mistake in typing."""


class NoSuchDay(Refused):
    """The day of the next review is in the past, or more than two years from now."""

    says = N_("Enter a date from today to two years ahead.")
    status = 422


@frozen
class NextDate:
    """The day of the next review, a note, and the ids of diary dates that are done by now.

    Deadlines are none of them: each ends by itself, with proof.
    """

    on: date
    note: str = ""
    done: Collection[str] = ()


def set_follow_up(by: Actor, reference: str, follow_up: NextDate) -> Case:
    """Record a review and set the next one; the case is due on its earliest open date.

    Raise ``NoSuchCase``, ``ChangedMeanwhile``, :class:`NoSuchDay`, ``MoveNotAllowed`` for a
    closed case, or as ``case_key`` does.
    """
    today = by.day
    if not today <= follow_up.on <= today + FARTHEST:
        raise NoSuchDay
    case = store.find_for_change(reference, team_id=by.team_id, version=by.version)
    if case.stage is Status.CLOSED:
        raise MoveNotAllowed
    entries.mark_done(case.id, follow_up.done)
    entries.mark_reviews_done(case.id)
    key = case_key(case, by.reader)
    review = NewDate(
        kind=Kind.NEXT_LOOK,
        on=follow_up.on,
        note=follow_up.note,
        reminded=step_reached(follow_up.on, today=today),
    )
    first_date = add_dates(case.id, [review, *missing_deadline(key, today=today)], key.seal_date)
    settle_waiting(key)
    record_review(by, key, otherwise=follow_up.on)
    by.log(AuditAct.NEXT_DATE_KEPT, case, made=first_date)
    advance_case(by, case, CaseAct.REVIEW)
    return case


def proposed_day(tier: Tier, law: LawBook, *, today: date) -> date:
    """Return the day that the page proposes: when this tier wants the next review."""
    days = law.number(LOOK_BY[tier], on=today) if tier in LOOK_BY else 0
    return business_days_after(today, days, law)


def missing_deadline(key: CaseKey, *, today: date) -> list[NewDate]:
    """Return the deadline from later answers that the diary has not; empty if it has it."""
    case, card = key.case, card_under(key)
    act_by, early = act_by_of(case, card), early_of(key.key, card, today=today)
    if not act_by or entries.has_date(case.id, Kind.ACT_BY, on=act_by, early_days=early.days):
        return []
    return [NewDate(kind=Kind.ACT_BY, on=early.day(act_by), early=early.moves(act_by))]


def record_review(by: Actor, key: CaseKey, *, otherwise: date) -> None:
    """Record a review; the case is due on its earliest open date, or on the day *otherwise*."""
    first = entries.earliest_open(key.case.id)
    day, early = (first.on, first.early) if first else (otherwise, False)
    store.record_review(key.case, due_on=day, early=early, on=by.day)
    count_case(key.case, today=by.day, reader=by.reader, card=card_under(key))
