"""Read the catalogues of translations directly from their ``.po`` files.

A comment gives the state of each translation: ``# draft``, ``# second reading`` or
``# reviewed by a person`` (a name and a day may follow). Tools that update a catalogue keep it.

A sentence without a finished translation is shown in English between the characters `ISOLATE` and
`END_ISOLATE`, so that English in a right-to-left page keeps its direction wherever it appears, in
an attribute too. `intake.web.untranslated` replaces them by elements with ``lang="en"`` and a mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import g
from flask_babel import Domain, get_locale

TRANSLATIONS = Path(__file__).parent / "translations"
STEPS = ("draft", "second reading", "reviewed by a person")
REVIEWED = STEPS[-1]
ISOLATE, END_ISOLATE = "\u2066\u2060", "\u2060\u2069"
"""LEFT-TO-RIGHT ISOLATE and POP DIRECTIONAL ISOLATE of the Unicode bidirectional algorithm.

The WORD JOINER beside each tells ours from those that people paste, around a phone number say.
"""


class Catalogue(Translations):
    """The translations of one language, and the sentences that a person has reviewed."""

    def __init__(
        self,
        compiled: BinaryIO | None = None,
        reviewed: frozenset[str] = frozenset(),
        *,
        unreviewed: bool = False,
        missing: int = 0,
        isolates_english: bool = False,
    ) -> None:
        super().__init__(compiled)
        if isolates_english:
            self.add_fallback(_IsolatedEnglish())
        self.reviewed, self.unreviewed, self.missing = reviewed, unreviewed, missing
        self.isolates_english = isolates_english

    def is_draft(self, text: str) -> bool:
        """Return true if the translation of this sentence has not been reviewed."""
        return self.unreviewed and text not in self.reviewed and not self.is_missing(text)

    def is_missing(self, text: str) -> bool:
        """Return true if this sentence is shown in English for want of a translation."""
        return self.isolates_english and text not in self._catalog


class _IsolatedEnglish(NullTranslations):
    """The English sentence between bidi isolates, in place of a missing translation."""

    def gettext(self, message: str) -> str:
        return isolated(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return isolated(msgid1 if n == 1 else msgid2)


def isolated(text: str) -> str:
    """Return English text between `ISOLATE` and `END_ISOLATE`."""
    return f"{ISOLATE}{text}{END_ISOLATE}"


def without_isolates(text: str) -> str:
    """Return *text* without the characters around English sentences."""
    return text.replace(ISOLATE, "").replace(END_ISOLATE, "")


class CatalogueDomain(Domain):
    """Use the catalogue of this request if it has one, else that of the current locale."""

    def get_translations(self) -> Catalogue:
        """Return the catalogue for the reader."""
        of_request: Catalogue | None = g.get("catalogue") if g else None
        return of_request or read_catalogue(str(get_locale()) if g else "en")


@cache
def read_catalogue(locale: str) -> Catalogue:
    """Return the catalogue of a locale such as ``fa_AF``; an empty one if it has no file."""
    file = file_of(locale)
    if not file.is_file():
        return Catalogue(isolates_english=not locale.startswith("en"))
    with file.open("rb") as po_file:
        return compile_catalogue(read_po(po_file, locale=locale))


def read_catalogues(tags: Iterable[str]) -> None:
    """Read the catalogues of these languages, before a server forks.

    A command reads only those in which it writes: each takes 0.1 seconds.
    """
    for tag in tags:
        read_catalogue(tag.replace("-", "_"))


def compile_catalogue(po: Catalog) -> Catalogue:
    """Return the translations of a ``.po`` file in the form in which they are looked up."""
    compiled = BytesIO()
    write_mo(compiled, po)
    compiled.seek(0)
    messages = [message for message in po if message.id]
    translated = [message for message in messages if is_translated(message)]
    reviewed = frozenset(
        first_id(message) for message in translated if step_of(message) == REVIEWED
    )
    return Catalogue(
        compiled,
        reviewed,
        unreviewed=len(reviewed) < len(translated),
        missing=len(messages) - len(translated),
        isolates_english=po.locale_identifier not in (None, "en"),
    )


def is_translated(message: Message) -> bool:
    """Return true if every form of the sentence has a translation that is not marked fuzzy."""
    forms = (message.string,) if isinstance(message.string, str) else message.string
    return all(forms or ("",)) and not message.fuzzy


def file_of(locale: str, folder: Path = TRANSLATIONS) -> Path:
    """Return the path of a locale's catalogue."""
    return folder / locale / "LC_MESSAGES" / "messages.po"


def step_of(message: Message) -> str:
    """Return the state of a translation, one of ``STEPS``; empty if it has none."""
    return next(
        (step for comment in message.user_comments for step in STEPS if comment.startswith(step)),
        "",
    )


def first_id(message: Message) -> str:
    """Return the English sentence, the singular of two forms."""
    return message.id if isinstance(message.id, str) else message.id[0]
