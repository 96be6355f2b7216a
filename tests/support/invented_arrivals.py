"""Answers of invented people whose one year after arrival has not passed."""

from datetime import date, timedelta
from random import Random

from intake.cli.demo import invented_answers
from intake.frozen import frozen
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import dates, screen, start, where, you
from intake.questionnaire.dates import on

FORMS = ("es",) * 8 + ("en",) * 7 + ("ar",) * 3 + ("fa-AF",) * 2
"""Languages of forms, as often as they are chosen."""

COUNTRIES = {
    "es": ("VE", "VE", "VE", "CO", "CO", "HN", "GT", "SV", "NI", "EC", "PE", "CU"),
    "ar": ("SD", "SD", "SY", "IQ", "YE", "EG", "MA"),
    "en": ("ET", "ER", "NG", "CM", "GH", "RU", "UA", "IN", "BD", "HT", "CD", "UG"),
    "fa-AF": ("AF",) * 9 + ("IR",),
}
"""Nationalities of those who choose a form in each language: invented shares."""


@frozen
class Person:
    """An invented person: the answers, the language of the form, and the day of receipt."""

    answers: Answers
    language: str
    received: date
    arrived: date
    nationality: str


def people(count: int, *, today: date, seed: int = 46) -> list[Person]:
    """Return invented people who arrived within the year before *today*, on any day of it."""
    chance = Random(seed)
    return [_person(chance, today) for _ in range(count)]


def _person(chance: Random, today: date) -> Person:
    language, received = chance.choice(FORMS), today - timedelta(days=chance.randrange(14))
    arrived = received - timedelta(days=chance.randrange(5, 330))
    country = chance.choice(COUNTRIES[language])
    answers = invented_answers(chance, received).plus(
        {
            start.filling_for.id: "self",
            where.location_kind.id: "in_us",
            where.detained_now.id: "no",
            screen.help_types.id: ("fear_return",),
            dates.asylum_filed.id: "no",
            dates.last_arrival_date.id: on(arrived),
            you.nationality.id: country,
        }
    )
    return Person(
        answers=answers,
        language=language,
        received=received,
        arrived=arrived,
        nationality=country,
    )
