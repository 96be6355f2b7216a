"""Which language, which direction: from the address alone, never from the browser's wishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from flask import Flask, abort, current_app, g, request
from flask_babel import force_locale, get_translations

from intake.catalogues import Catalogue, read_catalogue
from intake.extensions import babel
from intake.questionnaire.languages import LANGUAGES
from intake.settings import Settings, UnsafeSettings
from intake.web.pseudo import PSEUDO, pseudo_catalogue

AUTONYMS: Mapping[str, str] = {one.tag: one.autonym for one in LANGUAGES} | {
    tag: one.autonym for tag, one in PSEUDO.items()
}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ur", "ckb", "he"})


def set_up(app: Flask) -> None:
    """Read the language from ``/<lang>/…``, and write it back into addresses we make."""
    for tag in _offered(app):
        catalogue_of(tag)
    babel.init_app(app, locale_selector=_locale, default_translation_directories="translations")
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.context_processor(
        lambda: {
            "lang": language(),
            "dir": direction(language()),
            "html_lang": html_lang(),
            "switch": other_languages,
            "place": place,
            "unreviewed": _catalogue().unreviewed,
        }
    )
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


def other_languages(here: str = "") -> list[tuple[str, str, str, str]]:
    """Tag, autonym, direction and address of this page in each other language.

    ``here`` is the page's address where that is not the one that was asked for.
    """
    at = place(here)
    return [
        (tag, AUTONYMS[tag], direction(tag), f"/{tag}/{at}")
        for tag in current_app.config["SETTINGS"].languages
        if tag != language()
    ]


def place(here: str = "") -> str:
    """What the page's address is after its language, so that another language can stand before."""
    return (here or request.path).removeprefix(f"/{language()}/")


def html_lang() -> str:
    """The tag as browsers and screen readers are told it; pseudo-languages are told as English."""
    return "en" if language().startswith("xx-") else language()


def direction(tag: str) -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if tag.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


@cache
def catalogue_of(tag: str) -> Catalogue:
    """The sentences of a language."""
    return pseudo_catalogue(tag) if tag in PSEUDO else read_catalogue(tag.replace("-", "_"))


def _offered(app: Flask) -> tuple[str, ...]:
    settings: Settings = app.config["SETTINGS"]
    for tag in settings.languages:
        if tag not in AUTONYMS or (tag in PSEUDO and not settings.loopback):
            raise UnsafeSettings(
                f"LANGUAGES names {tag!r}, which no language of our list has as its tag: use tags"
                " such as en,es,ar,fa-AF."
            )
    return settings.languages


def _locale() -> str:
    tag = language()
    return PSEUDO[tag].locale if tag in PSEUDO else tag.replace("-", "_")


def _catalogue() -> Any:
    """The reader's catalogue, bound once a request; a letter's is that of its own reader."""
    return g.get("catalogue") or get_translations()


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """From the address; where that leads nowhere, from how it begins."""
    offered = current_app.config["SETTINGS"].languages
    named = (values or {}).pop("lang", None)
    tag = named or request.path.split("/")[1]
    g.lang = tag if tag in offered else "en"
    g.catalogue = catalogue_of(g.lang)
    if named and tag not in offered:
        abort(404)


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = language()


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Words, days and numbers of another reader's language, for as long as the block lasts."""
    before = g.get("lang"), g.get("catalogue")
    g.lang, g.catalogue = tag, catalogue_of(tag)
    try:
        with force_locale(_locale()):
            yield
    finally:
        g.lang, g.catalogue = before
