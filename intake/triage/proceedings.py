"""Proceedings: the places where a case is, told from its answers, and the clocks of each.

Several places may hold at once. Rules ask ``is_open`` before they speak, unless an answer that
they read tells the place already.

What one place closes stays open to an old or administrative order: that is an order of its own.
A judge's order that is told as an old one has clocks of its own in R05 and R06c.

No appeal follows an order in absentia, INA 240(b)(5)(C). A missed hearing may be another one, so a
judge's denial after it counts as one that can be appealed until the time for that has passed.

A person may tell of an order as "ordered to leave the US in the past" and of no denial, though a
judge made that order a month ago. Then the day of the old order runs the clocks of a denial.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial

from intake.frozen import frozen
from intake.questionnaire.asylum.dates import (
    appeal_sent,
    appeal_sent_date,
    asylum_filed,
    asylum_filed_where,
    bad_decision,
    bad_decision_date,
    court_case,
    fear_decision_date,
    fear_interview,
    hearing_attended,
    last_arrival_date,
    lawful_status,
    missed_hearing,
    next_hearing_date,
    office_letter,
    old_order,
    old_order_date,
    old_order_from,
)
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.asylum.where import detained_now, location_kind
from intake.questionnaire.dates import SaidDate
from intake.triage.counting import Counted, count, rolled
from intake.triage.days import add_days
from intake.triage.facts import Facts
from intake.triage.form_and_status import valid_status_may_have_ended


class Place(StrEnum):
    """A place where a case can be."""

    FEAR_INTERVIEW = "fear_interview"
    FEAR_REVIEW = "fear_review"
    FEAR_AFFIRMED = "fear_affirmed"
    EXPEDITED_REMOVAL = "expedited_removal"
    ASYLUM_OFFICE = "asylum_office"
    JUDGE = "judge"
    JUDGE_DENIED = "judge_denied"
    APPEAL_PENDING = "appeal_pending"
    BOARD_DENIED = "board_denied"
    FINAL_ORDER = "final_order"
    IN_ABSENTIA = "in_absentia"
    MAYBE_IN_ABSENTIA = "maybe_in_absentia"
    OLD_ORDER = "old_order"
    ORDER_SPOKEN_OF = "order_spoken_of"


ABSENT = (Place.IN_ABSENTIA, Place.MAYBE_IN_ABSENTIA)
OPENED_AT: Mapping[str, tuple[Place, ...]] = {
    "R03a": (Place.FEAR_REVIEW,),
    "R03b": (Place.FEAR_INTERVIEW,),
    "R03c": (Place.FEAR_AFFIRMED,),
    "R04": (Place.JUDGE,),
    "R05": (Place.JUDGE_DENIED,),
    "R06a": ABSENT,
    "R06b": ABSENT,
    "R06c": (Place.BOARD_DENIED, Place.FINAL_ORDER),
    "R07": (Place.BOARD_DENIED, Place.OLD_ORDER),
    "R13": (Place.EXPEDITED_REMOVAL,),
    "R20": (
        *(Place.BOARD_DENIED, Place.FINAL_ORDER, Place.IN_ABSENTIA, Place.OLD_ORDER),
        Place.ORDER_SPOKEN_OF,
    ),
    "R21": (Place.BOARD_DENIED, Place.FINAL_ORDER, Place.OLD_ORDER),
    "R24": (Place.APPEAL_PENDING,),
}
"""The places that open the clock of a rule."""

NOT_FINAL = (Place.APPEAL_PENDING,)
"""No order is final while an appeal is pending (8 CFR 1003.6)."""

NO_APPEAL = (Place.FEAR_AFFIRMED, Place.APPEAL_PENDING)
"""Nor is there an appeal to the Board of a fear review (8 CFR 1003.42(f), 1208.31(g)(1))."""

CLOSED_AT = {"R05": NO_APPEAL, "R06c": NO_APPEAL, "R20": NOT_FINAL, "R21": NOT_FINAL}
"""The places that close it, though another opens it."""


def is_open(facts: Facts, rule: str) -> bool:
    """Return true where a place of the case opens the clock of *rule* and no other closes it."""
    return is_open_at(rule, partial(holds, facts))


def is_open_at(rule: str, is_at: Callable[[Place], bool]) -> bool:
    """Return true where places open a rule. An old order is an order of its own: none closes it."""
    opened = OPENED_AT[rule]
    if not any(map(is_at, opened)):
        return False
    of_its_own = Place.OLD_ORDER in opened and is_at(Place.OLD_ORDER)
    return of_its_own or not any(map(is_at, CLOSED_AT.get(rule, ())))


def holds(facts: Facts, place: Place) -> bool:
    """Return true where the case is, or may be, at this place; computed once for each case."""
    if place not in facts.places:
        facts.places[place] = HOLDS[place](facts)
    return facts.places[place]


def free(facts: Facts) -> bool:
    """Return true for a person who says that they are not in detention."""
    return facts.is_one_of(detained_now, "no") and not facts.is_one_of(
        filling_for, "detained_person"
    )


def in_us(facts: Facts) -> bool:
    """Return true in the US; a skipped place is weighed as in the US."""
    return facts.is_one_of(location_kind, "in_us") or location_kind.id not in facts.answers


def abroad(facts: Facts) -> bool:
    """Return true for a person who says that they are outside the US."""
    return facts.is_one_of(location_kind, "outside_us")


def decision_code(facts: Facts) -> str:
    """Return who denied: ``judge``, ``appeals_board``, ``asylum_office``, ``not_sure`` or empty.

    A skip is *not sure*, and so is *none* beside a date of a decision.
    """
    code = facts.answers.code(bad_decision)
    if code in ("", "none"):
        unsure = facts.skipped(bad_decision) or facts.has_day(bad_decision_date)
        return "not_sure" if unsure else ""
    return code


def fear_not_passed(facts: Facts) -> bool:
    """Return true after a failed fear interview; a *no* beside a decision's day counts as one."""
    if facts.is_one_of(fear_interview, "not_passed"):
        return True
    return facts.is_one_of(fear_interview, "no") and facts.has_day(fear_decision_date)


def hearing_gone(facts: Facts) -> bool:
    """Return true where the next hearing lies before the day received for certain."""
    hearing = facts.said(next_hearing_date).last
    return hearing is not None and hearing < facts.received


def hearing_may_be_gone(facts: Facts) -> bool:
    """Return true where the next hearing lies, or may lie, before the day received."""
    hearing = facts.said(next_hearing_date).first
    return hearing is not None and hearing < facts.received


def maybe_in_court(facts: Facts) -> bool:
    """Return true where a judge has the case, or may have it; a hearing's day says so too."""
    return (
        facts.is_one_of(court_case, "yes")
        or facts.unsure(court_case)
        or facts.has_day(next_hearing_date)
        or referred(facts)
    )


def referred(facts: Facts) -> bool:
    """Return true where the asylum office sent the case to court.

    A letter that nobody named counts as one if it is old and a hearing is known.
    """
    if decision_code(facts) != "asylum_office":
        return False
    if facts.is_one_of(office_letter, "referral"):
        return True
    known = facts.is_one_of(office_letter, "intent_to_deny", "denial")
    decided = facts.said(bad_decision_date).last
    if known or decided is None or not facts.has_day(next_hearing_date):
        return False
    return add_days(decided, facts.number("referral_known_days")) < facts.received


def appeal_pending(facts: Facts) -> bool:
    """Return true where an appeal was sent and the Board has not decided.

    An appeal from before the decision is of another one.
    """
    if not facts.is_one_of(appeal_sent, "yes") or decision_code(facts) == "appeals_board":
        return False
    return not appealed_before(facts, facts.said(bad_decision_date))


def surely_in_absentia(facts: Facts) -> bool:
    """Return true where a hearing was missed."""
    return facts.is_one_of(missed_hearing, "yes")


@frozen
class OrderDay:
    """The day of an order, the answers that tell it, and if both are certain."""

    day: SaidDate
    answers: tuple[str, ...]
    sure: bool


def judges_old_order(facts: Facts) -> OrderDay | None:
    """Return the old order with its day if a judge made it, or may have made it; else ``None``.

    For a person who left and came back: only an order that a judge has made since.
    """
    if not facts.has_day(old_order_date) or facts.is_one_of(old_order_from, "border_or_ice"):
        return None
    by_judge = facts.is_one_of(old_order_from, "judge")
    if came_back(facts) and (not by_judge or ordered_before_return(facts)):
        return None
    return OrderDay(
        day=facts.said(old_order_date),
        answers=old_order_told(facts),
        sure=by_judge and facts.is_one_of(old_order, "never_left"),
    )


def old_order_told(facts: Facts) -> tuple[str, ...]:
    """Return the answers about an old order."""
    return facts.given(old_order_date, old_order, old_order_from)


def came_back(facts: Facts) -> bool:
    """Return true for a person who left after an order and came back."""
    return facts.is_one_of(old_order, "came_back")


def ordered_before_return(facts: Facts) -> bool:
    """Return true where the old order lies before the last arrival for certain."""
    return surely_before(facts.said(old_order_date), facts.said(last_arrival_date))


def ordered_since_return(facts: Facts) -> bool:
    """Return true where the old order lies on or after the last arrival for certain."""
    ordered, arrived = facts.said(old_order_date).first, facts.said(last_arrival_date).last
    return ordered is not None and arrived is not None and arrived <= ordered


def surely_before(earlier: SaidDate, later: SaidDate) -> bool:
    """Return true where each day that *earlier* may mean lies before each of *later*."""
    return earlier.last is not None and later.first is not None and earlier.last < later.first


def appealed_before(facts: Facts, decided: SaidDate) -> bool:
    """Return true where the appeal was sent before this decision: it is of another one."""
    return surely_before(facts.said(appeal_sent_date), decided)


def days_after(facts: Facts, day: SaidDate, parameter: str) -> Counted:
    """Return so many days after a date, with the ordinary end."""
    days = facts.number_for(parameter, day)
    return count(facts, day, lambda first: rolled(facts, add_days(first, days)))


def appeal_over(facts: Facts, decided: SaidDate) -> bool:
    """Return true where the time to appeal a judge's decision has passed for certain."""
    return days_after(facts, decided, "bia_appeal_days").passed


def _fear_interview(facts: Facts) -> bool:
    return facts.is_one_of(fear_interview, "waiting") or (
        facts.unsure(fear_interview) and not abroad(facts)
    )


def _fear_review(facts: Facts) -> bool:
    return fear_not_passed(facts) and not _review_over(facts)


def _review_over(facts: Facts) -> bool:
    """Return true for a person who is free, in court, with a finding of long ago."""
    decided = facts.said(fear_decision_date).last
    if decided is None or not free(facts) or not facts.is_one_of(court_case, "yes"):
        return False
    return add_days(decided, facts.number("fear_review_over_days")) < facts.received


def _follows_review(facts: Facts) -> bool:
    """Return true if the denial may be a judge's, about the fear finding."""
    denial = decision_code(facts) in ("judge", "not_sure")
    return denial and follows_fear_review(facts, facts.said(bad_decision_date))


def follows_fear_review(facts: Facts, denied: SaidDate) -> bool:
    """Return true if a judge's decision of this day may be about the fear finding."""
    fear_decision = facts.said(fear_decision_date)
    if not _fear_review(facts) or surely_before(denied, fear_decision):
        return False
    if fear_decision.last is None or denied.first is None:
        return True
    return denied.first <= add_days(fear_decision.last, facts.number("fear_review_over_days"))


def _fear_affirmed(facts: Facts) -> bool:
    return _follows_review(facts) and facts.is_one_of(bad_decision, "judge")


def _expedited_removal(facts: Facts) -> bool:
    no_judge = facts.is_one_of(court_case, "no", "not_sure") or court_case.id not in facts.answers
    valid = facts.is_one_of(lawful_status, "still_valid") and not valid_status_may_have_ended(facts)
    return in_us(facts) and no_judge and not valid


def _asylum_office(facts: Facts) -> bool:
    if decision_code(facts) == "asylum_office":
        return True
    return facts.is_one_of(asylum_filed, "yes") or facts.is_one_of(
        asylum_filed_where, "immigration_office"
    )


def _judge_denied(facts: Facts) -> bool:
    if not _denied(facts):
        return False
    return not surely_in_absentia(facts) or not appeal_over(facts, facts.said(bad_decision_date))


def _denied(facts: Facts) -> bool:
    return decision_code(facts) in ("judge", "not_sure") and not _follows_review(facts)


def _ordered_by_judge(facts: Facts) -> bool:
    order = judges_old_order(facts)
    return order is not None and order.sure


def _final_order(facts: Facts) -> bool:
    return decision_code(facts) == "judge" and not _follows_review(facts)


def _maybe_in_absentia(facts: Facts) -> bool:
    """Return true if a hearing may have been missed: not sure, skipped, or not attended."""
    if facts.is_one_of(missed_hearing, "not_sure"):
        return True
    if facts.skipped(missed_hearing) and (_denied(facts) or _ordered_by_judge(facts)):
        return True
    return hearing_may_be_gone(facts) and not facts.is_one_of(hearing_attended, "yes")


def _old_order(facts: Facts) -> bool:
    if facts.is_one_of(old_order, "never_left", "came_back") or facts.unsure(old_order):
        return True
    return facts.has_day(old_order_date)


def _order_spoken_of(facts: Facts) -> bool:
    no_case = facts.is_one_of(court_case, "no", "not_sure") or court_case.id not in facts.answers
    return facts.is_one_of(help_types, "court_or_order") and no_case


HOLDS: Mapping[Place, Callable[[Facts], bool]] = {
    Place.FEAR_INTERVIEW: _fear_interview,
    Place.FEAR_REVIEW: _fear_review,
    Place.FEAR_AFFIRMED: _fear_affirmed,
    Place.EXPEDITED_REMOVAL: _expedited_removal,
    Place.ASYLUM_OFFICE: _asylum_office,
    Place.JUDGE: maybe_in_court,
    Place.JUDGE_DENIED: _judge_denied,
    Place.APPEAL_PENDING: appeal_pending,
    Place.BOARD_DENIED: lambda facts: decision_code(facts) == "appeals_board",
    Place.FINAL_ORDER: _final_order,
    Place.IN_ABSENTIA: surely_in_absentia,
    Place.MAYBE_IN_ABSENTIA: _maybe_in_absentia,
    Place.OLD_ORDER: _old_order,
    Place.ORDER_SPOKEN_OF: _order_spoken_of,
}
