"""Read a word of a name in any script as sounds: consonants, each with the vowel after it.

One name has many spellings: Mohammad, Muhammed, محمد. They share the sound, above all the
consonants. Scripts that write vowels are transliterated first. The Arabic script leaves out short
vowels, so its letters are read here: an unwritten vowel is marked and matches any.
"""

import re
import unicodedata

from anyascii import anyascii

from intake.frozen import frozen
from intake.words import table_beside

TABLE = table_beside(__file__)
"""Sounds of letters, and how far apart they are."""

UNWRITTEN = ""
"""The script does not write short vowels: there may be one here, or none."""

SILENT = "-"
"""No vowel, in a script that writes vowels."""


@frozen
class Sounds:
    """One reading of a word: pairs of a consonant and the vowel after it.

    A leading vowel has the empty consonant. Both are written as in ``sounds.toml``.
    ``rough`` is the part that careless spellings share as well: words whose rough forms differ
    in two letters need not be compared.
    """

    pairs: tuple[tuple[str, str], ...]
    rough: str


def readings(word: str) -> tuple[Sounds, ...]:
    """Return every reading of *word*; none for a word without letters."""
    if _ARABIC.search(word):
        spellings = [_arabic(word)]
    else:
        # letters that plain transliteration would turn into another sound are replaced before it
        apart = unicodedata.normalize("NFC", word).casefold().translate(_APART)
        plain = re.sub(r"[^a-z]", "", anyascii(apart).lower())
        spellings = [_latin(spelling) for spelling in _latin_spellings(plain)]
    by_pairs = {pairs: Sounds(pairs=pairs, rough=_rough(pairs)) for pairs in spellings if pairs}
    return tuple(by_pairs.values())


def rough_variants(reading: Sounds) -> frozenset[str]:
    """Return every rough form that another script or spelling may give the same word.

    Hashes can only be compared for equality. So a letter with two readings yields both: a kh
    that is also a plain h, a t or d that is also an s, a g before e or i.
    """
    variants = (
        (*reading.pairs[:at], (also, vowel), *reading.pairs[at + 1 :])
        for at, (consonant, vowel) in enumerate(reading.pairs)
        for also in _ALSO.get(consonant, ())
    )
    return frozenset({reading.rough, *map(_rough, variants)})


_ALSO = {"H": ("h",), "t": ("s",), "d": ("s",), "g": ("J",)}


_ARABIC = re.compile("[\u0620-\u06d3]")
_CONSONANTS = {letter: sound for sound, letters in TABLE["arabic"].items() for letter in letters}
_LONG = {letter: sound for sound, letters in TABLE["arabic_long"].items() for letter in letters}
_AS_CONSONANT = {"U": "v", "I": "y"}

_APART = str.maketrans({"ç": "ch", "ş": "sh", "č": "ch", "š": "sh", "ž": "zh", "ğ": None, "ı": "i"})


def _arabic(word: str) -> tuple[tuple[str, str], ...]:
    letters = unicodedata.normalize("NFKC", word)
    letters = re.sub("^ال(?=.{3})", "", letters)
    known = [
        letter for letter in letters if letter in _CONSONANTS or letter in _LONG or letter == "ع"
    ]
    pairs: list[tuple[str, str]] = []
    for at, letter in enumerate(known):
        follows = known[at + 1] if at + 1 < len(known) else ""
        if letter == "ع" or (letter in _LONG and _LONG[letter] == "A" and at == 0):
            if at == 0:
                pairs.append(("", UNWRITTEN))
        elif letter in _LONG:
            _long_letter(pairs, _LONG[letter], before_vowel=follows in _LONG)
        else:
            pairs.append((_CONSONANTS[letter], UNWRITTEN))
    return _single(pairs)


def _long_letter(pairs: list[tuple[str, str]], long: str, *, before_vowel: bool) -> None:
    """Append a letter that is a long vowel, or a consonant at the start or before a vowel."""
    if long in _AS_CONSONANT and (not pairs or before_vowel or pairs[-1][1] != UNWRITTEN):
        pairs.append((_AS_CONSONANT[long], UNWRITTEN))
    elif pairs:
        consonant, _ = pairs[-1]
        pairs[-1] = (consonant, long)


def _latin_spellings(plain: str) -> set[str]:
    """Return the spellings to read, as x and c sound otherwise in Somali, and x in Chinese."""
    spellings = {plain.replace("x", "ks")}
    if "x" in plain or re.match("c[aeiou]", plain):
        spellings.add(re.sub("^c(?=[aeiou])", "", plain).replace("x", "h"))
    if plain.startswith("x"):
        spellings.add("sh" + plain[1:])
    return spellings


def _latin(plain: str) -> tuple[tuple[str, str], ...]:
    coded = re.sub("ngh?$", "n", re.sub("m(?=[gk])", "n", plain))
    coded = re.sub("(?<=[aeo])yy?(?=[aeiou])", "Y", coded)
    for letters, sound in TABLE["latin"].items():
        coded = coded.replace(letters, sound)
    coded = re.sub("c(?=[eiI])", "s", coded).replace("c", "k")
    coded = coded.replace("q", "k").replace("j", "J").replace("w", "v")
    coded = re.sub("y(?![aeouAIU])", "i", coded).replace("Y", "y")
    pairs: list[tuple[str, str]] = []
    for letter in coded:
        if letter not in "aeiouAIU":
            pairs.append((letter, SILENT))
        elif not pairs:
            pairs.append(("", letter))
        elif pairs[-1][1] == SILENT:
            pairs[-1] = (pairs[-1][0], letter)
        elif letter in "aeoAU" and pairs[-1][1] in "iI":
            pairs.append(("y", letter))
    return _single(pairs)


def _single(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Merge doubled consonants and drop a final h: spellings differ most in these two."""
    merged: list[tuple[str, str]] = []
    no_vowel = (SILENT, UNWRITTEN)
    for consonant, vowel in pairs:
        if merged and consonant and merged[-1][0] == consonant and merged[-1][1] in no_vowel:
            merged[-1] = (consonant, vowel)
        else:
            merged.append((consonant, vowel))
    ends_on_h = len(merged) > 1 and merged[-1][0] == "h" and merged[-1][1] in no_vowel
    return tuple(merged[:-1] if ends_on_h else merged)


_ROUGH = str.maketrans("pdzSCJHgvy", "btsssskkbi")


def _rough(pairs: tuple[tuple[str, str], ...]) -> str:
    """Return the consonants in wide classes, without those often left out (h, y)."""
    consonants = "".join(consonant for consonant, _ in pairs if consonant not in "hy")
    return consonants.translate(_ROUGH)
