"""What nobody may misread has the English beside it, until a person reviewed the translation.

That is safety, consent, deadlines and promises.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from flask_babel import get_translations
from markupsafe import Markup, escape

from intake.catalogues import Catalogue
from intake.web.filters import long_date_with_weekday, translated
from intake.words import Sentence

BESIDE = Markup('{} <small lang="en" dir="ltr">{}</small>')


def set_up(app: Flask) -> None:
    """Give the templates ``with_english``, for marked sentences and for those of the core."""
    app.jinja_env.globals["with_english"] = with_english
    app.jinja_env.filters["sentence_with_english"] = sentence_with_english


def with_english(text: str, **values: Any) -> Markup:
    """A marked sentence in the reader's language; days are told with their weekday."""
    catalogue: Catalogue = get_translations()
    told = {name: _told(value) for name, value in values.items()}
    said = escape(catalogue.ugettext(text)) % told
    if not catalogue.is_draft(text):
        return said
    in_english = {name: _told_in_english(value) for name, value in values.items()}
    return _beside(said, escape(text) % in_english)


def sentence_with_english(sentence: Sentence) -> Markup:
    """A sentence of the core in the reader's language."""
    catalogue: Catalogue = get_translations()
    said = escape(translated(sentence))
    if not catalogue.is_draft(sentence.text):
        return said
    return _beside(said, escape(sentence.in_english()))


def _beside(said: Markup, in_english: Markup) -> Markup:
    """Both; what is the same in both, such as a name, is said once."""
    return said if said == in_english else BESIDE.format(said, in_english)


def _told(value: Any) -> Any:
    return long_date_with_weekday(value) if isinstance(value, date) else value


def _told_in_english(value: Any) -> Any:
    return f"{value:%A} {value.day} {value:%B %Y}" if isinstance(value, date) else value
