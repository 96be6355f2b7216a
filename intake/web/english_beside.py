"""Sentences with the English original beside them until a person has reviewed the translation.

These are sentences about safety, consent, deadlines and promises, which nobody may misread.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Flask, g
from flask_babel import get_translations
from markupsafe import Markup, escape

from intake import promises
from intake.catalogues import Catalogue, isolated
from intake.web.filters import days_text, long_date_with_weekday, translated
from intake.words import Sentence

BESIDE = Markup('{} <small lang="en" dir="ltr">{}</small>')


def set_up(app: Flask) -> None:
    """Give templates marked and core sentences with their English, and the promised days."""
    app.jinja_env.globals["promises"] = promises
    app.jinja_env.globals["with_english"] = with_english
    app.jinja_env.globals["folding_english"] = folding_english
    app.jinja_env.globals["folded_english"] = folded_english
    app.jinja_env.filters["sentence_with_english"] = sentence_with_english


def with_english(text: str, **values: Any) -> Markup:
    """Return a marked sentence in the reader's language. Days have their weekday."""
    translation, english = _in_both(text, values)
    return translation if english is None else _beside(translation, english)


def folding_english(text: str, **values: Any) -> Markup:
    """Return a marked sentence in the reader's language; keep its English for `folded_english`.

    For a page that English beside every sentence would make three times as long.
    """
    translation, english = _in_both(text, values)
    if english is not None:
        g.setdefault("folded_english", []).append(english)
    return translation


def folded_english() -> list[Markup]:
    """Return the English of the sentences of this page that are not reviewed."""
    sentences: list[Markup] = g.pop("folded_english", [])
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


def _in_both(text: str, values: Mapping[str, Any]) -> tuple[Markup, Markup | None]:
    """Return a sentence in the reader's language, and its English if that stands beside it."""
    catalogue: Catalogue = get_translations()
    english_texts = {name: _english_text(value) for name, value in values.items()}
    if catalogue.is_missing(text):
        return escape(isolated(text)) % english_texts, None
    texts = {name: _value_text(value) for name, value in values.items()}
    translation = escape(catalogue.ugettext(text)) % texts
    return translation, escape(text) % english_texts if catalogue.is_draft(text) else None


def _beside(translation: Markup, english: Markup) -> Markup:
    """Return both, or one if they are equal, as a name is."""
    return translation if translation == english else BESIDE.format(translation, english)


def _value_text(value: Any) -> Any:
    if isinstance(value, timedelta):
        return days_text(value)
    return long_date_with_weekday(value) if isinstance(value, date) else value


def _english_text(value: Any) -> Any:
    if isinstance(value, timedelta):
        return f"{value.days} day{'' if value.days == 1 else 's'}"
    return f"{value:%A} {value.day} {value:%B %Y}" if isinstance(value, date) else value
