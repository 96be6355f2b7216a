"""Languages that people may choose. Their table is kept by hand: no library has all autonyms."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

from intake.frozen import record
from intake.words import table_beside


@record
class SpokenLanguage:
    """A language: its BCP 47 tag, its name in itself and in English, and its direction.

    ``spellings`` are other names under which people look for it. ``beside`` is the tag of a
    written language that many of its speakers read a little.
    """

    tag: str
    autonym: str
    english: str
    dir: Literal["ltr", "rtl"] = "ltr"
    spellings: str = ""
    beside: str = "en"

    def fits(self, query: str) -> bool:
        """Return true if *query* is part of a name of this language, in any script."""
        names = f"{self.autonym} {self.english} {self.spellings} {self.tag}"
        return folded(query) in folded(names)


def folded(words: str) -> str:
    """Return *words* in small letters, without accents, spaces, apostrophes and hyphens."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    return re.sub(r"[\W_]", "", "".join(c for c in letters if not unicodedata.combining(c)))


LANGUAGES = tuple(SpokenLanguage(tag, **row) for tag, row in table_beside(__file__).items())

OTHER_LANGUAGE = "other"

IN_CLEAR = frozenset({"ar", "es", "fr"})
"""Form languages that clear columns name: people from many countries choose each of them.

English is not among them, so that ``OTHER_LANGUAGE`` stands for it too and points to no country.
"""


def clear_tag(tag: str) -> str:
    """Return the language of a form as clear columns hold it."""
    return tag if tag in IN_CLEAR else OTHER_LANGUAGE


BY_TAG = {language.tag: language for language in LANGUAGES}
TAGS = frozenset(language.tag for language in LANGUAGES) | {OTHER_LANGUAGE}


PERSIAN = "آاأبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
MOVED: Mapping[str, str] = {
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "fa": PERSIAN,
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
"""Alphabets whose order differs from that of the code points, by language."""
SAME_LETTER = str.maketrans("كيىةؤئإ", "کییهویا")
"""Letters that Persian sorts as one of its own."""


def sort_key(name: str, language: str) -> tuple[tuple[int, ...], str]:
    """Return the key by which *name* is sorted in a list of this language."""
    letters = unicodedata.normalize("NFC", name.casefold())
    alphabet = MOVED.get(language.partition("-")[0], "")
    if language.startswith("fa"):
        letters = letters.translate(SAME_LETTER)
    return tuple(
        _weight(letter, alphabet)
        for letter in letters
        if unicodedata.category(letter)[0] not in "MZPC"
    ), name


def _weight(letter: str, alphabet: str) -> int:
    """Return the place of a letter, its accent removed unless it is a letter of its own."""
    if (place := alphabet.find(letter)) >= 0:
        return ord(alphabet[0]) * 64 + place
    base = unicodedata.normalize("NFKD", letter)[0]
    if (place := alphabet.find(base)) >= 0:
        return ord(alphabet[0]) * 64 + place
    return ord(base) * 64
