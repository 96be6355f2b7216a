"""Choose the places that fit one person, the most urgent need first.

A place that nobody checked within its shelf life is hidden from applicants and listed for staff.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.asylum.where import country_now, location_kind, us_state
from intake.questionnaire.asylum.you import nationality, other_nationality_country, spoken_languages
from intake.referrals.needs import needs_of
from intake.referrals.place import Kind, Need, Place
from intake.referrals.shelf import ABROAD, read_places

__all__ = [
    "Kind",
    "Need",
    "Place",
    "by_country",
    "by_kind",
    "by_state",
    "due_soon",
    "fitting",
    "overdue",
    "shipped",
]

SOON = timedelta(days=14)
"""Time before the end of its shelf life in which a place is due for another check."""


@cache
def shipped() -> tuple[Place, ...]:
    """Return the places as they come with this release; read once."""
    return (*read_places(), *read_places(ABROAD))


def fitting(places: Iterable[Place], answers: Answers, *, on: date) -> tuple[Place, ...]:
    """Return the places to show a person: not hidden, for a need, and for this person.

    First by the most urgent need they meet; for people in detention, those with a number first;
    then those of their state or country, those for their nationality, those that speak a language
    of theirs; then as in the file.
    """
    needs = needs_of(answers, on=on)
    state, spoken = answers.code(us_state), set(answers.codes(spoken_languages))

    def rank(place: Place) -> tuple[int | bool, ...]:
        urgency = min(needs.index(need) for need in place.needs if need in needs)
        return (
            urgency,
            Need.DETAINED in needs and not place.has_number,
            state not in place.states and not place.countries,
            not place.nationalities,
            not spoken & set(place.languages),
        )

    fit = (
        place
        for place in places
        if not place.hidden(on) and set(place.needs) & set(needs) and _serves(place, answers)
    )
    return tuple(sorted(fit, key=rank))


def _serves(place: Place, answers: Answers) -> bool:
    """Return true unless the place is out of reach, or for other states or nationalities."""
    passports = {answers.code(nationality), answers.code(other_nationality_country)}
    is_for_state = not place.states or answers.code(us_state) in place.states
    is_for_them = not place.nationalities or bool(passports & set(place.nationalities))
    return is_for_state and is_for_them and _helps_where_they_are(place, answers)


def _helps_where_they_are(place: Place, answers: Answers) -> bool:
    """Return true for a place in the country where the person is; not told counts as the US."""
    abroad = answers.code(location_kind) == "outside_us"
    if place.countries:
        return abroad and answers.code(country_now) in place.countries
    return (Need.ABROAD in place.needs) is abroad


def by_kind(places: Iterable[Place], *, on: date) -> tuple[tuple[Kind, tuple[Place, ...]], ...]:
    """Return the places of every state, each once under its first kind, for an unknown person."""
    national = [
        place
        for place in places
        if not place.hidden(on) and not place.states and not place.countries
    ]
    listed = ((kind, tuple(p for p in national if p.kinds[0] is kind)) for kind in Kind)
    return tuple((kind, of_kind) for kind, of_kind in listed if of_kind)


def by_state(places: Iterable[Place], *, on: date) -> tuple[tuple[str, tuple[Place, ...]], ...]:
    """Return the places of single states by the name of the state, which is a message id."""
    local = [place for place in places if not place.hidden(on) and place.states]
    listed = ((state.says, tuple(p for p in local if state.code in p.states)) for state in STATES)
    return tuple((state, of_state) for state, of_state in listed if of_state)


def by_country(places: Iterable[Place], *, on: date) -> tuple[tuple[str, tuple[Place, ...]], ...]:
    """Return the places of single countries other than the US by the code of the country."""
    local = [place for place in places if not place.hidden(on) and place.countries]
    codes = sorted({code for place in local for code in place.countries})
    return tuple((code, tuple(p for p in local if code in p.countries)) for code in codes)


def overdue(places: Iterable[Place], *, on: date) -> tuple[Place, ...]:
    """Return the places whose review is overdue on this day."""
    return tuple(place for place in places if place.overdue(on))


def due_soon(places: Iterable[Place], *, on: date) -> tuple[Place, ...]:
    """Return the places that applicants see now, and not in two weeks without another check."""
    return tuple(place for place in places if not place.hidden(on) and place.overdue(on + SOON))
