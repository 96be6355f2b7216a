"""The help that answers now, for a person in danger, by the country where they are.

In the US these are the lines of the US. Elsewhere they are the lines of that country, where we
know any, and what helps in every country; never a number of the US. Where the place was not told,
both are given, each under its own heading. A parent gets the line about children in the care of
the US as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from intake.frozen import frozen
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.child_in_detention import parent_asks
from intake.questionnaire.asylum.where import country_now, location_kind
from intake.referrals.place import Kind, Need, Place

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
