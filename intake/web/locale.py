"""Which language, which direction: from the address alone, never from the browser's wishes."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, current_app, g

from intake.extensions import babel

RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ur", "ckb", "he"})


def speak(app: Flask) -> None:
    """Read the language from ``/<lang>/…``, and write it back into addresses we make."""
    babel.init_app(app, locale_selector=_catalogue, default_translation_directories="translations")
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.context_processor(lambda: {"lang": language(), "dir": direction(language())})
    app.context_processor(lambda: {"has_code": g.get("has_code", False)})


def language() -> str:
    """The BCP 47 tag of this request; English where the address has none."""
    tag: str = g.get("lang", "en")
    return tag


def direction(tag: str) -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if tag.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def _catalogue() -> str:
    return language().replace("-", "_")


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
