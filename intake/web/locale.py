"""Which language, which direction: from the address alone, never from the browser's wishes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, cast

from babel.support import Translations
from flask import Flask, abort, current_app, g, has_request_context
from flask_babel import get_translations

from intake.extensions import babel

TRANSLATIONS = Path(__file__).parents[1] / "translations"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ur", "ckb", "he"})


def speak(app: Flask) -> None:
    """Read the language from ``/<lang>/…``, and write it back into addresses we make."""
    babel.init_app(app, locale_selector=_locale, default_translation_directories="translations")
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.context_processor(lambda: {"lang": language(), "dir": direction(language())})
    cast(Any, app.jinja_env).install_gettext_callables(
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )
    app.context_processor(lambda: {"has_code": g.get("has_code", False)})


def language() -> str:
    """The BCP 47 tag of this request; English where the address has none."""
    tag: str = g.get("lang", "en")
    return tag


def direction(tag: str) -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if tag.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def _locale() -> str:
    return language().replace("-", "_")


def _catalogue() -> Any:
    """The reader's catalogue, bound once a request; a letter's is that of its own reader."""
    if not has_request_context():
        return get_translations()
    if "catalogue" not in g:
        g.catalogue = _read_catalogue(_locale())
    return g.catalogue


@cache
def _read_catalogue(locale: str) -> Any:
    return Translations.load(TRANSLATIONS, [locale], "messages")


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if not values or "lang" not in values:
        return
    g.lang = values.pop("lang")
    if g.lang not in current_app.config["SETTINGS"].languages:
        g.lang = "en"
        abort(404)


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = language()
