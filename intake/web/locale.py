"""Language and direction of a page, from its address alone and never from browser settings."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from babel.messages.pofile import read_po
from flask import Flask, abort, current_app, g, request
from flask_babel import force_locale, get_translations
from jinja2 import pass_context
from jinja2.filters import do_mark_safe
from jinja2.runtime import Context

from intake.catalogues import TRANSLATIONS, Catalogue, Compiled, babel, first_id, read_catalogue
from intake.frozen import record
from intake.questionnaire.languages import LANGUAGES
from intake.settings import Settings, UnsafeSettings
from intake.web import app_context
from intake.web.app_context import Values

PLACE = re.compile(r"(%\(\w+\)s|%%|<[^>]+>)")
RIGHT_TO_LEFT_OVERRIDE, POP = "\u202e", "\u202c"
ACCENTED = str.maketrans(
    "AaBbCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz", "ÅåƁƀÇçÐðÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž"
)
FILLING = "one two three four five six seven eight nine ten "


@record
class PseudoLanguage:
    """A pseudo-language: its name, the locale of its days and numbers, and its translation."""

    autonym: str
    locale: str
    says: Callable[[str], str]


class PseudoCatalogue(Catalogue):
    """A catalogue that translates every sentence, but leaves placeholders and tags alone."""

    def __init__(self, says: Callable[[str], str]) -> None:
        super().__init__(Compiled())
        self.says = cache(says)

    def ugettext(self, message: str) -> str:
        """Return one sentence."""
        return self.says(message)

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        """Return one sentence about a number of things."""
        return self.says(singular if num == 1 else plural)


@cache
def pseudo_catalogue(tag: str) -> PseudoCatalogue:
    """Return the catalogue of a pseudo-language."""
    return PseudoCatalogue(PSEUDO[tag].says)


def _accented(text: str) -> str:
    words = _outside_places(text, lambda piece: piece.translate(ACCENTED))
    more = len(PLACE.sub("", text)) * 2 // 5
    filling = (FILLING * (more // len(FILLING) + 1))[:more].strip()
    return f"[{words} {filling}]" if filling else f"[{words}]"


def _turned(text: str) -> str:
    return _outside_places(
        text, lambda piece: f"{RIGHT_TO_LEFT_OVERRIDE}{piece}{POP}" if piece.strip() else piece
    )


def _long(text: str) -> str:
    unbroken = _outside_places(text, lambda piece: piece.replace(" ", "_"))
    return unbroken + "x" * len(PLACE.sub("", text))


def _keyed(text: str) -> str:
    return f"⟦{text}⟧" if text in _known() else text


def _outside_places(text: str, change: Callable[[str], str]) -> str:
    pieces = PLACE.split(text)
    return "".join(piece if index % 2 else change(piece) for index, piece in enumerate(pieces))


@cache
def _known() -> frozenset[str]:
    """Return every sentence in the template for translators."""
    with (TRANSLATIONS / "messages.pot").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    plurals = {message.id[1] for message in messages if not isinstance(message.id, str)}
    return frozenset({first_id(message) for message in messages} | plurals)


PSEUDO: Mapping[str, PseudoLanguage] = {
    "en-XA": PseudoLanguage("[Éñĝļîšĥ]", "en", _accented),
    "ar-XB": PseudoLanguage(f"{RIGHT_TO_LEFT_OVERRIDE}Bidi{POP}", "ar", _turned),
    "xx-LONG": PseudoLanguage("Long", "en", _long),
    "xx-KEY": PseudoLanguage("Keys", "en", _keyed),
}


AUTONYMS: Mapping[str, str] = {spoken.tag: spoken.autonym for spoken in LANGUAGES} | {
    tag: pseudo.autonym for tag, pseudo in PSEUDO.items()
}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ur", "ckb", "haz", "he", "ug"})


def set_up(app: Flask) -> None:
    """Read the language from ``/<lang>/…``, and put it into the addresses that we make.

    Raise ``UnsafeSettings`` if ``LANGUAGES`` names a language that is not offered.
    """
    settings: Settings = app.config["SETTINGS"]
    for tag in settings.languages:
        if tag not in AUTONYMS or (tag in PSEUDO and not settings.loopback):
            raise UnsafeSettings(
                f"LANGUAGES names {tag!r}, which no language of our list has as its tag: use tags"
                " such as en,es,ar,fa-AF."
            )
    babel.init_app(app, locale_selector=_locale, default_translation_directories="translations")
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.context_processor(
        lambda: {
            "lang": language(),
            "dir": direction(language()),
            # for browsers and screen readers; they take pseudo-languages for English
            "html_lang": "en" if language().startswith("xx-") else language(),
            "switch": other_languages,
            "place": place,
            "unreviewed": _catalogue().unreviewed,
            "has_code": g.get("has_code", False),
        }
    )
    cast(Any, app.jinja_env).install_gettext_callables(
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda singular, plural, count: _catalogue().ungettext(singular, plural, count),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = _sentence


def language() -> str:
    """Return the BCP 47 tag of this request; ``en`` if its address has no language."""
    tag: str = g.get("lang", "en")
    return tag


def other_languages(here: str = "") -> list[tuple[str, str, str, str]]:
    """Return tag, autonym, direction and address of this page in each other language.

    *here* is the address of the page if it is not that of the request.
    """
    rest = place(here)
    return [
        (tag, AUTONYMS[tag], direction(tag), f"/{tag}/{rest}")
        for tag in app_context.settings().languages
        if tag != language()
    ]


def place(here: str = "") -> str:
    """Return the address of the page without the language in front."""
    return (here or request.path).removeprefix(f"/{language()}/")


def direction(tag: str) -> str:
    """Return ``rtl`` or ``ltr``."""
    return "rtl" if tag.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


@cache
def catalogue_of(tag: str) -> Catalogue:
    """Return the catalogue of a language."""
    return pseudo_catalogue(tag) if tag in PSEUDO else read_catalogue(tag.replace("-", "_"))


def _locale() -> str:
    tag = language()
    return PSEUDO[tag].locale if tag in PSEUDO else tag.replace("-", "_")


def _catalogue() -> Any:
    """Return the catalogue of this request, or of the recipient while a letter is written."""
    return g.get("catalogue") or get_translations()


@pass_context
def _sentence(context: Context, text: str, /, **values: Any) -> str:
    """Return a sentence of a template with its values, as Jinja's own ``_`` in a third of its time.

    A case page has a hundred and fifty. A percent sign in a text is written twice.
    """
    translated: str = _catalogue().ugettext(text)
    if context.eval_ctx.autoescape:
        translated = do_mark_safe(translated)  # it is of our catalogues
    return translated % values if values or "%" in translated else translated


def _take_language(_endpoint: str | None, values: Values | None) -> None:
    """Take the language from the address, or from its beginning if no view has this address."""
    offered = app_context.settings().languages
    named = (values or {}).pop("lang", None)
    tag = named or request.path.split("/")[1]
    g.lang = tag if tag in offered else "en"
    g.catalogue = catalogue_of(g.lang)
    if named and tag not in offered:
        abort(404)


def _give_language(endpoint: str, values: Values) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = language()


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Use another language for words, days and numbers in the block."""
    before = g.get("lang"), g.get("catalogue")
    g.lang, g.catalogue = tag, catalogue_of(tag)
    try:
        with force_locale(_locale()):
            yield
    finally:
        g.lang, g.catalogue = before
