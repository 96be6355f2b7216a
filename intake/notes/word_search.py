"""Find words in the text of a note, whatever their case, accents and form of letters."""

from __future__ import annotations

from unicodedata import category, normalize

from intake.frozen import frozen
from intake.questionnaire.tidy import digits_of_any_script

FEWEST_LETTERS = 3
"""The fewest letters of a Latin word; of another script two are enough."""

ONE_FORM = str.maketrans(
    {
        "\u0649": "\u064a",  # alef maksura, Farsi yeh: yeh
        "\u06cc": "\u064a",
        "\u06a9": "\u0643",  # keheh: kaf
        "\u06be": "\u0647",  # heh doachashmee, heh goal: heh
        "\u06c1": "\u0647",
        "\u0640": "",  # tatweel
        "\u200c": " ",  # zero width non-joiner
    }
)
"""Letters that Arabic, Dari and Urdu keyboards write in two ways."""


@frozen
class NoteWords:
    """Words of which a note must have each one, at least as a part of a longer word."""

    words: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Return true if no word is long enough to search for."""
        return not any(map(_is_long_enough, self.words))

    def are_in(self, text: str) -> bool:
        """Return true if each word is in the text."""
        plain = _folded(text)
        return all(word in plain for word in self.words)


def read_words(text: str) -> NoteWords:
    """Return the words of a search."""
    return NoteWords(words=tuple(dict.fromkeys(_folded(text).split())))


def _is_long_enough(word: str) -> bool:
    return len(word) >= (FEWEST_LETTERS if word.isascii() else FEWEST_LETTERS - 1)


def _folded(text: str) -> str:
    parts = normalize("NFKD", digits_of_any_script(text)).casefold()
    letters = "".join(letter for letter in parts if category(letter) != "Mn")
    return letters.translate(ONE_FORM)
