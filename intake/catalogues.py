"""Read the catalogues of translations from their ``.po`` files.

Reading takes 0.1 seconds for each language. :func:`store_compiled`, which an installation runs,
puts the result into ``__pycache__`` beside each file, as Python does with its modules; it is used
as long as the file is unchanged.

A comment gives the state of each translation: ``# draft``, or ``# second reading`` or
``# reviewed by a person`` with the fingerprint of the English that the reader had before them:
``# reviewed by a person (English b58eb52c), Ana, 2026-11-24``. Once the English is another, the
translation is a draft, whatever its comment says. ``make strings`` adds the fingerprint.

A sentence without a finished translation is shown in English between the characters `ISOLATE` and
`END_ISOLATE`, so that English in a right-to-left page keeps its direction wherever it appears, in
an attribute too. `intake.web.untranslated` replaces them by elements with ``lang="en"`` and a mark.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from shutil import copymode

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import g
from flask_babel import Babel, Domain, get_locale

from intake.frozen import frozen

TRANSLATIONS = Path(__file__).parent / "translations"
DRAFT, REVIEWED = "draft", "reviewed by a person"
STEPS = (DRAFT, "second reading", REVIEWED)
ISOLATE, END_ISOLATE = "\u2066\u2060", "\u2060\u2069"
"""LEFT-TO-RIGHT ISOLATE and POP DIRECTIONAL ISOLATE of the Unicode bidirectional algorithm.

The WORD JOINER beside each tells ours from those that people paste, around a phone number say.
"""


@frozen
class Compiled:
    """A ``.po`` file in the form in which sentences are looked up.

    ``mo`` is a binary catalogue in base64. ``reviewed`` are the sentences whose translation a
    person has reviewed; ``unreviewed`` tells that there are others, and ``missing`` how many have
    none.
    """

    mo: str = ""
    reviewed: tuple[str, ...] = ()
    unreviewed: bool = False
    missing: int = 0
    isolates_english: bool = False


class Catalogue(Translations):
    """The translations of one language, and the sentences that a person has reviewed."""

    def __init__(self, compiled: Compiled) -> None:
        super().__init__(BytesIO(b64decode(compiled.mo)) if compiled.mo else None)
        if compiled.isolates_english:
            self.add_fallback(_IsolatedEnglish())
        self.reviewed = frozenset(compiled.reviewed)
        self.unreviewed, self.missing = compiled.unreviewed, compiled.missing
        self.isolates_english = compiled.isolates_english

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


babel = Babel()
babel.domain_instance = CatalogueDomain()


@cache
def read_catalogue(locale: str) -> Catalogue:
    """Return the catalogue of a locale such as ``fa_AF``; an empty one if it has no file."""
    file = file_of(locale)
    if not file.is_file():
        return Catalogue(Compiled(isolates_english=not locale.startswith("en")))
    source = file.read_bytes()
    return Catalogue(_stored(file, source) or _compiled(source, locale))


def read_catalogues(tags: Iterable[str]) -> None:
    """Read the catalogues of these languages, before a server forks.

    A command reads only those in which it writes.
    """
    for tag in tags:
        read_catalogue(tag.replace("-", "_"))


def store_compiled(locale: str) -> Path:
    """Write the compiled catalogue of a locale, with the permissions of its source.

    Return its path. Raise `OSError` if the folder of the catalogue cannot be written.
    """
    file = file_of(locale)
    source = file.read_bytes()
    row = {"source": _digest(source), **asdict(_compiled(source, locale))}
    stored = _stored_file(file)
    stored.parent.mkdir(exist_ok=True)
    part = stored.with_suffix(".part")
    part.write_text(json.dumps(row), "utf-8")
    copymode(file, part)
    copymode(file.parent, stored.parent)
    return part.replace(stored)


def compile_catalogue(po: Catalog) -> Catalogue:
    """Return the translations of a ``.po`` file in the form in which they are looked up."""
    return Catalogue(_compile(po))


def _stored(file: Path, source: bytes) -> Compiled | None:
    """Return what was stored for exactly this source, if anything was."""
    stored = _stored_file(file)
    if not stored.is_file():
        return None
    row = json.loads(stored.read_text("utf-8"))
    return Compiled(**row) if row.pop("source") == _digest(source) else None


def _stored_file(file: Path) -> Path:
    return file.parent / "__pycache__" / f"{file.stem}.json"


def _digest(source: bytes) -> str:
    """Return the SHA-256 of a ``.po`` file and of this module, which decides the format."""
    return sha256(Path(__file__).read_bytes() + source).hexdigest()


def _compiled(source: bytes, locale: str) -> Compiled:
    return _compile(read_po(BytesIO(source), locale=locale))


def _compile(po: Catalog) -> Compiled:
    mo = BytesIO()
    write_mo(mo, po)
    messages = [message for message in po if message.id]
    translated = [message for message in messages if is_translated(message)]
    reviewed = {first_id(message) for message in translated if step_of(message) == REVIEWED}
    return Compiled(
        mo=b64encode(mo.getvalue()).decode("ascii"),
        reviewed=tuple(sorted(reviewed)),
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
    """Return the state of a translation, one of ``STEPS``; empty if it has none.

    A translation that was read against other English than that of *message* is a draft.
    """
    states = (comment for comment in message.user_comments if comment.startswith(STEPS))
    if not (state := next(states, "")):
        return ""
    return next((step for step in STEPS if state.startswith(mark_of(step, message))), DRAFT)


def mark_of(step: str, message: Message) -> str:
    """Return the comment for a translation read against the English of *message*."""
    english = message.id if isinstance(message.id, str) else "\n".join(message.id)
    return f"{step} (English {sha256(english.encode()).hexdigest()[:8]})"


def first_id(message: Message) -> str:
    """Return the English sentence, the singular of two forms."""
    return message.id if isinstance(message.id, str) else message.id[0]
