"""Letters: a ready text in the language of one applicant, with their deadlines and places near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from flask_babel import gettext

from intake.actions.assessment.assess import assess_answers
from intake.actions.case.open_case import OpenedCase
from intake.messages.wordings import (
    AS_TOLD,
    COURT,
    DAYS,
    NO_DAYS,
    PLACES,
    WHO_SET,
    WORDINGS,
    Wording,
    WordingId,
)
from intake.referrals.place import Place
from intake.referrals.places import fitting
from intake.triage.assess import ONLY_INFORMS
from intake.triage.deadlines import Deadline
from intake.web.app_context import law, practice, referral_places, settings, today
from intake.web.filters import long_date, long_date_with_weekday, translated
from intake.web.locale import catalogue_of, speaking
from intake.web.pseudo import PSEUDO
from intake.words import N_

MOST_PLACES = 4
LEFT_TO_RIGHT = "\u2066{}\u2069"
"""Marks that keep a number whole in a letter, which is plain text and has no elements."""

UNTOLD_RULES = ONLY_INFORMS | {"R02", "R13", "R14", "R15"}
"""Rules that make a case urgent for us, but give the applicant no day to keep."""

ANOTHER_LANGUAGE = N_("This holds a ready text of another language. Choose that, or write it anew.")


class NotReviewed(Exception):
    """Nobody has reviewed in that language all that a letter to this applicant would say."""


def is_approved(wording: Wording, tag: str) -> bool:
    """Return true if a person has reviewed every sentence of *wording* in this language."""
    if _needs_no_review(tag):
        return True
    reviewed = catalogue_of(tag).reviewed
    return all(sentence in reviewed for sentence in wording.sentences)


def is_approved_for(wording: Wording, opened: OpenedCase, tag: str) -> bool:
    """Return true if also the sentences about this applicant's days and places are reviewed."""
    if not is_approved(wording, tag):
        return False
    if _needs_no_review(tag):
        return True
    deadlines = deadlines_of(opened) if wording.days else []
    days = [text for row in deadlines for text in (row.reason.says.text, row.do.text)]
    places = [place.says for place in _places_near(opened)] if wording.places else []
    return {*days, *places} <= catalogue_of(tag).reviewed


def _needs_no_review(tag: str) -> bool:
    return tag in PSEUDO or tag.partition("-")[0] == "en"


def require_reviewed(wording_id: WordingId | None, tag: str, opened: OpenedCase) -> None:
    """Raise :class:`NotReviewed` if this ready text must not go out in this language."""
    if wording_id and not is_approved_for(WORDINGS[wording_id], opened, tag):
        raise NotReviewed


def is_of_another_language(text: str, tag: str) -> bool:
    """Return true if a line of *text* is a line of a ready text in another language."""
    english = {line for wording in WORDINGS.values() for line in wording.begins}
    own = english if tag == "en" else _translations(english, tag) - english
    foreign = english.union(
        *(_translations(english, language) for language in settings().languages)
    )
    return not (foreign - own).isdisjoint(line.strip() for line in text.splitlines())


def _translations(lines: Iterable[str], tag: str) -> set[str]:
    with speaking(tag):
        return {gettext(line) for line in lines}


def letter_text(
    wording: Wording, opened: OpenedCase, tag: str, *, erased: date | None = None
) -> str:
    """Return the whole letter, paragraphs separated by an empty line.

    It never says why a case is declined. *erased* is the day of erasure if the letter comes with
    closing the case.
    """
    with speaking(tag):
        return "\n\n".join(_paragraphs(wording, opened, erased or opened.case.erase_on))


def _paragraphs(wording: Wording, opened: OpenedCase, erased: date) -> Iterator[str]:
    yield from (gettext(text) for text in wording.begins)
    if wording.days:
        yield from _day_paragraphs(opened)
    if wording.places:
        yield gettext(PLACES)
        yield from (_place_line(place) for place in _places_near(opened))
    values = {"day": long_date(erased)}
    yield from (gettext(text, **values) for text in wording.ends)


def _day_paragraphs(opened: OpenedCase) -> Iterator[str]:
    """Yield the deadlines as counted from the answers. They run whether we help or not."""
    deadlines = deadlines_of(opened)
    yield gettext(DAYS) if deadlines else gettext(NO_DAYS)
    for deadline in deadlines:
        yield f"• {' '.join(_deadline_parts(deadline))}"
    yield gettext(AS_TOLD)
    court = next(place for place in referral_places() if place.id == "court_status")
    yield gettext(COURT, phone=_isolated(court.phone), web=_isolated(court.web))


def _deadline_parts(deadline: Deadline) -> Iterator[str]:
    """Yield the day, the statement, what to do, and who set the day.

    A day that has passed, or that this desk set, is named by the statement alone: neither is a day
    to keep.
    """
    is_open = deadline.act_by is not None and not deadline.passed and deadline.is_binding
    if is_open and deadline.act_by:
        yield f"{long_date_with_weekday(deadline.act_by)}."
    yield translated(deadline.reason.says)
    yield translated(deadline.do)
    if is_open and deadline.set_by in WHO_SET:
        yield gettext(WHO_SET[deadline.set_by])


def deadlines_of(opened: OpenedCase) -> list[Deadline]:
    """Return the deadlines to tell the applicant, those that have passed by today last.

    The letter is written today, so what has passed is judged today too.
    """
    day = today()
    triage = assess_answers(
        opened.answers, law(), practice=practice(), today=day, received=day
    ).triage
    deadlines = [row for row in triage.deadlines if row.rule not in UNTOLD_RULES]
    return sorted(deadlines, key=lambda row: (row.passed, row.act_by is None, row.act_by or day))


def _places_near(opened: OpenedCase) -> list[Place]:
    """Return two to four places, best match first; places for everyone fill the list."""
    places = fitting(referral_places(), opened.answers, on=today())
    return [place for place in places if place.id != "court_status"][:MOST_PLACES]


def _place_line(place: Place) -> str:
    contacts = (place.name, place.phone, place.text_to, place.web)
    return f"• {gettext(place.says)}: {' · '.join(map(_isolated, filter(None, contacts)))}"


def _isolated(text: str) -> str:
    """Return a name, number or address that text from right to left does not take apart."""
    return LEFT_TO_RIGHT.format(text)
