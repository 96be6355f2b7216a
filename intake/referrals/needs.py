"""Derive from the answers the kinds of help that a person needs from others."""

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum

from intake.frozen import frozen
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.child_in_detention import child_in_detention, is_child, parent_asks
from intake.questionnaire.asylum.dates import bad_decision, court_case, removal_soon
from intake.questionnaire.asylum.safety import danger_now, fear_reasons, needs
from intake.questionnaire.asylum.screen import has_lawyer, help_types, lawyer_scope
from intake.questionnaire.asylum.start import device, filling_for
from intake.questionnaire.asylum.where import country_now, detained_now, location_kind
from intake.questionnaire.questions import Question
from intake.referrals.place import Kind, Need, Place


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


US = "US"
LINES = (Need.DANGER, Need.HURT, Need.FORCED, Need.DISTRESS)
"""Police, partner violence, trafficking, suicide: shown to everybody, whatever they told."""


class Where(StrEnum):
    """The countries in which a group of places helps."""

    IN_US = "in_us"
    COUNTRY = "country"
    """The country where the person is."""
    ABROAD = "abroad"
    """Every country other than the US."""


@frozen
class HelpNow:
    """Places that help in one country, or in all others. ``country`` is a code or empty."""

    where: Where
    country: str
    places: tuple[Place, ...]


def help_now(places: Iterable[Place], answers: Answers, *, on: date) -> tuple[HelpNow, ...]:
    """Return the groups of places for this person, none of them empty."""
    shown = [place for place in places if not place.hidden(on)]
    code = answers.code(country_now)
    groups = {
        Where.IN_US: _in_us(shown, answers, on),
        Where.COUNTRY: tuple(place for place in shown if code in place.countries),
        Where.ABROAD: tuple(place for place in shown if Need.ABROAD in place.needs),
    }
    return tuple(
        HelpNow(where=where, country=code if where is Where.COUNTRY else "", places=groups[where])
        for where in _where(answers)
        if groups[where]
    )


def _where(answers: Answers) -> tuple[Where, ...]:
    """Return the groups to show, in their order."""
    kind = answers.code(location_kind)
    if kind == "in_us" or (kind == "at_border" and answers.code(country_now) == US):
        return (Where.IN_US,)
    if kind == "outside_us" or (kind == "at_border" and country_now.id in answers):
        return (Where.COUNTRY, Where.ABROAD)
    return (Where.IN_US, Where.ABROAD)


def _in_us(shown: list[Place], answers: Answers, on: date) -> tuple[Place, ...]:
    lines = tuple(
        place
        for place in shown
        if Kind.SAFETY in place.kinds
        and not place.countries
        and not place.states
        and set(place.needs) & set(LINES)
    )
    parents = parent_asks(answers, on=on)
    of_children = (place for place in shown if place.id == "orr_parents" and parents)
    return (*lines, *of_children)
