"""Countries and languages typed by their English names, with suggestions, and read as codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from werkzeug.datastructures import MultiDict

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.languages import LANGUAGES, OTHER_LANGUAGE
from intake.questionnaire.questions import Country, Language, Languages, Question
from intake.web.filters import translated
from intake.web.questions.choices import country_options
from intake.words import N_, Sentence

BOXES = 3
"""Boxes for the languages that a person speaks."""

ANOTHER = N_("Another language")


def language_names() -> dict[str, str]:
    """Return tag and English name of each language of the list; "other" comes last."""
    names = {spoken.tag: spoken.english for spoken in LANGUAGES}
    return names | {OTHER_LANGUAGE: translated(Sentence(ANOTHER))}


def country_names() -> dict[str, str]:
    """Return code and English name of each country."""
    return {code: name for code, name, _hint in country_options()}


def names_for(question: Question) -> Mapping[str, str]:
    """Return code and name of what may be typed for a question; empty for other kinds."""
    if isinstance(question, Country):
        return country_names()
    return language_names() if isinstance(question, Language | Languages) else {}


def with_codes(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return the fields with a code in place of each name that is known; others stay as typed."""
    coded = MultiDict(posted)
    for id_ in _suggesting() & coded.keys():
        known = names_for(ASYLUM.questions[id_])
        coded.setlist(id_, [code_in(text, known) for text in coded.getlist(id_) if text.strip()])
    return coded


def code_in(text: str, names: Mapping[str, str]) -> str:
    """Return the code that is meant by *text*, a code or a name; the text itself if none is."""
    folded = text.strip().casefold()
    codes = (code for code, name in names.items() if folded in (code.casefold(), name.casefold()))
    return next(codes, text.strip())


def suggest_names(fields: Any) -> None:
    """Turn fields of countries and languages into text fields that suggest names."""
    for field in fields:
        if names := names_for(field.question):
            codes = field.data if isinstance(field.data, tuple) else (field.data or "",)
            typed = [names.get(code, code) for code in codes]
            empty = max(BOXES - len(typed), 0) if field.many else 0
            field.boxes = [*typed, *[""] * empty]
            field.kind = "suggested"
            field.list_id = "countries" if isinstance(field.question, Country) else "languages"


@cache
def _suggesting() -> frozenset[str]:
    kinds = (Country, Language, Languages)
    return frozenset(id_ for id_, asked in ASYLUM.questions.items() if isinstance(asked, kinds))
