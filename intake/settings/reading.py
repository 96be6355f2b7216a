"""Read one setting at a time from the environment; refuse a malformed one with a sentence."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

from intake.frozen import frozen, record

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


NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@record
class EnvFile:
    """The content of one file. Of a name given twice, the last value counts."""

    name: str
    values: dict[str, str]
    repeated: tuple[str, ...]
    bad_lines: tuple[int, ...]
    """Numbers of the lines that are neither empty, nor a comment, nor ``NAME=value``."""


def read_env_file(path: Path, *, interpolate: bool) -> EnvFile:
    """Return what the file gives, nothing if it does not exist.

    With *interpolate*, ``${NAME}`` stands for another value. Raise ``UnsafeSettings`` if the file
    cannot be read.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        text = ""
    except (OSError, UnicodeDecodeError):
        raise UnsafeSettings(
            f"Cannot read {path.name}. Save it as UTF-8 text that this user may read."
        ) from None
    bindings = list(parse_stream(StringIO(text)))
    counts = Counter(binding.key for binding in bindings if binding.key)
    bad_lines = tuple(map(_line_of, filter(_is_bad, bindings)))
    readable = "".join(binding.original.string for binding in bindings if not binding.error)
    values = dotenv_values(stream=StringIO(readable), interpolate=interpolate)
    return EnvFile(
        name=path.name,
        values={name: value or "" for name, value in values.items()},
        repeated=tuple(sorted(name for name, count in counts.items() if count > 1)),
        bad_lines=bad_lines,
    )


def refuse_bad_lines(file: EnvFile) -> None:
    """Raise ``UnsafeSettings`` with the number of the first bad line, never with its content."""
    for line in file.bad_lines:
        raise UnsafeSettings(
            f"Line {line} of {file.name} is not NAME=value, so it would be ignored. Correct it,"
            " close its quotes, or put # before it."
        )


def _is_bad(binding: Binding) -> bool:
    is_named = binding.key is not None
    return binding.error or (
        is_named and (binding.value is None or not NAME.fullmatch(binding.key or ""))
    )


def _line_of(binding: Binding) -> int:
    """Return the number of a line, which python-dotenv counts from the empty lines before it."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")


SECRET_LENGTH = 32
"""Characters of a secret: 160 bits and more, if they were drawn from 32 or more at random."""

NOT_RANDOM = re.compile(
    r"^\$\(.*\)$|^`.*`$|/dev/u?random|openssl rand|token_urlsafe"
    r"|(change|replace)[-_ ]?(me|this|it|with)|your[-_ ]?(secret|key)|placeholder",
    re.IGNORECASE,
)
"""A command in place of its output, or the text of an example."""

KEEP_OLD = (
    " If this key was in use, put it into SECRET_KEY_FALLBACKS, or what it encrypted is lost."
)

FINGERPRINT = re.compile(r"[a-z2-7]{4}(-[a-z2-7]{4}){7}")
"""The pin as ``flask keys status`` prints it."""


def strong_secret(name: str, secret: str) -> str:
    """Return *secret* if it is long and varied enough to resist guessing."""
    long_secret(name, secret)
    # A piece of at most half the length may be repeated and make the whole.
    lengths = range(1, len(secret) // 2 + 1)
    repeats = any(secret[length:] == secret[:-length] for length in lengths)
    if NOT_RANDOM.search(secret) or repeats:
        raise UnsafeSettings(
            f"{name} is a command, an example or a repetition, which others can guess. Run"
            " `head -c 32 /dev/urandom | base64` and paste its output, not the command."
            f"{KEEP_OLD if name == 'SECRET_KEY' else ''}"
        )
    return secret


def long_secret(name: str, secret: str) -> str:
    """Return *secret* if it is long; an old one that others can guess must stay replaceable."""
    if len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_LENGTH // 4:
        raise UnsafeSettings(
            f"{name} is missing or weak. Use at least {SECRET_LENGTH} random characters,"
            " such as the output of `head -c 32 /dev/urandom | base64`."
        )
    return secret


def optional_secret(name: str, secret: str) -> str:
    """Return *secret* if it is empty or strong."""
    return strong_secret(name, secret) if secret else ""


def fingerprint(pin: str) -> str:
    """Return ``RECOVERY_FINGERPRINT`` in lower case if it is empty or has the shape of one."""
    if pin and not FINGERPRINT.fullmatch(pin.lower()):
        raise UnsafeSettings(
            "RECOVERY_FINGERPRINT must be eight groups of four letters and digits joined by"
            " hyphens: copy it from a recovery sheet or from flask keys status."
        )
    return pin.lower()
