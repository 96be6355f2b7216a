"""Estimate how hard a text is to read, by counting words and syllables. It is a hint only."""

from __future__ import annotations

import re

from intake.frozen import frozen

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d[\d,.]*")
SENTENCE = re.compile(r"(?<=[.!?:؟።။।])\s+|\n+")
VOWELS = re.compile(r"[aeiouy]+")

HARDEST = 6
"""Highest school grade that a text to a person may need."""

LONGEST = 15
"""Most words of a sentence."""

WITHOUT_SPACES = frozenset({"my", "zh", "th", "km", "lo", "bo", "ja"})
"""Languages without spaces between words, whose words cannot be counted this way."""


@frozen
class Readability:
    """Words of the longest sentence, and the Flesch-Kincaid grade, which is for English only."""

    longest: int
    grade: int | None

    @property
    def is_plain(self) -> bool:
        """Return true if a person under stress can read the text."""
        return self.longest <= LONGEST and (self.grade or 0) <= HARDEST


def readability_of(text: str, *, language: str) -> Readability | None:
    """Return the readability of a text; ``None`` without words, or if they cannot be counted."""
    base_language = language.partition("-")[0]
    sentences = [words for part in SENTENCE.split(text) if (words := WORD.findall(part))]
    if not sentences or base_language in WITHOUT_SPACES:
        return None
    grade = _grade(sentences) if base_language == "en" else None
    return Readability(longest=max(map(len, sentences)), grade=grade)


def _grade(sentences: list[list[str]]) -> int:
    words = [word for sentence in sentences for word in sentence]
    syllables = sum(_syllables(word) for word in words)
    per_sentence, per_word = len(words) / len(sentences), syllables / len(words)
    return max(0, round(0.39 * per_sentence + 11.8 * per_word - 15.59))


def _syllables(word: str) -> int:
    """Count the groups of vowels; a final *e*, and the one in *-ed*, is mostly silent."""
    without_silent_e = re.sub(r"(?<=[^aeiouylrtd])ed$|(?<=[^aeiouyl])es?$", "", word.lower())
    return max(1, len(VOWELS.findall(without_silent_e)))
