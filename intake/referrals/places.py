"""Choose the places that fit one person, the most urgent need first.

A place that nobody checked within its shelf life is hidden from applicants and listed for staff.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.asylum.where import us_state
from intake.questionnaire.asylum.you import nationality, other_nationality_country, spoken_languages
from intake.referrals.needs import needs_of
from intake.referrals.place import Kind, Need, Place
from intake.referrals.shelf import read_places

__all__ = ["Kind", "Need", "Place", "by_kind", "by_state", "fitting", "overdue", "shipped"]


@cache
def shipped() -> tuple[Place, ...]:
    """Return the places as they come with this release; read once."""
    return read_places()


def fitting(places: Iterable[Place], answers: Answers, *, on: date) -> tuple[Place, ...]:
    """Return the places to show a person: not hidden, for a need, and for this person.

    First by the most urgent need they meet; for people in detention, those with a number first;
    then those of their state, then those that speak a language of theirs; then as in the file.
    """
    needs = needs_of(answers, on=on)
    state, spoken = answers.code(us_state), set(answers.codes(spoken_languages))

    def rank(place: Place) -> tuple[int, bool, bool, bool]:
        urgency = min(needs.index(need) for need in place.needs if need in needs)
        cannot_call = Need.DETAINED in needs and not place.has_number
        return urgency, cannot_call, state not in place.states, not spoken & set(place.languages)

    fit = (
        place
        for place in places
        if not place.hidden(on) and set(place.needs) & set(needs) and _serves(place, answers)
    )
    return tuple(sorted(fit, key=rank))


def _serves(place: Place, answers: Answers) -> bool:
    """Return true unless the place is for other states, or for other nationalities."""
    countries = {answers.code(nationality), answers.code(other_nationality_country)}
    is_for_state = not place.states or answers.code(us_state) in place.states
    return is_for_state and (not place.nationalities or bool(countries & set(place.nationalities)))


def by_kind(places: Iterable[Place], *, on: date) -> tuple[tuple[Kind, tuple[Place, ...]], ...]:
    """Return the places of every state, each once under its first kind, for an unknown person."""
    national = [place for place in places if not place.hidden(on) and not place.states]
    listed = ((kind, tuple(p for p in national if p.kinds[0] is kind)) for kind in Kind)
    return tuple((kind, of_kind) for kind, of_kind in listed if of_kind)


def by_state(places: Iterable[Place], *, on: date) -> tuple[tuple[str, tuple[Place, ...]], ...]:
    """Return the places of single states by the name of the state, which is a message id."""
    local = [place for place in places if not place.hidden(on) and place.states]
    listed = ((state.says, tuple(p for p in local if state.code in p.states)) for state in STATES)
    return tuple((state, of_state) for state, of_state in listed if of_state)


def overdue(places: Iterable[Place], *, on: date) -> tuple[Place, ...]:
    """Return the places whose review is overdue on this day."""
    return tuple(place for place in places if place.overdue(on))
