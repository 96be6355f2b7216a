"""What one word of a name sounds like, in any script: consonants, each with the vowel after it.

One name has many spellings: Mohammad, Muhammed, محمد. What they share is the sound, and of the
sound above all the consonants. Scripts that write their vowels are transliterated first; of the
Arabic script, which leaves the short ones out, the letters are read here, so that a vowel not
written is known as such and agrees with any.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from anyascii import anyascii

UNWRITTEN = ""
"""A vowel that the script leaves to the reader: there may be one, or none."""

SILENT = "-"
"""No vowel, in a script that would have written it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sounds:
    """One way to read a word: pairs of a consonant and the vowel after it.

    A leading vowel has the empty consonant. Consonants of two letters are one capital: ``S`` as
    in ship, ``C`` as in chip, ``J`` as in jam, ``H`` as in Bach. Long vowels are capitals.
    ``rough`` is what even careless spellings share: words whose rough forms are two letters
    apart are not worth comparing.
    """

    pairs: tuple[tuple[str, str], ...]
    rough: str


def readings(word: str) -> tuple[Sounds, ...]:
    """Every way in which this word is read; none for a word without letters."""
    if _ARABIC.search(word):
        spelt = [_arabic(word)]
    else:
        plain = re.sub(r"[^a-z]", "", anyascii(_before(word)).lower())
        spelt = [_latin(one) for one in _latin_spellings(plain)]
    found = {pairs: Sounds(pairs=pairs, rough=_rough(pairs)) for pairs in spelt if pairs}
    return tuple(found.values())


def rough_ways(reading: Sounds) -> frozenset[str]:
    """Every rough form that another script or spelling may give the same word.

    Where nothing but equal forms can be compared, letters that are read in two ways count as
    both: a kh that is also a plain h, a t or d that is also an s, a g before e or i.
    """
    other = (
        (*reading.pairs[:at], (heard, vowel), *reading.pairs[at + 1 :])
        for at, (consonant, vowel) in enumerate(reading.pairs)
        for heard in _ALSO.get(consonant, ())
    )
    return frozenset({reading.rough, *map(_rough, other)})


_ALSO = {"H": ("h",), "t": ("s",), "d": ("s",), "g": ("J",)}


_ARABIC = re.compile("[\u0620-\u06d3]")
_LETTERS = {
    **dict.fromkeys("بٻ", "b"),
    **dict.fromkeys("پ", "p"),
    **dict.fromkeys("تثطټ", "t"),
    **dict.fromkeys("دذضډ", "d"),
    **dict.fromkeys("زظږ", "z"),
    **dict.fromkeys("سص", "s"),
    **dict.fromkeys("شښ", "S"),
    **dict.fromkeys("چ", "C"),
    **dict.fromkeys("جژځ", "J"),
    **dict.fromkeys("حهھہە", "h"),
    **dict.fromkeys("خ", "H"),
    **dict.fromkeys("کكق", "k"),
    **dict.fromkeys("گغګ", "g"),
    **dict.fromkeys("ف", "f"),
    **dict.fromkeys("ڤ", "v"),
    **dict.fromkeys("رړڑڕ", "r"),
    **dict.fromkeys("لڵ", "l"),
    **dict.fromkeys("م", "m"),
    **dict.fromkeys("نڼں", "n"),
    "ة": "h",
    "څ": "s",
}
_LONG = {
    **dict.fromkeys("اآأإٱى", "A"),
    **dict.fromkeys("وؤۆۇ", "U"),
    **dict.fromkeys("یيئېێۍ", "I"),
}
_AS_CONSONANT = {"U": "v", "I": "y"}

_DIGRAPHS = (
    *(("shch", "S"), ("tch", "C"), ("sch", "S"), ("tsh", "C")),
    *(("kh", "H"), ("sh", "S"), ("ch", "C"), ("zh", "J"), ("dj", "J"), ("dzh", "J")),
    *(("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("bh", "b"), ("ck", "k")),
    *(("ts", "s"), ("tz", "s"), ("dz", "z"), ("qu", "k"), ("ll", "l"), ("gy", "J")),
)
_VOWELS = (
    *(("iou", "U"), ("eau", "o"), ("aou", "U"), ("iu", "U")),
    *(("ou", "U"), ("oo", "U"), ("uu", "U"), ("au", "o"), ("ow", "o"), ("eo", "o")),
    *(("ee", "I"), ("ei", "I"), ("ey", "I"), ("ai", "I"), ("ay", "I"), ("ie", "I"), ("ij", "I")),
    *(("aa", "a"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("iy", "I"), ("yi", "I"), ("ii", "I")),
)


def _before(word: str) -> str:
    """Letters that a plain transliteration would make another sound of."""
    folded = unicodedata.normalize("NFC", word).casefold()
    return folded.translate(_APART)


_APART = str.maketrans({"ç": "ch", "ş": "sh", "č": "ch", "š": "sh", "ž": "zh", "ğ": None, "ı": "i"})


def _arabic(word: str) -> tuple[tuple[str, str], ...]:
    letters = unicodedata.normalize("NFKC", word)
    letters = re.sub("^ال(?=.{3})", "", letters)
    known = [one for one in letters if one in _LETTERS or one in _LONG or one == "ع"]
    pairs: list[tuple[str, str]] = []
    for at, letter in enumerate(known):
        follows = known[at + 1] if at + 1 < len(known) else ""
        if letter == "ع" or (letter in _LONG and _LONG[letter] == "A" and at == 0):
            if at == 0:
                pairs.append(("", UNWRITTEN))
        elif letter in _LONG:
            _long_letter(pairs, _LONG[letter], before_vowel=follows in _LONG)
        else:
            pairs.append((_LETTERS[letter], UNWRITTEN))
    return _single(pairs)


def _long_letter(pairs: list[tuple[str, str]], long: str, *, before_vowel: bool) -> None:
    """A letter that is a long vowel, or, at the beginning and before a vowel, a consonant."""
    if long in _AS_CONSONANT and (not pairs or before_vowel or pairs[-1][1] != UNWRITTEN):
        pairs.append((_AS_CONSONANT[long], UNWRITTEN))
    elif pairs:
        consonant, _ = pairs[-1]
        pairs[-1] = (consonant, long)


def _latin_spellings(plain: str) -> set[str]:
    """The letters that languages read apart: x and c, in Somali; x, in Chinese."""
    usual = plain.replace("x", "ks")
    found = {usual}
    if "x" in plain or re.match("c[aeiou]", plain):
        found.add(re.sub("^c(?=[aeiou])", "", plain).replace("x", "h"))
    if plain.startswith("x"):
        found.add("sh" + plain[1:])
    return found


def _latin(plain: str) -> tuple[tuple[str, str], ...]:
    coded = re.sub("ngh?$", "n", re.sub("m(?=[gk])", "n", plain))
    coded = re.sub("(?<=[aeo])yy?(?=[aeiou])", "Y", coded)
    for letters, sound in (*_DIGRAPHS, *_VOWELS):
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
    """Doubled consonants as one, and no h at the end: in nothing do spellings differ more."""
    kept: list[tuple[str, str]] = []
    for consonant, vowel in pairs:
        if kept and consonant and kept[-1][0] == consonant and kept[-1][1] in (SILENT, UNWRITTEN):
            kept[-1] = (consonant, vowel)
        else:
            kept.append((consonant, vowel))
    ends_on_h = len(kept) > 1 and kept[-1][0] == "h" and kept[-1][1] in (SILENT, UNWRITTEN)
    return tuple(kept[:-1] if ends_on_h else kept)


_ROUGH = str.maketrans("pdzSCJHgvy", "btsssskkbi")


def _rough(pairs: tuple[tuple[str, str], ...]) -> str:
    """Consonants in wide classes; those that come and go (h, y) left out."""
    return "".join(one for one, _ in pairs if one not in "hy").translate(_ROUGH)
