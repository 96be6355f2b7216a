"""A whole name as it is compared: its words, what joins them left out, each by its sounds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise, permutations

from intake.conflicts.alike import alike
from intake.conflicts.sounds import Sounds, readings

_JOINING = (
    "al el ul ur ar as ad an ibn bin bint ben binti ould uld mint "
    "de del la las los da do dos das van von der den di du e y i san née nee "
    "ال بن ابن بنت"
)
JOINING = frozenset(_JOINING.split())
"""Words that stand in a name or do not, as the clerk pleased."""

MOST_WORDS = 6
"""Words of a name that are compared: orders of more of them would take too long."""

_HAN = re.compile("([\u3400-\u9fff\uac00-\ud7a3])")
_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u200d\u02bb-\u02bf'’‘`´ʿʾ]")
_SERVANT = re.compile(r"\b(abd|عبد)([aeou][lr]|[aeou])?[\s-]+((al|el|ul|ur|ar)[\s-]+|ال)?", re.I)
_ABDUL = re.compile("^(abd|عبد)(?:[aeou]l|[aeou](?=rr)r|ال)(?=.)", re.I)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spelled:
    """A name taken apart: for each word all its readings; so for two that stand side by side.

    ``whole`` is all words as one, without spaces, in the orders in which families write them.
    """

    words: tuple[tuple[Sounds, ...], ...]
    side_by_side: tuple[tuple[Sounds, ...], ...]
    whole: tuple[tuple[Sounds, ...], ...]


def spelled(name: str) -> Spelled:
    """Take a name apart. One without any letter has no words."""
    words = _words(name)
    turned = [*words[1:], *words[:1]]
    back = [*words[-1:], *words[:-1]]
    orders = dict.fromkeys("".join(order) for order in (words, turned, back))
    return Spelled(
        words=_read(words),
        side_by_side=_read(one + other for one, other in pairwise(words)),
        whole=_read(orders),
    )


def words_said(text: str) -> Spelled:
    """Every word of a sentence in which names may stand: as many as there are, in no order."""
    words = _words(text, at_most=None)
    return Spelled(
        words=_read(words),
        side_by_side=_read(one + other for one, other in pairwise(words)),
        whole=(),
    )


def may_be_one(one: Spelled, other: Spelled) -> bool:
    """Whether two full names may be one person's.

    Every word of the shorter must be found in the longer, at most four of them compared; a
    single name is found only in a single name. Names written without spaces count as one word.
    """
    shorter, longer = sorted((one.words, other.words), key=len)
    if not shorter:
        return False
    if (len(shorter) > 1 or len(longer) == 1) and _all_found(shorter, longer):
        return True
    return len(shorter) != len(longer) and _any_alike(one.whole[:1], other.whole)


def is_found_in(asked: Spelled, name: Spelled) -> bool:
    """Whether every word that was asked for stands in this name: how a person searches."""
    if not asked.words:
        return False
    found = _all_found(asked.words, name.words + name.side_by_side)
    return found or _any_alike(asked.whole[:1], name.whole)


def _read(words: Iterable[str]) -> tuple[tuple[Sounds, ...], ...]:
    return tuple(found for word in words if (found := readings(word)))


def _all_found(few: tuple[tuple[Sounds, ...], ...], many: tuple[tuple[Sounds, ...], ...]) -> bool:
    agrees = [[_word_alike(word, other) for other in many] for word in few]
    if not all(any(row) for row in agrees):
        return False
    return any(
        all(row[at] for row, at in zip(agrees, chosen, strict=True))
        for chosen in permutations(range(len(many)), len(few))
    )


def _word_alike(one: tuple[Sounds, ...], other: tuple[Sounds, ...]) -> bool:
    return any(alike(mine, theirs) for mine in one for theirs in other)


def _any_alike(
    some: tuple[tuple[Sounds, ...], ...], others: tuple[tuple[Sounds, ...], ...]
) -> bool:
    return any(_word_alike(one, other) for one in some for other in others)


def _words(name: str, *, at_most: int | None = MOST_WORDS) -> list[str]:
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", name))
    plain = _SERVANT.sub(r"\1", plain)
    parts = "".join(map(_letter_or_space, _HAN.sub(r" \1 ", plain))).split()
    kept = [part for part in parts if part.casefold() not in JOINING]
    return [_ABDUL.sub(r"\1", part) for part in (kept or parts)[:at_most]]


def _letter_or_space(one: str) -> str:
    """Letters, and the marks that belong to them; everything else parts words."""
    return one if unicodedata.category(one)[0] in "LM" else " "
