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

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import partial

from intake.frozen import frozen
from intake.questionnaire.asylum.child_in_detention import child_in_detention
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
    removal_soon_date,
)
from intake.questionnaire.asylum.proceedings import (
    appeal_reply,
    fear_review,
    gov_motion_kind,
    gov_motion_ruled,
    gov_motion_ruled_date,
    leave_told_by,
    reinstated,
    voluntary_departure,
    voluntary_departure_date,
    withholding_only,
)
from intake.questionnaire.asylum.safety import needs
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.start import filling_for, under_18
from intake.questionnaire.asylum.where import detained_now, location_kind
from intake.questionnaire.asylum.you import arrived_alone_under_18, birth_date, minor_with_parent
from intake.questionnaire.dates import SaidDate
from intake.triage.days import add_days, add_years
from intake.triage.facts import Facts, has_status, valid_status_may_have_ended
from intake.triage.findings import days_after
from intake.words import table_beside


class Place(StrEnum):
    """A place where a case can be."""

    FEAR_INTERVIEW = "fear_interview"
    FEAR_REVIEW = "fear_review"
    FEAR_AFFIRMED = "fear_affirmed"
    CHILD_ALONE = "child_alone"
    EXPEDITED_REMOVAL = "expedited_removal"
    ASYLUM_OFFICE = "asylum_office"
    ASYLUM_MAY_END = "asylum_may_end"
    JUDGE = "judge"
    WITHHOLDING_ONLY = "withholding_only"
    MAYBE_WITHHOLDING_ONLY = "maybe_withholding_only"
    MOTION_GRANTED = "motion_granted"
    DISMISSED = "dismissed"
    JUDGE_DENIED = "judge_denied"
    NOT_YET_FINAL = "not_yet_final"
    VOLUNTARY_DEPARTURE = "voluntary_departure"
    APPEAL_PENDING = "appeal_pending"
    BOARD_DENIED = "board_denied"
    FINAL_ORDER = "final_order"
    IN_ABSENTIA = "in_absentia"
    MAYBE_IN_ABSENTIA = "maybe_in_absentia"
    OLD_ORDER = "old_order"
    ORDER_SPOKEN_OF = "order_spoken_of"


OPENED_AT: Mapping[str, tuple[Place, ...]]
"""The places that open the clock of a rule."""

CLOSED_AT: Mapping[str, tuple[Place, ...]]
"""The places that close it, though another opens it; the table beside says by which provision."""

OPENED_AT, CLOSED_AT = (
    {rule: tuple(map(Place, places)) for rule, places in table.items()}
    for table in table_beside(__file__).values()
)


def is_open(facts: Facts, rule: str) -> bool:
    """Return true where a place of the case opens the clock of *rule* and no other closes it."""
    return is_open_at(rule, partial(holds, facts))


def is_open_at(rule: str, is_at: Callable[[Place], bool]) -> bool:
    """Return true where places open a rule. An old order is an order of its own: none closes it."""
    opened = OPENED_AT[rule]
    if not any(map(is_at, opened)):
        return False
    of_its_own = Place.OLD_ORDER in opened and is_at(Place.OLD_ORDER)
    return of_its_own or not is_closed_at(rule, is_at)


def is_closed(facts: Facts, rule: str) -> bool:
    """Return true where a place of the case closes a rule, whatever opens it."""
    return is_closed_at(rule, partial(holds, facts))


def is_closed_at(rule: str, is_at: Callable[[Place], bool]) -> bool:
    """Return true where places close a rule."""
    return any(map(is_at, CLOSED_AT.get(rule, ())))


def holds(facts: Facts, place: Place) -> bool:
    """Return true where the case is, or may be, at this place; computed once for each case."""
    return facts.once(place, HOLDS[place])


def free(facts: Facts) -> bool:
    """Return true for a person who says that they are not in detention."""
    return facts.is_one_of(detained_now, "no") and not facts.is_one_of(
        filling_for, "detained_person"
    )


def surely_detained(facts: Facts) -> bool:
    """Return true for detention told outright, now or of the person asked for."""
    return facts.is_one_of(filling_for, "detained_person") or facts.is_yes(detained_now)


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


def hearing_to_come(facts: Facts) -> bool:
    """Return true where the next hearing lies, or may lie, on or after the day received."""
    return facts.has_day(next_hearing_date) and not hearing_gone(facts)


def court_of(facts: Facts) -> str:
    """Return if the case is in court: ``yes``, ``no`` or ``not_sure``.

    It is where a judge or the Board denied it, an appeal was sent, a hearing was missed, or an
    order is told whose person never left; and it is no longer once a judge dismissed it, unless
    that is appealed, 8 CFR 1208.2(b).
    """
    if holds(facts, Place.DISMISSED) and not appeal_pending(facts):
        return "no"
    in_court = (
        facts.is_yes(court_case)
        or facts.is_one_of(bad_decision, "judge", "appeals_board")
        or facts.is_yes(appeal_sent)
        or facts.is_yes(missed_hearing)
        or facts.is_one_of(old_order, "never_left")
    )
    if in_court:
        return "yes"
    return "no" if facts.is_one_of(court_case, "no") else "not_sure"


def maybe_in_court(facts: Facts) -> bool:
    """Return true where a judge has the case, or may have it.

    A hearing's day says so too, and a judge who did not agree with a fear decision.
    """
    return (
        facts.is_yes(court_case)
        or facts.unsure(court_case)
        or facts.has_day(next_hearing_date)
        or referred(facts)
        or facts.is_one_of(fear_review, "vacated")
    )


def ruled(facts: Facts) -> bool:
    """Return true where a judge granted or denied a motion of the government."""
    return facts.is_one_of(gov_motion_ruled, "granted", "denied")


def referred(facts: Facts) -> bool:
    """Return true where the asylum office sent the case to court.

    A letter that nobody named counts as one if it is old and a hearing is known.
    """
    if decision_code(facts) != "asylum_office":
        return False
    if facts.is_one_of(office_letter, "referral"):
        return True
    known = facts.is_one_of(office_letter, "intent_to_deny", "denial", "intent_to_end")
    decided = facts.said(bad_decision_date).last
    if known or decided is None or not facts.has_day(next_hearing_date):
        return False
    return add_days(decided, facts.number("referral_known_days")) < facts.received


def appealed(facts: Facts, decided: SaidDate) -> bool:
    """Return true where an appeal of a decision was sent and did not come back.

    An appeal from before the decision is of another one.
    """
    sent = facts.is_yes(appeal_sent) and not facts.is_one_of(appeal_reply, "came_back")
    return sent and not appealed_before(facts, decided)


def appeal_pending(facts: Facts) -> bool:
    """Return true where an appeal was sent and the Board has not decided."""
    by_board = decision_code(facts) == "appeals_board"
    return not by_board and appealed(facts, facts.said(bad_decision_date))


def surely_in_absentia(facts: Facts) -> bool:
    """Return true where a hearing was missed."""
    return facts.is_yes(missed_hearing)


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


def appeal_over(facts: Facts, decided: SaidDate) -> bool:
    """Return true where the time to appeal a judge's decision has passed for certain."""
    return days_after(facts, decided, "bia_appeal_days").passed


def is_final(facts: Facts) -> bool:
    """Return true for the Board's denial, an order in absentia, and a judge's of long ago."""
    if facts.is_one_of(bad_decision, "appeals_board") or surely_in_absentia(facts):
        return True
    decided = facts.said(bad_decision_date)
    if not facts.is_one_of(bad_decision, "judge") or decided.first is None:
        return False
    last_day = add_days(decided.first, facts.number_for("old_order_days", decided))
    return facts.roll_forward(last_day) < facts.received


def is_over(facts: Facts) -> bool:
    """Return true where an order is final, no appeal is pending and no hearing is to come."""
    return is_final(facts) and not appeal_pending(facts) and not hearing_to_come(facts)


def told_order(facts: Facts) -> bool:
    """Return true where an order is told outright: an old one, the Board's, or a judge's final."""
    if facts.is_one_of(old_order, "never_left", "came_back"):
        return True
    denied = facts.is_one_of(bad_decision, "judge", "appeals_board")
    return denied and is_final(facts) and not _follows_review(facts)


def judges_decision(facts: Facts) -> OrderDay | None:
    """Return the denial or the granted motion of a judge, the earlier one; else ``None``.

    A motion that was granted before the Board decided was before the Board already.
    """
    decisions, ruling = [], facts.said(gov_motion_ruled_date)
    if facts.is_one_of(bad_decision, "judge") and holds(facts, Place.JUDGE_DENIED):
        answers = facts.given(bad_decision_date, bad_decision)
        decisions.append(OrderDay(day=facts.said(bad_decision_date), answers=answers, sure=True))
    if holds(facts, Place.MOTION_GRANTED):
        answers = facts.given(gov_motion_ruled_date, gov_motion_ruled, gov_motion_kind)
        decisions.append(OrderDay(day=ruling, answers=answers, sure=True))
    return min(decisions, key=lambda one: one.day.first or date.max, default=None)


def departs(facts: Facts) -> bool:
    """Return true where a judge allowed the person to leave on their own by a day."""
    if facts.is_one_of(leave_told_by, "voluntary"):
        return not facts.is_one_of(voluntary_departure, "no")
    return facts.is_yes(voluntary_departure)


def departure_day(facts: Facts) -> SaidDate:
    """Return the last day to leave on one's own, which may be told as the date to leave."""
    told_there = facts.is_one_of(leave_told_by, "voluntary")
    told_there = told_there and not facts.has_day(voluntary_departure_date)
    return facts.said(removal_soon_date if told_there else voluntary_departure_date)


def under_18_now(facts: Facts) -> str:
    """Return ``yes``, ``no`` or ``not_sure``. A birth date outranks what is told of the age."""
    born = facts.said(birth_date)
    if born.first is not None and born.last is not None:
        age = facts.number("child_age")
        youngest, oldest = (add_years(day, age) > facts.received for day in (born.last, born.first))
        return "yes" if oldest else "not_sure" if youngest else "no"
    told = {"yes": "yes", "no": "no", "when_i_came": "no"}
    return told.get(facts.answers.code(under_18), "not_sure")


def alone_under_18(facts: Facts) -> bool:
    """Return true for a person who may be under 18 and is not known to be with a parent.

    Who came alone keeps that standing beside a parent. Where nothing is known of the age, something
    else must speak of a child.
    """
    if under_18_now(facts) == "no":
        return False
    if facts.is_one_of(needs, "child_alone") or facts.is_yes(arrived_alone_under_18):
        return True
    if facts.is_yes(minor_with_parent):
        return False
    asked = facts.is_one_of(minor_with_parent, "no", "not_sure") and birth_date.id in facts.answers
    return asked or facts.has_day(birth_date) or facts.is_yes(under_18)


def _fear_review(facts: Facts) -> bool:
    vacated = facts.is_one_of(fear_review, "vacated")
    return fear_not_passed(facts) and not vacated and not _review_over(facts)


def _review_over(facts: Facts) -> bool:
    """Return true for a person who is free, in court, with a finding of long ago."""
    decided = facts.said(fear_decision_date).last
    if decided is None or not free(facts) or not facts.is_yes(court_case):
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
    if facts.is_one_of(fear_review, "agreed"):
        return _fear_review(facts)
    if facts.is_one_of(fear_review, "no", "waiting"):
        return False
    return _follows_review(facts) and facts.is_one_of(bad_decision, "judge")


def _expedited_removal(facts: Facts) -> bool:
    valid = facts.is_one_of(lawful_status, "still_valid") and not valid_status_may_have_ended(facts)
    valid = valid or has_status(facts)
    return in_us(facts) and court_of(facts) != "yes" and not valid and not _fear_is_heard(facts)


def _fear_is_heard(facts: Facts) -> bool:
    """Return true where an officer will hear the fear, or heard it and a judge has the case."""
    if facts.is_one_of(fear_interview, "waiting"):
        return True
    found = facts.is_one_of(fear_interview, "passed") or facts.is_one_of(fear_review, "vacated")
    return found and not facts.is_one_of(court_case, "no")


def _withholding_only(facts: Facts) -> bool:
    if not facts.is_one_of(withholding_only, "yes", "no"):
        used_again = facts.is_yes(reinstated) or facts.is_one_of(
            fear_interview, "waiting", "passed", "not_passed"
        )
        return came_back(facts) and used_again
    return facts.is_yes(withholding_only)


def _motion_granted(facts: Facts) -> bool:
    decided = facts.said(bad_decision_date)
    by_board = facts.is_one_of(bad_decision, "appeals_board")
    settled = by_board and surely_before(facts.said(gov_motion_ruled_date), decided)
    return facts.is_one_of(gov_motion_ruled, "granted") and not settled


def _dismissed(facts: Facts) -> bool:
    """Return true for a motion that closed the case, unless a later hearing contradicts it."""
    ruling, later = facts.said(gov_motion_ruled_date), hearing_to_come(facts)
    if ruling.known:
        later = later and surely_before(ruling, facts.said(next_hearing_date))
    dismissal = _motion_granted(facts) and facts.is_one_of(gov_motion_kind, "dismiss")
    return dismissal and not later


def _not_yet_final(facts: Facts) -> bool:
    """Return true until the time to appeal a judge's decision is over; never in absentia."""
    decision = judges_decision(facts)
    if decision is None or not decision.day.known or surely_in_absentia(facts):
        return False
    clock = days_after(facts, decision.day, "old_order_days")
    return not clock.passed and not clock.unclear


def _voluntary_departure(facts: Facts) -> bool:
    last = departure_day(facts).last
    return departs(facts) and (last is None or last >= facts.received)


def _judge_denied(facts: Facts) -> bool:
    if not _denied(facts):
        return False
    return not surely_in_absentia(facts) or not appeal_over(facts, facts.said(bad_decision_date))


def _denied(facts: Facts) -> bool:
    return decision_code(facts) in ("judge", "not_sure") and not _follows_review(facts)


def _maybe_in_absentia(facts: Facts) -> bool:
    """Return true if a hearing may have been missed: not sure, skipped, or not attended."""
    if facts.is_one_of(missed_hearing, "not_sure"):
        return True
    order = judges_old_order(facts)
    if facts.skipped(missed_hearing) and (_denied(facts) or (order and order.sure)):
        return True
    return hearing_may_be_gone(facts) and not facts.is_yes(hearing_attended)


HOLDS: Mapping[Place, Callable[[Facts], bool]] = {
    Place.FEAR_INTERVIEW: lambda facts: (
        facts.is_one_of(fear_interview, "waiting")
        or (facts.unsure(fear_interview) and not abroad(facts))
    ),
    Place.FEAR_REVIEW: _fear_review,
    Place.FEAR_AFFIRMED: _fear_affirmed,
    Place.CHILD_ALONE: lambda facts: (
        alone_under_18(facts) or child_in_detention(facts.answers, on=facts.received)
    ),
    Place.EXPEDITED_REMOVAL: _expedited_removal,
    Place.ASYLUM_OFFICE: lambda facts: (
        decision_code(facts) == "asylum_office"
        or facts.is_yes(asylum_filed)
        or facts.is_one_of(asylum_filed_where, "immigration_office")
    ),
    Place.ASYLUM_MAY_END: lambda facts: (
        decision_code(facts) == "asylum_office" and facts.is_one_of(office_letter, "intent_to_end")
    ),
    Place.JUDGE: maybe_in_court,
    Place.WITHHOLDING_ONLY: _withholding_only,
    Place.MAYBE_WITHHOLDING_ONLY: lambda facts: (
        facts.unsure(withholding_only) and not _withholding_only(facts)
    ),
    Place.MOTION_GRANTED: _motion_granted,
    Place.DISMISSED: _dismissed,
    Place.NOT_YET_FINAL: _not_yet_final,
    Place.VOLUNTARY_DEPARTURE: _voluntary_departure,
    Place.JUDGE_DENIED: _judge_denied,
    Place.APPEAL_PENDING: appeal_pending,
    Place.BOARD_DENIED: lambda facts: decision_code(facts) == "appeals_board",
    Place.FINAL_ORDER: lambda facts: decision_code(facts) == "judge" and not _follows_review(facts),
    Place.IN_ABSENTIA: surely_in_absentia,
    Place.MAYBE_IN_ABSENTIA: _maybe_in_absentia,
    Place.OLD_ORDER: lambda facts: (
        facts.is_one_of(old_order, "never_left", "came_back")
        or facts.unsure(old_order)
        or facts.has_day(old_order_date)
        or facts.is_yes(reinstated)
    ),
    Place.ORDER_SPOKEN_OF: lambda facts: (
        facts.is_one_of(help_types, "court_or_order")
        and (facts.is_one_of(court_case, "no", "not_sure") or court_case.id not in facts.answers)
    ),
}
