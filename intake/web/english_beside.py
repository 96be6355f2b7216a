"""Sentences with the English original beside them until a person has reviewed the translation.

These are sentences about safety, consent, deadlines and promises, which nobody may misread.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask, g
from flask_babel import get_translations
from markupsafe import Markup, escape

from intake.catalogues import Catalogue, isolated
from intake.web.filters import long_date_with_weekday, translated
from intake.words import Sentence

BESIDE = Markup('{} <small lang="en" dir="ltr">{}</small>')


def set_up(app: Flask) -> None:
    """Give templates ``with_english`` for marked sentences and a filter for core sentences."""
    app.jinja_env.globals["with_english"] = with_english
    app.jinja_env.globals["folding_english"] = folding_english
    app.jinja_env.globals["folded_english"] = folded_english
    app.jinja_env.filters["sentence_with_english"] = sentence_with_english


def with_english(text: str, **values: Any) -> Markup:
    """Return a marked sentence in the reader's language. Days have their weekday."""
    catalogue: Catalogue = get_translations()
    english_texts = {name: _english_text(value) for name, value in values.items()}
    if catalogue.is_missing(text):
        return escape(isolated(text)) % english_texts
    texts = {name: _value_text(value) for name, value in values.items()}
    translation = escape(catalogue.ugettext(text)) % texts
    if not catalogue.is_draft(text):
        return translation
    return _beside(translation, escape(text) % english_texts)


def folding_english(text: str) -> Markup:
    """Return a marked sentence in the reader's language; keep its English for `folded_english`.

    For a page that English beside every sentence would make three times as long.
    """
    catalogue: Catalogue = get_translations()
    if catalogue.is_missing(text):
        return escape(isolated(text))
    if catalogue.is_draft(text):
        g.setdefault("folded_english", []).append(text)
    return escape(catalogue.ugettext(text))


def folded_english() -> list[str]:
    """Return the English of the sentences of this page that are not reviewed."""
    sentences: list[str] = g.pop("folded_english", [])
    return sentences


def sentence_with_english(sentence: Sentence) -> Markup:
    """Return a core sentence in the reader's language."""
    catalogue: Catalogue = get_translations()
    if catalogue.is_missing(sentence.text):
        return escape(isolated(sentence.in_english()))
    translation = escape(translated(sentence))
    if not catalogue.is_draft(sentence.text):
        return translation
    return _beside(translation, escape(sentence.in_english()))


def _beside(translation: Markup, english: Markup) -> Markup:
    """Return both, or one if they are equal, as a name is."""
    return translation if translation == english else BESIDE.format(translation, english)


def _value_text(value: Any) -> Any:
    return long_date_with_weekday(value) if isinstance(value, date) else value


def _english_text(value: Any) -> Any:
    return f"{value:%A} {value.day} {value:%B %Y}" if isinstance(value, date) else value
