"""Derive from the answers the kinds of help that a person needs from others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.child_in_detention import child_in_detention, is_child
from intake.questionnaire.asylum.dates import bad_decision, court_case, removal_soon
from intake.questionnaire.asylum.safety import danger_now, fear_reasons, needs
from intake.questionnaire.asylum.screen import has_lawyer, help_types, lawyer_scope
from intake.questionnaire.asylum.start import device, filling_for
from intake.questionnaire.asylum.where import detained_now, location_kind
from intake.questionnaire.questions import Question
from intake.referrals.place import Need


def needs_of(answers: Answers, *, on: date) -> tuple[Need, ...]:
    """Return every need that the answers show, most urgent first."""
    return tuple(need for need in Need if SHOWN_BY[need](answers, on))


def _chose(answers: Answers, question: Question, *codes: str) -> bool:
    return any(code in codes for code in answers.chosen(question))


def _danger(answers: Answers, _on: date) -> bool:
    return _chose(answers, danger_now, "yes")


def _forced(answers: Answers, _on: date) -> bool:
    return _chose(answers, help_types, "forced_work_or_sex")


def _hurt(answers: Answers, _on: date) -> bool:
    return _chose(answers, help_types, "harmed_in_us", "parent_harm")


def _distress(answers: Answers, _on: date) -> bool:
    return _chose(answers, needs, "trauma", "torture")


def _child_held(answers: Answers, on: date) -> bool:
    return child_in_detention(answers, on=on)


def _detained(answers: Answers, on: date) -> bool:
    """Return false for a child, whom ICE's list of detained people does not name."""
    if child_in_detention(answers, on=on):
        return False
    for_detained = _chose(answers, filling_for, "detained_person")
    return for_detained or _chose(answers, detained_now, "yes", "not_sure")


def _removal(answers: Answers, _on: date) -> bool:
    ordered = _chose(answers, bad_decision, "judge", "appeals_board")
    return ordered or _chose(answers, removal_soon, "leave_or_flight", "check_in")


def _court(answers: Answers, _on: date) -> bool:
    asked = _chose(answers, help_types, "court_or_order")
    return asked or _chose(answers, court_case, "yes", "not_sure")


def _child(answers: Answers, on: date) -> bool:
    return is_child(answers, on=on) or _chose(answers, help_types, "parent_harm")


def _gender(answers: Answers, _on: date) -> bool:
    """Return false on a shared device, where a place for LGBTQ people would tell others why."""
    shared = _chose(answers, device, "shared")
    return _chose(answers, fear_reasons, "gender_or_love") and not shared


def _abroad(answers: Answers, _on: date) -> bool:
    return _chose(answers, location_kind, "outside_us")


def _cheated(answers: Answers, _on: date) -> bool:
    silent = _chose(answers, lawyer_scope, "stopped_answering")
    return silent or _chose(answers, has_lawyer, "unsure_if_lawyer")


SHOWN_BY: dict[Need, Callable[[Answers, date], bool]] = {
    Need.DANGER: _danger,
    Need.FORCED: _forced,
    Need.HURT: _hurt,
    Need.DISTRESS: _distress,
    Need.CHILD_HELD: _child_held,
    Need.DETAINED: _detained,
    Need.REMOVAL: _removal,
    Need.COURT: _court,
    Need.CHILD: _child,
    Need.GENDER: _gender,
    Need.ABROAD: _abroad,
    Need.CHEATED: _cheated,
    Need.ANYBODY: lambda answers, on: not _abroad(answers, on),
}
