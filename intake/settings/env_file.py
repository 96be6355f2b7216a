"""Files with lines ``NAME=value``: ``.env``, and the credentials that systemd hands over."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

from intake.settings.reading import UnsafeSettings

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
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
