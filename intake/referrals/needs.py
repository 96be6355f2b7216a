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
from intake.questionnaire.conditions import any_of, every, is_one_of, unless
from intake.referrals.place import Kind, Need, Place


def needs_of(answers: Answers, *, on: date) -> tuple[Need, ...]:
    """Return every need that the answers show, most urgent first."""
    return tuple(need for need in Need if SHOWN_BY[need](answers, on))


MAY_BE_DETAINED = any_of(
    is_one_of(filling_for, "detained_person"), is_one_of(detained_now, "yes", "not_sure")
)
ABROAD = is_one_of(location_kind, "outside_us")

SHOWN_BY: dict[Need, Callable[[Answers, date], bool]] = {
    Need.DANGER: is_one_of(danger_now, "yes"),
    Need.FORCED: is_one_of(help_types, "forced_work_or_sex"),
    Need.HURT: is_one_of(help_types, "harmed_in_us", "parent_harm"),
    Need.DISTRESS: is_one_of(needs, "trauma", "torture"),
    Need.CHILD_HELD: lambda answers, on: child_in_detention(answers, on=on),
    Need.DETAINED: lambda answers, on: (
        MAY_BE_DETAINED(answers, on) and not child_in_detention(answers, on=on)
    ),
    Need.REMOVAL: any_of(
        is_one_of(bad_decision, "judge", "appeals_board"),
        is_one_of(removal_soon, "leave_or_flight", "check_in"),
    ),
    Need.COURT: any_of(
        is_one_of(help_types, "court_or_order"), is_one_of(court_case, "yes", "not_sure")
    ),
    Need.CHILD: lambda answers, on: (
        is_child(answers, on=on) or answers.has_code(help_types, ("parent_harm",))
    ),
    Need.GENDER: every(
        is_one_of(fear_reasons, "gender_or_love"), unless(is_one_of(device, "shared"))
    ),
    Need.ABROAD: ABROAD,
    Need.CHEATED: any_of(
        is_one_of(lawyer_scope, "stopped_answering"), is_one_of(has_lawyer, "unsure_if_lawyer")
    ),
    Need.ANYBODY: unless(ABROAD),
}
"""ICE's list of detained people names no child; on a shared device, a place for LGBTQ people would
tell others why."""


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
