"""The parts of a letter about one applicant: their deadlines, and other places that may help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from intake.actions.case.open_case import OpenedCase
from intake.messages.wordings import (
    AS_TOLD,
    ASK_INSIDE,
    COURT,
    COURT_ASK,
    DAYS,
    NO_DAYS,
    NO_PLACES,
    PLACES,
    WHO_SET,
)
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.dates import court_case
from intake.questionnaire.asylum.safety import fear_reasons
from intake.questionnaire.asylum.where import location_kind
from intake.referrals.needs import needs_of
from intake.referrals.place import Kind, Need, Place
from intake.referrals.places import fitting
from intake.triage.deadlines import Deadline
from intake.triage.plan import last_safe_day
from intake.triage.rules import BY_NUMBER
from intake.web.after_sending.deadlines_today import deadlines_today
from intake.web.app_context import referral_places, today
from intake.web.filters import long_date, long_date_with_weekday, translated
from intake.web.referral_places import COSTS

MOST_PLACES, MOST_SAFETY = 4, 2
"""Places in a letter, and how many of them may be for safety, so that legal help is among them."""

OFFICES = frozenset({"court_status", "detainee_locator", "uscis"})
"""Places that tell where a case or a person is, and do not help with it."""

LEFT_TO_RIGHT = "\u2066{}\u2069"
"""Marks that keep a number whole in a letter, which is plain text and has no elements."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InventedDays:
    """The days of an invented case that letters name."""

    received_on: date
    erase_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class InventedCase:
    """An invented case, to show a letter with."""

    answers: Answers
    case: InventedDays


LetterSubject = OpenedCase | InventedCase


def deadline_paragraphs(about: LetterSubject) -> Iterator[str]:
    """Yield the deadlines as counted from the answers. They run whether we help or not."""
    deadlines = deadlines_of(about)
    yield gettext(DAYS) if deadlines else gettext(NO_DAYS)
    for deadline in deadlines:
        yield f"• {' '.join(_deadline_parts(deadline))}"
    yield gettext(AS_TOLD, day=long_date(about.case.received_on))
    yield from _court_paragraph(about.answers)


def _court_paragraph(answers: Answers) -> Iterator[str]:
    """Yield how to ask for the court date; nothing to people abroad who have no case there."""
    line = _court_line()
    if answers.code(location_kind) == "outside_us" and answers.code(court_case) != "yes":
        return
    if line is None:
        yield gettext(COURT_ASK)
    else:
        yield gettext(COURT, phone=_isolated(line.phone), web=_isolated(line.web))


def deadlines_of(about: LetterSubject) -> list[Deadline]:
    """Return the deadlines to tell the applicant, those that have passed by today last.

    The letter is written today, so what has passed is judged today too.
    """
    deadlines = deadlines_today(about.answers)
    rows = [row for row in deadlines if BY_NUMBER[row.rule].tells_applicant]
    return sorted(rows, key=lambda row: (row.passed, row.act_by or date.max))


def place_paragraphs(about: LetterSubject) -> Iterator[str]:
    """Yield where else to ask. People in detention can always ask inside."""
    places = places_near(about)
    yield gettext(PLACES) if places else gettext(NO_PLACES)
    yield from map(_place_line, places)
    if Need.DETAINED in needs_of(about.answers, on=today()):
        yield gettext(ASK_INSIDE)


def places_near(about: LetterSubject) -> list[Place]:
    """Return at most four places, best match first, at most two of them for safety.

    Why somebody fears harm plays no part: the place would tell each member who reads the letter.
    """
    answers = about.answers.without({fear_reasons.id})
    fit = fitting(referral_places(), answers, on=today())
    safety = [place for place in fit if place.kinds[0] is Kind.SAFETY][:MOST_SAFETY]
    legal = [p for p in fit if p.kinds[0] is not Kind.SAFETY and p.id not in OFFICES]
    return [*safety, *legal][:MOST_PLACES]


def sentences_about(about: LetterSubject, *, days: bool, places: bool) -> set[str]:
    """Return the message ids of what these parts say about this applicant."""
    deadlines = deadlines_of(about) if days else []
    near = places_near(about) if places else []
    return {
        *(text for row in deadlines for text in (row.reason.says.text, row.do.text)),
        *(place.says for place in near),
        *(COSTS[place.price] for place in near if COSTS[place.price]),
    }


def _deadline_parts(deadline: Deadline) -> Iterator[str]:
    """Yield the day, the statement, what to do, and who set the day.

    A day that has passed, or that this desk set, is named by the statement alone: neither is a day
    to keep.
    """
    day = last_safe_day(deadline)
    if day:
        yield f"{long_date_with_weekday(day)}."
    yield translated(deadline.reason.says)
    yield translated(deadline.do)
    if day:
        yield gettext(WHO_SET[deadline.set_by])


def _court_line() -> Place | None:
    """Return the case line of the courts, if applicants may see it."""
    places = (place for place in referral_places() if place.id == "court_status")
    return next((place for place in places if not place.hidden(today())), None)


def _place_line(place: Place) -> str:
    ways = [getattr(place, key) for key in ("phone", "web", "address") if key in place.ways]
    contacts = " · ".join(map(_isolated, filter(None, (place.name, *ways, place.hours))))
    says = gettext(place.says).rstrip(".")
    return f"• {says}: {' '.join([contacts, *_more(place)])}"


def _more(place: Place) -> Iterator[str]:
    """Yield the ways and the costs that need a sentence."""
    if "text_to" in place.ways:
        yield gettext("Or send a text message to %(number)s.", number=_isolated(place.text_to))
    if "dial" in place.ways:
        yield gettext("On the phone inside, dial %(number)s.", number=_isolated(place.dial))
    if COSTS[place.price]:
        yield gettext(COSTS[place.price])


def _isolated(text: str) -> str:
    """Return a name, number or address that text from right to left does not take apart."""
    return LEFT_TO_RIGHT.format(text)
