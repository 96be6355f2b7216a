"""Store the ticks of "What has happened so far?" as the older ids that rules read.

An older id given beside a tick wins. Where something was ticked, or *none* was chosen, what stays
unticked is *no*; where *not sure* was ticked, it is *not sure*. Help with court or an order opens
the pages of an old order, a denial and a missed hearing anyway: there a missing tick says nothing.
"""

from __future__ import annotations

from collections.abc import Collection

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum.appointment import appointment
from intake.questionnaire.asylum.dates import (
    TICKED,
    asylum_filed,
    bad_decision,
    court_case,
    fear_interview,
    fee_notice,
    gov_motion,
    missed_hearing,
    old_order,
    removal_soon,
    removal_soon_date,
    so_far,
)
from intake.questionnaire.asylum.proceedings import (
    leave_told_by,
    voluntary_departure,
    voluntary_departure_date,
)
from intake.questionnaire.asylum.screen import help_types
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
        stored = _of_ticks(answers, ticks)
    if answers.code(leave_told_by) == "voluntary":
        stored[voluntary_departure.id] = "yes"
        stored[voluntary_departure_date.id] = answers.date(removal_soon_date) or ""
    return answers.plus(
        {id_: answer for id_, answer in stored.items() if answer and id_ not in answers}
    )


def _of_ticks(answers: Answers, ticks: Collection[str]) -> dict[str, Answer]:
    stored: dict[str, Answer] = {
        question.id: "yes" if tick in ticks else _unticked(answers, question, "no")
        for tick, question in YES_BY_TICK
        if tick in ticks or answers.lacks(question)
    }
    for tick, question, code in ASKED_BY_TICK:
        if tick not in ticks:
            stored[question.id] = _unticked(answers, question, code)
    if "asylum_form" in ticks:
        stored[asylum_filed.id] = "yes"
    return stored | {removal_soon.id: _removal(answers)}


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
