"""Letters to the applicant: a ready text in their language, with deadlines and nearby places.

A translation that nobody has checked goes out with the English below it, and says so. So does
one that was made before the English text changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from flask_babel import gettext

from intake.amendments.wordings import Texts, texts_in_force
from intake.catalogues import without_isolates
from intake.messages.bilingual import halves, two_languages
from intake.messages.wording_text import (
    Variable,
    block_in,
    paragraphs,
    telling_lines,
    with_day,
)
from intake.messages.wordings import ENGLISH_BELOW, UNCHECKED, WORDINGS, Wording
from intake.web.app_context import settings
from intake.web.desk.common.letter_parts import (
    LetterSubject,
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
    """Return true if at least a part of *wording* exists in this language."""
    if _is_english(tag) or (wording.id, tag) in texts_in_force():
        return True
    return not all(map(catalogue_of(tag).is_missing, wording.sentences))


def is_checked(
    wording: Wording, about: LetterSubject, tag: str, texts: Texts | None = None
) -> bool:
    """Return true if a person has checked in this language all that the letter would say."""
    texts = texts_in_force() if texts is None else texts
    if _is_english(tag) or not text_is_checked(wording, tag, texts):
        return _is_english(tag)
    parts = sentences_about(about, days=wording.days, places=wording.places)
    return {*wording.added_sentences, *parts} <= catalogue_of(tag).reviewed


def text_is_checked(wording: Wording, tag: str, texts: Texts) -> bool:
    """Return true if a person has checked the ready text in this language, without its parts."""
    if _is_english(tag) or not follows_english(wording, tag, texts):
        return _is_english(tag)
    written = texts.get((wording.id, tag))
    own = catalogue_of(tag).reviewed.issuperset(wording.own_sentences)
    return written.proofread if written else own


def follows_english(wording: Wording, tag: str, texts: Texts) -> bool:
    """Return true unless the English text was changed after the one in this language was made."""
    english, written = texts.get((wording.id, "en")), texts.get((wording.id, tag))
    return (english.change_id if english else "") == (written.english_id if written else "")


def is_of_another_language(text: str, tag: str) -> bool:
    """Return true if a line of *text* is a line of a ready text in another language.

    The half below the English line, if there is one, must be English.
    """
    above, below = halves(text)
    return _is_foreign(above, tag) or (bool(below) and _is_foreign(below, "en"))


def letter_text(
    wording: Wording,
    about: LetterSubject,
    tag: str,
    *,
    erased: date | None = None,
    texts: Texts | None = None,
) -> str:
    """Return the whole letter, paragraphs separated by an empty line.

    It never says why a case is declined. *erased* is the day of erasure if the letter comes with
    closing the case. A text that always goes out in two languages, and one that nobody has checked
    in this language, has the English below. *texts* are tried in place of those in force.
    """
    day, texts = erased or about.case.erase_on, texts_in_force() if texts is None else texts
    english = _text(wording, about, "en", day, texts)
    if tag == "en" or not ((wording.id, tag) in texts or has_template(wording, tag)):
        return english
    text = _text(wording, about, tag, day, texts)
    if _is_english(tag):
        return text
    if not is_checked(wording, about, tag, texts):
        return two_languages(f"{_says(UNCHECKED, tag)}\n\n{text}", english)
    return (
        two_languages(f"{_says(ENGLISH_BELOW, tag)}\n\n{text}", english) if wording.days else text
    )


def ready_text(wording: Wording, tag: str, texts: Texts) -> str:
    """Return the text in this language with its variables, as members edit it."""
    written = texts.get((wording.id, tag))
    return written.text if written else shipped_text(wording, tag)


def shipped_text(wording: Wording, tag: str) -> str:
    """Return the text of the release in this language with its variables."""
    with speaking(tag):
        return without_isolates("\n\n".join(_shipped_paragraphs(wording)))


def _shipped_paragraphs(wording: Wording) -> Iterator[str]:
    yield from map(gettext, wording.begins)
    if wording.days:
        yield Variable.DEADLINES.marked
    if wording.places:
        yield Variable.CONTACTS.marked
    for text in wording.ends:
        yield gettext(text, day=Variable.DELETION_DAY.marked)


def _text(wording: Wording, about: LetterSubject, tag: str, erased: date, texts: Texts) -> str:
    text = ready_text(wording, tag, texts)
    with speaking(tag):
        return without_isolates("\n\n".join(_paragraphs(text, about, erased)))


def _says(sentence: str, tag: str) -> str:
    with speaking(tag):
        return without_isolates(gettext(sentence))


def _paragraphs(text: str, about: LetterSubject, erased: date) -> Iterator[str]:
    day = long_date(erased)
    for paragraph in paragraphs(text):
        block = block_in(paragraph)
        if block is Variable.DEADLINES:
            yield from deadline_paragraphs(about)
        elif block is Variable.CONTACTS:
            yield from place_paragraphs(about)
        else:
            yield with_day(paragraph, day)


def _is_foreign(text: str, tag: str) -> bool:
    english = {line for wording in WORDINGS.values() for line in wording.begins}
    written = _written_lines()
    own = english if tag == "en" else _translations(english, tag) - english
    foreign = english.union(
        *(_translations(english, language) for language in settings().languages),
        *written.values(),
    )
    lines = {line.strip() for line in text.splitlines()}
    return not (foreign - own - written.get(tag, set())).isdisjoint(lines)


def _written_lines() -> dict[str, set[str]]:
    """Return the lines of texts that members wrote, by language."""
    lines: dict[str, set[str]] = {}
    for (_, language), written in texts_in_force().items():
        lines.setdefault(language, set()).update(telling_lines(written.text))
    return lines


def _translations(lines: Iterable[str], tag: str) -> set[str]:
    with speaking(tag):
        return {without_isolates(gettext(line)) for line in lines}


def _is_english(tag: str) -> bool:
    return tag in PSEUDO or tag.partition("-")[0] == "en"
