"""How hard an English text is to read, by counting: no word list, so a hint and no verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d[\d,.]*")
SENTENCE = re.compile(r"(?<=[.!?:؟።။।])\s+|\n+")
VOWELS = re.compile(r"[aeiouy]+")

HARDEST = 6
"""The school grade that a text to a person asks for at most."""

LONGEST = 15
"""So many words one of its sentences has at most."""

UNPARTED = frozenset({"my", "zh", "th", "km", "lo", "bo", "ja"})
"""Languages that put no space between words: theirs cannot be counted so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ease:
    """The words of the longest sentence, and the grade of Flesch and Kincaid where it is known."""

    longest: int
    grade: int | None

    @property
    def is_plain(self) -> bool:
        """Whether the text is within what a person under stress can read."""
        return self.longest <= LONGEST and (self.grade or 0) <= HARDEST


def ease_of(text: str, *, language: str) -> Ease | None:
    """How easy a text is; ``None`` where there is none, or its words cannot be counted."""
    tongue = language.partition("-")[0]
    sentences = [words for one in SENTENCE.split(text) if (words := WORD.findall(one))]
    if not sentences or tongue in UNPARTED:
        return None
    grade = _grade(sentences) if tongue == "en" else None
    return Ease(longest=max(map(len, sentences)), grade=grade)


def _grade(sentences: list[list[str]]) -> int:
    words = [word for sentence in sentences for word in sentence]
    spoken = sum(_syllables(word) for word in words)
    return max(0, round(0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59))


def _syllables(word: str) -> int:
    """By its groups of vowels; an *e* at the end, and one in *-ed*, is mostly not heard."""
    heard = re.sub(r"(?<=[^aeiouylrtd])ed$|(?<=[^aeiouyl])es?$", "", word.lower())
    return max(1, len(VOWELS.findall(heard)))
