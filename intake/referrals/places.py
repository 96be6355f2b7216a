"""Choose the places that fit one person, the most urgent need first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.where import us_state
from intake.questionnaire.asylum.you import spoken_languages
from intake.referrals.needs import needs_of
from intake.referrals.place import Kind, Need, Place
from intake.referrals.shelf import read_places

__all__ = ["Kind", "Need", "Place", "fitting", "general", "overdue", "places_for", "shipped"]


@cache
def shipped() -> tuple[Place, ...]:
    """The places as they come with this release; read once."""
    return read_places()


def places_for(answers: Answers, *, on: date) -> tuple[Place, ...]:
    """The shipped places that fit these answers, most fitting first."""
    return fitting(shipped(), answers, on=on)


def fitting(places: Iterable[Place], answers: Answers, *, on: date) -> tuple[Place, ...]:
    """Those that meet a need and are not in another state.

    First by the most urgent need they meet; then their state, then a language the person speaks;
    then as they stand in the file.
    """
    needs = needs_of(answers, on=on)
    state, spoken = answers.code(us_state), set(answers.codes(spoken_languages))

    def rank(place: Place) -> tuple[int, bool, bool]:
        urgency = min(needs.index(need) for need in place.needs if need in needs)
        return urgency, state not in place.states, not spoken & set(place.languages)

    fit = (
        place
        for place in places
        if set(place.needs) & set(needs) and (not place.states or state in place.states)
    )
    return tuple(sorted(fit, key=rank))


def general() -> tuple[tuple[Kind, tuple[Place, ...]], ...]:
    """The places of every state by kind, each once, for somebody of whom we know nothing."""
    return tuple(
        (kind, tuple(place for place in shipped() if place.kinds[0] is kind and not place.states))
        for kind in Kind
    )


def overdue(on: date) -> tuple[Place, ...]:
    """The shipped places that somebody should have looked at again before this day."""
    return tuple(place for place in shipped() if place.overdue(on))
