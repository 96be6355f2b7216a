"""Letters in two languages: the recipient's, and English below where nobody checked the other."""

from __future__ import annotations

from collections.abc import Iterator

ENGLISH = "English:"
"""The line between the two texts. It is not translated, because English begins with it."""


def two_languages(text: str, english: str) -> str:
    """Return both texts, the English one below."""
    return f"{text}\n\n{ENGLISH}\n\n{english}"


def halves(text: str) -> tuple[str, str]:
    """Return the text above the line and the English below it, which is empty without a line."""
    above, _, english = f"{text}\n".partition(f"\n{ENGLISH}\n")
    return above.strip(), english.strip()


def tagged_lines(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield each line that is not empty, with the tag of its language."""
    tag = language
    for line in filter(None, map(str.strip, text.splitlines())):
        tag = "en" if line == ENGLISH else tag
        yield line, tag
