"""Tell a skipped question from one that was never asked."""

from collections.abc import Collection
from datetime import date

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import (
    BEFORE_TICKS,
    COURT_OR_ORDER,
    MAYBE_NOT_FILED,
    NOT_OUTSIDE,
    TEN_MONTHS,
    TICKED,
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
    fear_interview,
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
from intake.questionnaire.asylum.proceedings import (
    appointment,
    leave_told_by,
    voluntary_departure,
    voluntary_departure_date,
)
from intake.questionnaire.asylum.screen import help_types
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

YES_BY_TICK: tuple[tuple[str, Question], ...] = (
    ("court_paper", court_case),
    ("missed_court", missed_hearing),
    ("fee_letter", fee_notice),
    ("gov_motion", gov_motion),
    ("appointment", appointment),
)
ASKED_BY_TICK: tuple[tuple[str, Question, str], ...] = (
    ("judge_decided", bad_decision, "none"),
    ("fear_interview", fear_interview, "no"),
    ("old_order", old_order, "no"),
)
"""A tick that opens a page of its own, and the code where it stays unticked."""

REMOVALS = (("leave_or_flight", "date_to_leave"), ("check_in", "check_in"))
"""Codes of ``removal_soon``, and the ticks that stand for them."""

OPEN_ANYWAY = frozenset({old_order.id, bad_decision.id, missed_hearing.id})


def completed(answers: Answers, *, asked: Collection[str]) -> Answers:
    """Return live answers, completed by those that their ticks stand for.

    A question on a page that is asked stays as it is: it was answered there, or skipped.
    """
    stored = with_older_ids(answers)
    return stored.without({id_ for id_ in stored if id_ in asked and id_ not in answers})


def ticks_of(answers: Answers) -> tuple[str, ...]:
    """Return the ticks that older answers, given one by one, stand for; empty if there is none."""
    ticks = [tick for tick, question in YES_BY_TICK if answers.has_code(question, ("yes",))]
    ticks += [
        tick
        for tick, question, code in ASKED_BY_TICK
        if answers.has_code(question, _codes(question) - {code, "not_sure"})
    ]
    ticks += [tick for tick in ("asylum_form",) if answers.has_code(asylum_filed, ("yes",))]
    ticks += [tick for code, tick in REMOVALS if answers.has_code(removal_soon, (code,))]
    if any(answers.has_code(question, ("not_sure",)) for question in TICKED):
        ticks.append("not_sure")
    return tuple(option.code for option in so_far.options if option.code in ticks)


def with_ticks_shown(answers: Answers) -> Answers:
    """Return the answers for a screen: older ones, given one by one, are shown as ticks too."""
    if so_far.id in answers or not (ticks := ticks_of(answers)):
        return answers
    return answers.plus({so_far.id: ticks})


def with_older_ids(answers: Answers) -> Answers:
    """Return the answers, completed by what ticks stand for, and an agreement to leave."""
    stored: dict[str, Answer] = {}
    if ticks := answers.codes(so_far):
        stored = {
            question.id: "yes" if tick in ticks else _unticked(answers, question, "no")
            for tick, question in YES_BY_TICK
            if tick in ticks or answers.lacks(question)
        }
        for tick, question, code in ASKED_BY_TICK:
            if tick not in ticks:
                stored[question.id] = _unticked(answers, question, code)
        if "asylum_form" in ticks:
            stored[asylum_filed.id] = "yes"
        stored[removal_soon.id] = _removal(answers)
    if answers.code(leave_told_by) == "voluntary":
        stored[voluntary_departure.id] = "yes"
        stored[voluntary_departure_date.id] = answers.date(removal_soon_date) or ""
    return answers.plus(
        {id_: answer for id_, answer in stored.items() if answer and id_ not in answers}
    )


def _codes(question: Question) -> set[str]:
    return {option.code for option in getattr(question, "options", ())}


def _unticked(answers: Answers, question: Question, code: str) -> str:
    """Return what a missing tick stands for; empty where its page opens anyway."""
    if question.id in OPEN_ANYWAY and "court_or_order" in answers.codes(help_types):
        return ""
    return "not_sure" if "not_sure" in answers.codes(so_far) else code


def _removal(answers: Answers) -> str:
    ticks = answers.codes(so_far)
    if "date_to_leave" in ticks:
        return "leave_or_flight"
    return "check_in" if "check_in" in ticks else _unticked(answers, removal_soon, "no")


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
