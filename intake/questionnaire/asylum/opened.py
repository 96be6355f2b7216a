"""Tell a skipped question from one that was never asked."""

from __future__ import annotations

from datetime import date

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import (
    BEFORE_TICKS,
    COURT_OR_ORDER,
    MAYBE_NOT_FILED,
    NOT_OUTSIDE,
    TEN_MONTHS,
    appeal_sent,
    appeal_sent_date,
    asylum_filed,
    asylum_filed_date,
    asylum_filed_where,
    bad_decision,
    bad_decision_date,
    changed,
    check_in_date,
    court_case,
    court_city,
    fee_due_date,
    fee_notice,
    fee_notice_date,
    fee_notice_from,
    gov_motion,
    gov_motion_date,
    gov_motion_due_date,
    hearing_attended,
    hearing_kind,
    last_arrival_date,
    lawful_status,
    lawful_status_ended,
    left_since_filing,
    missed_hearing,
    missed_why,
    next_hearing_date,
    old_order,
    old_order_date,
    old_order_from,
    removal_soon,
    removal_soon_date,
    so_far,
    status_kind,
)
from intake.questionnaire.asylum.so_far import ASKED_BY_TICK
from intake.questionnaire.asylum.where import detained_now, detention_place
from intake.questionnaire.asylum.you import children_birth_dates
from intake.questionnaire.conditions import (
    ALWAYS,
    Condition,
    any_of,
    every,
    is_one_of,
    is_yes,
    longer_ago_than,
    unless,
)
from intake.questionnaire.questions import Question

FIRST = 1
"""The version of the questionnaire whose questions answers from files open by themselves."""

OPENED_BY_SO_FAR = frozenset(
    question.id
    for question in (
        gov_motion,
        old_order,
        appeal_sent,
        left_since_filing,
        changed,
        children_birth_dates,
        *(question for question in ASYLUM.questions.values() if question.since > FIRST),
    )
)
"""Questions that count as opened only where "What has happened so far?" was answered."""

FILED = is_yes(asylum_filed)
MAYBE_IN_COURT = is_one_of(court_case, "yes", "not_sure")
DENIED = is_one_of(bad_decision, "judge", "appeals_board", "asylum_office", "not_sure")
NOT_SURELY_FILED = any_of(unless(FILED), MAYBE_NOT_FILED)
LATE = every(longer_ago_than(last_arrival_date, days=TEN_MONTHS), NOT_SURELY_FILED)
NEVER = unless(ALWAYS)

OPENED_BY_ANSWERS: dict[str, Condition] = {
    **BEFORE_TICKS,
    detention_place.id: is_one_of(detained_now, "yes", "not_sure"),
    asylum_filed_date.id: FILED,
    asylum_filed_where.id: FILED,
    last_arrival_date.id: every(NOT_OUTSIDE, NOT_SURELY_FILED),
    removal_soon_date.id: is_one_of(removal_soon, "leave_or_flight", "check_in", "not_sure"),
    check_in_date.id: NEVER,
    next_hearing_date.id: MAYBE_IN_COURT,
    hearing_kind.id: MAYBE_IN_COURT,
    court_city.id: MAYBE_IN_COURT,
    hearing_attended.id: every(MAYBE_IN_COURT, longer_ago_than(next_hearing_date, days=0)),
    bad_decision_date.id: DENIED,
    appeal_sent_date.id: is_one_of(bad_decision, "judge"),
    old_order_date.id: COURT_OR_ORDER,
    old_order_from.id: COURT_OR_ORDER,
    missed_why.id: is_yes(missed_hearing),
    gov_motion_date.id: is_yes(gov_motion),
    gov_motion_due_date.id: is_yes(gov_motion),
    left_since_filing.id: FILED,
    fee_notice_date.id: is_yes(fee_notice),
    fee_notice_from.id: is_yes(fee_notice),
    fee_due_date.id: is_yes(fee_notice),
    lawful_status.id: LATE,
    status_kind.id: is_one_of(lawful_status, "ended", "still_valid"),
    lawful_status_ended.id: is_one_of(lawful_status, "ended", "still_valid"),
}
"""Questions that other answers open, whatever page asks them.

A rule reads answers from a file and from older cases too. There an answer such as a case in court
opens its date, without a tick.
"""

OPENED_WHEN: dict[str, Condition] = {
    **{
        question.id: page.parts_when.get(question.id, page.when)
        for page in ASYLUM.pages
        for question in page.questions
    },
    **OPENED_BY_ANSWERS,
    **{
        question.id: any_of(OPENED_BY_ANSWERS[question.id], is_one_of(so_far, tick))
        for tick, question, _ in ASKED_BY_TICK
    },
}
"""Conditions that open a question. A tick opens its own though nothing more is said of it."""


def is_opened(question: Question, answers: Answers, received: date) -> bool:
    """Return true where these answers open the page of *question*."""
    if question.id in OPENED_BY_SO_FAR and so_far.id not in answers:
        return False
    when = OPENED_WHEN.get(question.id)
    return when is not None and when.holds(answers, received)
