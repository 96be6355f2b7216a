"""Letters to the applicant: a ready text in their language, with deadlines and nearby places.

A translation that nobody has checked goes out with the English below it, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from flask_babel import gettext

from intake.actions.case.open_case import OpenedCase
from intake.catalogues import without_isolates
from intake.messages.bilingual import halves, two_languages
from intake.messages.wordings import ENGLISH_BELOW, UNCHECKED, WORDINGS, Wording
from intake.web.app_context import settings
from intake.web.desk.common.letter_parts import (
    deadline_paragraphs,
    place_paragraphs,
    sentences_about,
)
from intake.web.filters import long_date
from intake.web.locale import catalogue_of, speaking
from intake.web.pseudo import PSEUDO
from intake.words import N_

ANOTHER_LANGUAGE = N_(
    "This text is a template in another language. Choose that language, or rewrite the text."
)

NO_TEMPLATE = N_("There is no template in that language. Choose English, or write your own words.")


def has_template(wording: Wording, tag: str) -> bool:
    """Return true if at least a part of *wording* is translated into this language."""
    if _is_english(tag):
        return True
    return not all(map(catalogue_of(tag).is_missing, wording.sentences))


def is_checked(wording: Wording, opened: OpenedCase, tag: str) -> bool:
    """Return true if a person has checked in this language all that the letter would say."""
    if _is_english(tag):
        return True
    about = sentences_about(opened, days=wording.days, places=wording.places)
    return {*wording.sentences, *about} <= catalogue_of(tag).reviewed


def is_of_another_language(text: str, tag: str) -> bool:
    """Return true if a line of *text* is a line of a ready text in another language.

    The half below the English line, if there is one, must be English.
    """
    above, below = halves(text)
    return _is_foreign(above, tag) or (bool(below) and _is_foreign(below, "en"))


def letter_text(
    wording: Wording, opened: OpenedCase, tag: str, *, erased: date | None = None
) -> str:
    """Return the whole letter, paragraphs separated by an empty line.

    It never says why a case is declined. *erased* is the day of erasure if the letter comes with
    closing the case. A text that always goes out in two languages, and one that nobody has checked
    in this language, has the English below.
    """
    day = erased or opened.case.erase_on
    english = _text(wording, opened, "en", day)
    if tag == "en" or not has_template(wording, tag):
        return english
    text = _text(wording, opened, tag, day)
    if _is_english(tag):
        return text
    if not is_checked(wording, opened, tag):
        return two_languages(f"{_says(UNCHECKED, tag)}\n\n{text}", english)
    return (
        two_languages(f"{_says(ENGLISH_BELOW, tag)}\n\n{text}", english) if wording.days else text
    )


def _text(wording: Wording, opened: OpenedCase, tag: str, erased: date) -> str:
    with speaking(tag):
        return without_isolates("\n\n".join(_paragraphs(wording, opened, erased)))


def _says(sentence: str, tag: str) -> str:
    with speaking(tag):
        return without_isolates(gettext(sentence))


def _paragraphs(wording: Wording, opened: OpenedCase, erased: date) -> Iterator[str]:
    yield from (gettext(text) for text in wording.begins)
    if wording.days:
        yield from deadline_paragraphs(opened)
    if wording.places:
        yield from place_paragraphs(opened)
    values = {"day": long_date(erased)}
    yield from (gettext(text, **values) for text in wording.ends)


def _is_foreign(text: str, tag: str) -> bool:
    english = {line for wording in WORDINGS.values() for line in wording.begins}
    own = english if tag == "en" else _translations(english, tag) - english
    foreign = english.union(
        *(_translations(english, language) for language in settings().languages)
    )
    return not (foreign - own).isdisjoint(line.strip() for line in text.splitlines())


def _translations(lines: Iterable[str], tag: str) -> set[str]:
    with speaking(tag):
        return {without_isolates(gettext(line)) for line in lines}


def _is_english(tag: str) -> bool:
    return tag in PSEUDO or tag.partition("-")[0] == "en"
