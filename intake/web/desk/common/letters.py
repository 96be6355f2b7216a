"""A ready text made for one person: in their language, with their days, and places near them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from flask_babel import gettext

from intake.actions.assessment.assess import assess_answers
from intake.actions.case.open_case import OpenedCase
from intake.cases.models import Case
from intake.messages.wordings import (
    AS_TOLD,
    COURT,
    DAYS,
    NO_DAYS,
    PLACES,
    WORDINGS,
    Wording,
    WordingId,
)
from intake.referrals.place import Place
from intake.referrals.places import places_for, shipped
from intake.triage.assess import ONLY_INFORMS
from intake.triage.deadlines import Deadline
from intake.web.app_context import law, practice, settings, today
from intake.web.filters import long_date, long_date_with_weekday, translated
from intake.web.locale import catalogue_of, speaking
from intake.web.pseudo import PSEUDO
from intake.words import N_

MOST_PLACES = 4
LEFT_TO_RIGHT = "\u2066{}\u2069"
"""A letter is plain text: marks keep a number whole where a page would have an element."""

NO_DAYS_OF_LAW = frozenset({"R02", "R13", "R14", "R15"})
"""Rules that make a case urgent for us; to the person they name no day to keep."""


ANOTHER_LANGUAGE = N_("This holds a ready text of another language. Choose that, or write it anew.")


class NotReviewed(Exception):
    """Nobody has reviewed all that this text would say to this person in that language."""


def is_approved(wording: Wording, tag: str) -> bool:
    """Whether a person has reviewed every sentence of it in this language."""
    if tag in PSEUDO or tag.partition("-")[0] == "en":
        return True
    reviewed = catalogue_of(tag).reviewed
    return all(sentence in reviewed for sentence in wording.sentences)


def is_approved_for(wording: Wording, opened: OpenedCase, tag: str) -> bool:
    """The same with the sentences that this person's days and places bring."""
    if not is_approved(wording, tag) or tag in PSEUDO or tag.partition("-")[0] == "en":
        return is_approved(wording, tag)
    brought = [one.reason.says.text for one in deadlines_of(opened)] if wording.days else []
    brought += [place.says for place in _near(opened)] if wording.places else []
    return set(brought) <= catalogue_of(tag).reviewed


def check_reviewed(ready: WordingId | None, opened: OpenedCase, tag: str) -> None:
    """Pass, or :class:`NotReviewed`: a ready text goes out as the page that offered it would."""
    if ready and not is_approved_for(WORDINGS[ready], opened, tag):
        raise NotReviewed


def is_of_another_language(text: str, tag: str) -> bool:
    """Whether a line of a ready text stands in it as it is said in another language."""
    english = {line for wording in WORDINGS.values() for line in wording.begins}
    own = english if tag == "en" else _said(english, tag) - english
    others = english.union(*(_said(english, other) for other in settings().languages))
    return not (others - own).isdisjoint(line.strip() for line in text.splitlines())


def _said(lines: Iterable[str], tag: str) -> set[str]:
    with speaking(tag):
        return {gettext(line) for line in lines}


def text_of(wording: Wording, opened: OpenedCase, tag: str, *, erased: date | None = None) -> str:
    """The whole text, a line each paragraph. Why a case is declined is in none of it.

    ``erased`` is the day of erasure, where the text comes with closing the case.
    """
    with speaking(tag):
        return "\n\n".join(_paragraphs(wording, opened, erased or opened.case.erase_on))


def _paragraphs(wording: Wording, opened: OpenedCase, erased: date) -> Iterator[str]:
    yield from (gettext(text) for text in wording.begins)
    if wording.days:
        yield from _days(opened)
    if wording.places:
        yield gettext(PLACES)
        yield from (_place(place) for place in _near(opened))
    places = {"day": long_date(erased)}
    yield from (gettext(text, **places) for text in wording.ends)


def _days(opened: OpenedCase) -> Iterator[str]:
    """The deadlines as we count them from what was told: they run whether we help or not."""
    known = [(one.act_by, one.reason.says) for one in deadlines_of(opened) if one.act_by]
    yield gettext(DAYS) if known else gettext(NO_DAYS)
    for day, says in known:
        yield f"• {long_date_with_weekday(day)}. {translated(says)}"
    yield gettext(AS_TOLD)
    court = next(place for place in shipped() if place.id == "court_status")
    yield gettext(COURT, phone=_whole(court.phone), web=_whole(court.web))


def deadlines_of(opened: OpenedCase) -> list[Deadline]:
    """The days to keep: not passed when the request came in, and such that a person can keep."""
    received, unsaid = opened.case.received_on, ONLY_INFORMS | NO_DAYS_OF_LAW
    triage = assess_answers(
        opened.answers, law(), practice=practice(), today=today(), received=received
    ).triage
    found = [one for one in triage.deadlines if not one.passed and one.rule not in unsaid]
    return sorted(found, key=lambda one: (one.act_by is None, one.act_by or received))


def _near(opened: OpenedCase) -> list[Place]:
    """Two to four, the most fitting first; those that everybody may ask fill the list."""
    fit = [one for one in places_for(opened.answers, on=today()) if one.id != "court_status"]
    return fit[:MOST_PLACES]


def _place(place: Place) -> str:
    ways = (place.name, place.phone, place.text_to, place.web)
    return f"• {gettext(place.says)}: {' · '.join(_whole(way) for way in ways if way)}"


def _whole(way: str) -> str:
    """A name, number or address that letters around it that run leftward do not take apart."""
    return LEFT_TO_RIGHT.format(way)


def language_of(case: Case) -> str:
    """The language the person asked in: letters go out in it."""
    return case.language
