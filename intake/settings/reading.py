"""Read one setting at a time from the environment; refuse a malformed one with a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from intake.frozen import frozen

FILE_BYTES = 65_536
"""Limit for the size of a ``NAME_FILE``, larger than any setting."""

UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories refused in a value: control characters, broken UTF-8, line separators."""

BETWEEN_WORDS = re.compile(r"[, \t\r\n]+")
QUOTED_OR_WORD = re.compile(r'"([^"]+)"(?![^, \t\r\n])|([^, \t\r\n]+)')
NO_CONTROL_CHARACTERS = "{} contains a control character or a line break: write it on one line."

SHELL_FOLDER = "VAR must be the path of a folder, without ~ or $: only a shell replaces them."
UNREADABLE_FOLDER = (
    "VAR names a folder that cannot be read. Choose another folder, or run this as its owner."
)


class UnsafeSettings(Exception):
    """Raised if a setting would put people at risk or is not valid; the text is one sentence."""


@frozen
class WholeNumber:
    """A setting that is a whole number; *meaning* completes the sentence of a refusal."""

    default: int
    least: int
    most: int
    meaning: str


class EnvironReader:
    """Reads settings from the environment, where a file ``NAME_FILE`` may replace ``NAME``."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def is_given(self, name: str) -> bool:
        """Return true if the operator set *name*, by itself or as a file."""
        return bool(self._raw(name) or self._raw(f"{name}_FILE"))

    def text(self, name: str, default: str = "", *, longest: int = 4096) -> str:
        """Return the value of *name* without surrounding space, or *default* if it is not set."""
        value = self._value(name)
        if not is_printable(value):
            raise UnsafeSettings(NO_CONTROL_CHARACTERS.format(name))
        if len(value) > longest:
            raise UnsafeSettings(f"{name} is too long: use at most {longest} characters.")
        return value or default

    def words(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the different words of *name*, which commas, spaces or line breaks separate."""
        return self._printable(name, BETWEEN_WORDS.split(self._value(name))) or default

    def quoted_words(self, name: str) -> tuple[str, ...]:
        """Return the words of *name*; in double quotes, one may contain spaces and commas."""
        words = QUOTED_OR_WORD.findall(self._value(name))
        return self._printable(name, (quoted or word for quoted, word in words))

    def number(self, name: str, kind: WholeNumber) -> int:
        """Return the whole number *name*, or the default of its *kind* if it is not set."""
        value = self.text(name, str(kind.default))
        is_whole = value.isascii() and value.isdigit() and len(value) < 10
        if is_whole and kind.least <= int(value) <= kind.most:
            return int(value)
        raise UnsafeSettings(
            f"{name} must be a whole number from {kind.least} to {kind.most}: {kind.meaning}."
        )

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true for yes, true or 1; false for no, false or 0."""
        value = self.text(name, str(default)).lower()
        if value not in {"1", "0", "true", "false", "yes", "no"}:
            raise UnsafeSettings(f"{name} must be yes or no.")
        return value in {"1", "true", "yes"}

    @staticmethod
    def _printable(name: str, words: Iterable[str]) -> tuple[str, ...]:
        different = tuple(dict.fromkeys(filter(None, words)))
        if not all(map(is_printable, different)):
            raise UnsafeSettings(NO_CONTROL_CHARACTERS.format(name))
        return different

    def _value(self, name: str) -> str:
        value, file = self._raw(name), self._raw(f"{name}_FILE")
        if value and file:
            raise UnsafeSettings(f"{name} and {name}_FILE are both set: remove one of them.")
        return _content(file, f"{name}_FILE") if file else value

    def _raw(self, name: str) -> str:
        return self._environ.get(name, "").strip()


def is_printable(text: str) -> bool:
    """Return true if *text* is valid UTF-8 on one line, without control characters."""
    return not any(unicodedata.category(character) in UNPRINTABLE for character in text)


def _content(path: str, name: str) -> str:
    """Return the text of a ``NAME_FILE``, which may be a pipe; the limit guards against devices."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(FILE_BYTES + 1)
        text = content.decode("utf-8-sig").strip()
    except (OSError, ValueError):  # UnicodeDecodeError, or a null byte in the path
        raise UnsafeSettings(f"{name} names a file that cannot be read as UTF-8 text.") from None
    if len(content) > FILE_BYTES or not text:
        raise UnsafeSettings(f"{name} names a file that is empty or too large for a setting.")
    return text
