"""Take a full name apart, and compare names by sound. A doubtful match is better than a missed one.

A person decides about each match. The costs below are fitted to the pairs of names in the tests.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise, permutations

from intake.conflicts.sounds import SILENT, TABLE, UNWRITTEN, Sounds, readings
from intake.frozen import frozen
from intake.questionnaire.tidy import digits_of_any_script

_JOINING = (
    "al el ul ur ar as ad an ibn bin bint ben binti ould uld mint "
    "de del la las los da do dos das van von der den di du e y i san née nee "
    "ال بن ابن بنت"
)
JOINING = frozenset(_JOINING.split())
"""Particles that one document has in a name and another leaves out."""

MOST_WORDS = 6
"""Words of a name that are compared; the orders of more would take too long."""

Words = tuple[tuple[Sounds, ...], ...]
"""Words of a name, each with all its readings."""

Match = Callable[[tuple[Sounds, ...], tuple[Sounds, ...]], bool]
"""Compares the readings of two words."""

_HAN = re.compile("([\u3400-\u9fff\uac00-\ud7a3])")
_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u200d\u02bb-\u02bf'’‘`´ʿʾ]")
_SERVANT = re.compile(r"\b(abd|عبد)([aeou][lr]|[aeou])?[\s-]+((al|el|ul|ur|ar)[\s-]+|ال)?", re.I)
_ABDUL = re.compile("^(abd|عبد)(?:[aeou]l|[aeou](?=rr)r|ال)(?=.)", re.I)


@frozen
class NameParts:
    """A name taken apart: all readings of each word, and of each two neighbouring words as one.

    ``whole`` are the readings of all words as one, in the orders in which families write them.
    """

    words: Words
    neighbours: Words
    whole: Words


def parse_name(name: str) -> NameParts:
    """Take a name apart. A name without letters has no words."""
    words = _words(name)
    first_word_last = [*words[1:], *words[:1]]
    last_word_first = [*words[-1:], *words[:-1]]
    orders = dict.fromkeys("".join(order) for order in (words, first_word_last, last_word_first))
    return NameParts(
        words=_read(words), neighbours=_read(map("".join, pairwise(words))), whole=_read(orders)
    )


def parse_sentence(text: str) -> NameParts:
    """Take apart a sentence that may contain names: any number of words, and no ``whole``."""
    words = _words(text, at_most=None)
    return NameParts(words=_read(words), neighbours=_read(map("".join, pairwise(words))), whole=())


def may_be_same_name(first: NameParts, second: NameParts) -> bool:
    """Return true if two full names may belong to the same person.

    Every word of the shorter name must match a word of the longer. A single name matches only a
    single name. A name written without spaces counts as one word.
    """
    shorter, longer = sorted((first.words, second.words), key=len)
    if not shorter:
        return False
    if (len(shorter) > 1 or len(longer) == 1) and _all_match(shorter, longer):
        return True
    return len(shorter) != len(longer) and _any_match(first.whole[:1], second.whole)


def contains_name(name: NameParts, search: NameParts) -> bool:
    """Return true if *name* has every word of *search*, or one that begins so, in any order."""
    if not search.words:
        return False
    has_words = _all_match(search.words, name.words + name.neighbours, _may_begin)
    return has_words or _any_match(search.whole[:1], name.whole)


def _read(words: Iterable[str]) -> Words:
    return tuple(sounds for word in words if (sounds := readings(word)))


def _all_match(few: Words, many: Words, match: Match | None = None) -> bool:
    """Return true if each of *few* matches a word of *many*, no two of them the same one."""
    match = match or _words_match
    matches = [[match(word, other_word) for other_word in many] for word in few]
    if not all(any(row) for row in matches):
        return False
    return any(
        all(row[index] for row, index in zip(matches, chosen, strict=True))
        for chosen in permutations(range(len(many)), len(few))
    )


def _words_match(first: tuple[Sounds, ...], second: tuple[Sounds, ...]) -> bool:
    return any(alike(sounds, other_sounds) for sounds in first for other_sounds in second)


def _may_begin(start: tuple[Sounds, ...], word: tuple[Sounds, ...]) -> bool:
    """Return true if a word of a search is a word of a name, or the beginning of one."""
    return _words_match(start, word) or any(
        begins(sounds, other_sounds) for sounds in start for other_sounds in word
    )


def _any_match(first: Words, second: Words) -> bool:
    return any(_words_match(word, other_word) for word in first for other_word in second)


def _words(name: str, *, at_most: int | None = MOST_WORDS) -> list[str]:
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", name))
    plain = _SERVANT.sub(r"\1", plain)
    apart = _HAN.sub(r" \1 ", plain)  # letters and the marks that belong to them stay
    letters = (each if unicodedata.category(each)[0] in "LM" else " " for each in apart)
    parts = "".join(letters).split()
    without_particles = [part for part in parts if part.casefold() not in JOINING]
    return [_ABDUL.sub(r"\1", part) for part in (without_particles or parts)[:at_most]]


Pairs = tuple[tuple[str, str], ...]

_FAR = 1.5
_DELETED = {"": 0.5, "h": 0.25, "y": 0.3, "v": 0.6}
_OTHER_DELETED = 1.2
_VOWEL = 0.3

_ANY = {"a": 0.0, "e": 0.05, "o": 0.1, "u": 0.1, "i": 0.2, "A": 0.4, "I": 0.85, "U": 0.85}
_NONE = 0.4
_END = 0.3
_SOFT_ENDS = ({"e", "i"}, {"a", "e"}, {"o", "u"})


def alike(first: Sounds, second: Sounds) -> bool:
    """Return true if two words may be spellings of the same name."""
    shorter = min(len(first.pairs), len(second.pairs))
    limit = (0.0, 0.3, 0.45, 0.6, 0.8, 1.0)[min(shorter, 5)]
    # different last vowels often tell a woman's name from a man's
    ends = {first.pairs[-1][1].lower(), second.pairs[-1][1].lower()} - {UNWRITTEN}
    end_cost = 0.0 if len(ends) < 2 or ends in _SOFT_ENDS else _END
    return _distance(first.pairs, second.pairs) + end_cost <= limit


def begins(start: Sounds, word: Sounds) -> bool:
    """Return true if *word* may begin with *start*, which has two consonants or more.

    The vowel after its last consonant is not compared unless it was typed.
    """
    count = len(start.pairs)
    if not FEWEST_FOR_START <= count <= len(word.pairs):
        return False
    beginning = word.pairs[:count]
    if start.pairs[-1][1] in (SILENT, UNWRITTEN):
        beginning = (*beginning[:-1], (beginning[-1][0], start.pairs[-1][1]))
    limit = _START_LIMITS[min(count, len(_START_LIMITS) - 1)]
    return _distance(start.pairs, beginning) <= limit


FEWEST_FOR_START = 2
"""Consonants of which a beginning needs at least so many."""

_START_LIMITS = (0.0, 0.0, 0.1, 0.3, 0.5)
"""The most that the beginning of a word may differ, by its consonants: less than whole words may,
because more words begin like it.
"""


def _distance(first: Pairs, second: Pairs) -> float:
    """Return the weighted edit distance of two readings."""
    row = [0.0]
    for pair in second:
        row.append(row[-1] + _deletion(pair))
    for pair in first:
        previous, row = row, [row[0] + _deletion(pair)]
        for index, opposite in enumerate(second):
            row.append(
                min(
                    previous[index] + _substitution(pair, opposite),
                    previous[index + 1] + _deletion(pair),
                    row[index] + _deletion(opposite),
                )
            )
    return row[-1]


@cache
def _substitution(pair: tuple[str, str], opposite: tuple[str, str]) -> float:
    consonants, vowels = zip(pair, opposite, strict=True)
    first, second = consonants
    cost = 0.0
    if first != second:
        cost = _cost("consonants", first, second, _FAR)
    first, second = vowels
    if first == second:
        return cost
    if UNWRITTEN in vowels:
        return cost + _ANY.get(first + second, 0.0)
    if SILENT in vowels:
        return cost + _NONE
    return cost + _cost("vowels", first, second, 0.9)


def _cost(kind: str, first: str, second: str, otherwise: float) -> float:
    costs: dict[str, float] = TABLE[kind]
    return costs.get(first + second, costs.get(second + first, otherwise))


@cache
def _deletion(pair: tuple[str, str]) -> float:
    consonant, vowel = pair
    spoken = _VOWEL if vowel not in (SILENT, UNWRITTEN) else 0.0
    return _DELETED.get(consonant, _OTHER_DELETED) + spoken


def digits_in(text: str) -> str:
    """Return the digits in *text* as 0 to 9, whatever their script."""
    return re.sub("[^0-9]", "", digits_of_any_script(text))


ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
"""Alphabets that share shapes of letters, by the first word of Unicode's names of letters."""


def mixes_alphabets(name: str) -> bool:
    """Return true if one word of a name has letters of two alphabets that look alike.

    Such a name reads like another but does not match it. A name whose words are each in one
    alphabet is ordinary.
    """
    for word in name.split():
        names = (unicodedata.name(letter, "") for letter in word if letter.isalpha())
        if len(ALIKE & {of_letter.partition(" ")[0] for of_letter in names}) > 1:
            return True
    return False
