"""The sentences for people in each language, read from what translators wrote; nothing is compiled.

A translation says in a comment how far it has come: ``# draft``, ``# second reading`` or
``# reviewed by a person`` (a name and a day may follow). Tools that update a catalogue keep it.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import g
from flask_babel import Domain, get_locale

TRANSLATIONS = Path(__file__).parent / "translations"
STEPS = ("draft", "second reading", "reviewed by a person")
REVIEWED = STEPS[-1]


class Catalogue(Translations):
    """The sentences of one language, and which of them a person has reviewed."""

    def __init__(
        self,
        compiled: BinaryIO | None = None,
        reviewed: frozenset[str] = frozenset(),
        *,
        unreviewed: bool = False,
        missing: int = 0,
    ) -> None:
        super().__init__(compiled)
        self.reviewed, self.unreviewed, self.missing = reviewed, unreviewed, missing

    def is_draft(self, text: str) -> bool:
        """Whether this sentence is shown in words that nobody has reviewed."""
        return self.unreviewed and text not in self.reviewed


class AsWritten(Domain):
    """Hands out the catalogue bound to this request; else that of the language asked for."""

    def get_translations(self) -> Catalogue:
        """The sentences in the reader's language."""
        bound: Catalogue | None = g.get("catalogue") if g else None
        return bound or read_catalogue(str(get_locale()) if g else "en")


@cache
def read_catalogue(locale: str) -> Catalogue:
    """The catalogue of a locale such as ``fa_AF``; an empty one where there is none."""
    file = file_of(locale)
    if not file.is_file():
        return Catalogue()
    with file.open("rb") as written:
        return bound(read_po(written, locale=locale))


def bound(written: Catalog) -> Catalogue:
    """What translators wrote, ready to be read by applicants."""
    compiled = BytesIO()
    write_mo(compiled, written)
    compiled.seek(0)
    every = [message for message in written if message.id]
    said = [message for message in every if is_said(message)]
    reviewed = frozenset(first_id(one) for one in said if step_of(one) == REVIEWED)
    return Catalogue(
        compiled,
        reviewed,
        unreviewed=len(reviewed) < len(said),
        missing=len(every) - len(said),
    )


def is_said(message: Message) -> bool:
    """Whether every form of this sentence has words, and no tool has only guessed them."""
    forms = (message.string,) if isinstance(message.string, str) else message.string
    return all(forms or ("",)) and not message.fuzzy


def file_of(locale: str, folder: Path = TRANSLATIONS) -> Path:
    """Where the catalogue of a locale is kept."""
    return folder / locale / "LC_MESSAGES" / "messages.po"


def step_of(message: Message) -> str:
    """How far this translation has come; empty where it does not say."""
    return next(
        (step for comment in message.user_comments for step in STEPS if comment.startswith(step)),
        "",
    )


def first_id(message: Message) -> str:
    """The English sentence; the one for a single thing where there are two."""
    return message.id if isinstance(message.id, str) else message.id[0]
