"""Index the cards of one pack, so that a search parses only those that may match.

The index has sections, each of which is parsed when it is first needed: clear columns and numbers,
the sounds of names, the words of names, the words of sentences about persons not to tell, facts by
which cards are filtered, and clear rows as the cards seal them. Behind them stand the cards, one a
line. Every other section finds at least all cards that the comparison of
:mod:`intake.conflicts.traits` and of :mod:`intake.conflicts.traits` would; whoever asks
compares the cards that are found.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property, partial
from typing import Any, NamedTuple, cast

from intake.conflicts.card_filters import facts_of
from intake.conflicts.name_parts import digits_in
from intake.conflicts.search_terms import SearchTerms, packed_facts
from intake.conflicts.traits import Traits, Word, traits_of
from intake.frozen import frozen
from intake.questionnaire.asylum.reach import email, phone, trusted_phone
from intake.questionnaire.asylum.safety import do_not_tell
from intake.questionnaire.asylum.you import a_number, birth_date, name_to_use, nationality

Index = Mapping[str, Sequence[int]]
"""A word, and the positions of the cards that have it."""

FORMAT = 4
"""Version of the content of a pack. A pack of another version is not used but made again."""

NAME, BIRTH_DATE, A_NUMBER = name_to_use.id, birth_date.id, a_number.id
DO_NOT_TELL, PHONE, EMAIL = do_not_tell.id, phone.id, email.id
NUMBERS = (A_NUMBER, PHONE, trusted_phone.id)
FACTS = (*NUMBERS, EMAIL)
"""Fields of a card by whose ends it is found; all but the first are in its ``contact``."""


class PackedCard(NamedTuple):
    """A card in its stored form, with what a search needs beside it.

    ``sounds`` are the keys of its names by :mod:`intake.conflicts.phonetic_index`, ``fingerprint``
    is that of the sealed card in the audit log.
    """

    id: str
    reference: str
    version: int
    invented: bool
    fingerprint: str
    card: Mapping[str, Any]
    sounds: Sequence[str]


@frozen
class Columns:
    """The columns of a pack: card by card in the order of the ids, which ascend.

    ``invented`` are the positions of invented cases. ``facts`` has each of :data:`FACTS` in one
    text: those of all cards, each before a space.
    """

    made_on: date
    ids: tuple[str, ...]
    references: tuple[str, ...]
    versions: tuple[int, ...]
    fingerprints: tuple[str, ...]
    invented: tuple[int, ...]
    facts: Mapping[str, str]

    @property
    def by_id(self) -> dict[str, int]:
        """Return case id to version."""
        return dict(zip(self.ids, self.versions, strict=True))


def _section(number: int) -> cached_property[Index]:
    return cached_property(lambda index: cast("Index", index.sections[number]()))


class CardIndex:
    """The index of a pack. Make one with :func:`index_of` or :func:`index_from_bytes`."""

    def __init__(self, sections: Sequence[Callable[[], Any]], cards: Callable[[], Any]) -> None:
        self.sections, self._cards = sections, cards

    @cached_property
    def columns(self) -> Columns:
        """The clear columns, the numbers and the addresses."""
        stored = self.sections[0]()
        return Columns(
            made_on=date.fromisoformat(stored["made_on"]),
            ids=tuple(stored["ids"].split()),
            references=tuple(stored["references"].split()),
            versions=tuple(stored["versions"]),
            fingerprints=tuple(stored["fingerprints"].split()),
            invented=tuple(stored["invented"]),
            facts=stored["facts"],
        )

    sounds = _section(1)
    """The keys of all names."""

    names = _section(2)
    """The words of the names that a sentence may mention; of single names under ``""``."""

    feared = _section(3)
    """The words of the sentences about persons not to tell."""

    filtered = _section(4)
    """The facts of :mod:`intake.conflicts.card_filters`."""

    @cached_property
    def rows(self) -> Sequence[tuple[Mapping[str, Any], Sequence[Sequence[str]]] | None]:
        """The clear row of each card with its rises; ``None`` for a card without one."""
        return cast("Sequence[Any]", self.sections[5]())

    @cached_property
    def _lines(self) -> Sequence[Any]:
        return cast("Sequence[Any]", self._cards())

    @cached_property
    def _content(self) -> bytes:
        """The cards as they are stored, one a line."""
        return b"\n".join(map(_dumped, self._lines))

    def card(self, position: int) -> Mapping[str, Any]:
        """Return the card at a position, in its stored form, as far as a pack holds it."""
        line = self._lines[position]
        card: Mapping[str, Any] = json.loads(line) if isinstance(line, bytes) else line
        return card

    def ending_with(self, fact: str, end: str) -> Iterator[int]:
        """Yield the positions of the cards whose number or address ends with *end*."""
        text, start = self.columns.facts[fact], 0
        while (start := text.find(f"{end} ", start)) >= 0:
            yield text.count(" ", 0, start)
            start += 1

    def with_any(self, parts: Sequence[bytes]) -> Iterator[int]:
        """Yield the positions of the cards that contain one of *parts* as they are stored."""
        for part in parts:
            start = -1
            while (start := self._content.find(part, start + 1)) >= 0:
                yield self._content.count(b"\n", 0, start)

    def among(self, positions: Iterable[int], parts: Sequence[bytes]) -> set[int]:
        """Return those of *positions* whose cards contain one of *parts* as they are stored."""
        lines = ((at, _dumped(self._lines[at])) for at in positions)
        return {at for at, line in lines if any(part in line for part in parts)}

    def to_bytes(self) -> bytes:
        """Return the content of a pack, as it is sealed."""
        sections = [_dumped(section()) for section in self.sections]
        return b"\n".join([*sections, *map(_dumped, self._lines)])

    def renewed(self, made_on: date) -> CardIndex:
        """Return the same index with another day from which on the audit log is asked."""
        columns = self.sections[0]() | {"made_on": made_on.isoformat()}
        return CardIndex([lambda: columns, *self.sections[1:]], self._cards)


def index_of(cards: Sequence[PackedCard], *, made_on: date) -> CardIndex:
    """Index cards, which are in the order of their ids. A section is made when it is needed."""
    narrow = [_narrow(packed.card) for packed in cards]
    sections: tuple[Callable[[], Any], ...] = (
        lambda: _columns_of(cards, narrow, made_on),
        lambda: index_words(packed.sounds for packed in cards),
        lambda: index_words(_name_words(card) for card in narrow),
        lambda: index_words(
            {form for word in traits({DO_NOT_TELL: card[DO_NOT_TELL]}).against for form in word}
            for card in narrow
        ),
        lambda: index_words(facts_of(packed.card) for packed in cards),
        lambda: [_row(packed.card) for packed in cards],
    )
    return CardIndex([cache(section) for section in sections], lambda: narrow)


def index_from_bytes(content: bytes) -> CardIndex | None:
    """Return the index that :meth:`CardIndex.to_bytes` wrote; ``None`` for another format."""
    first, *others = content.split(b"\n", 6)
    columns = json.loads(first)
    if columns["format"] != FORMAT:
        return None
    sections: list[Callable[[], Any]] = [lambda: columns]
    sections += [partial(json.loads, section) for section in others[:5]]
    return CardIndex(sections, lambda: b"".join(others[5:]).split(b"\n"))


def traits(card: Mapping[str, Any]) -> Traits:
    """Return the traits of a stored card in plain words, which never leave a request."""
    return traits_of(
        str, names=names_in(card), years=(), number="", against=card.get(DO_NOT_TELL, "")
    )


def names_in(card: Mapping[str, Any]) -> list[str]:
    """Return every name on a stored card, the one to use first."""
    names = (card.get(NAME, ""), *card.get("names", ()))
    return [name for name in names if name]


def found_by(card: Mapping[str, Any], terms: SearchTerms) -> Iterator[str]:
    """Yield the fields of a stored card by which a search finds it; none for its reference."""
    narrow = _narrow(card)
    parts = {*terms.facts, *terms.births}
    named = [name for name in names_in(card) if terms.name.words and terms.matches_name(name)]
    if named:
        yield NAME if named[0] == narrow[NAME] else "names"
    numbers = narrow | narrow["contact"]
    yield from (fact for fact in NUMBERS if digits_in(numbers[fact]).endswith(terms.endings))
    for field in (BIRTH_DATE, nationality.id, "region", "speaks"):
        stored = _dumped({field: narrow.get(field)})
        if any(part in stored for part in parts):
            yield field
    if terms.name.words and terms.matches_name(narrow.get("city", "")):
        yield "city"


def may_be_opposed(index: CardIndex, person: Traits) -> set[int]:
    """Return the cards of which one side may name the other as a person not to tell.

    By the rule of ``traits.in_common``: two words of a name stand in the sentence, or the only one.
    """
    positions: set[int] = set()
    for name in person.names:
        by_card = _with_words(index.feared, name.words)
        positions.update(at for at, words in by_card.items() if words >= min(2, len(name.words)))
    if person.against:
        positions |= may_be_named(index.names, person.against)
    return positions


def may_be_named(names: Index, words: Iterable[Word]) -> set[int]:
    """Return the cards of which two words of a name are among *words*, or the only one."""
    single = frozenset(names.get("", ()))
    by_card = _with_words(names, words)
    return {at for at, count in by_card.items() if count > 1 or at in single}


def _with_words(index: Index, words: Iterable[Word]) -> Counter[int]:
    """Return the cards that have some of *words*, each with the number of them."""
    return Counter(
        at for word in words for at in {at for form in word for at in index.get(form, ())}
    )


def _dumped(line: Any) -> bytes:
    return line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()


def _columns_of(
    cards: Sequence[PackedCard], narrow: Sequence[Mapping[str, Any]], made_on: date
) -> dict[str, Any]:
    facts = []
    for card in narrow:
        contact = card["contact"]
        numbers = (card[A_NUMBER], *(contact[fact] for fact in NUMBERS[1:]))
        facts.append((*map(digits_in, numbers), plain_address(contact[EMAIL])))
    return {
        "format": FORMAT,
        "made_on": made_on.isoformat(),
        "ids": " ".join(packed.id for packed in cards),
        "references": " ".join(packed.reference for packed in cards),
        "versions": [packed.version for packed in cards],
        "fingerprints": " ".join(packed.fingerprint for packed in cards),
        "invented": [at for at, packed in enumerate(cards) if packed.invented],
        "facts": {
            fact: "".join(f"{of_card[at]} " for of_card in facts) for at, fact in enumerate(FACTS)
        },
    }


def plain_address(address: str) -> str:
    """Return an email address in lower case and without spaces, as a pack is searched for it."""
    return "".join(address.split()).casefold()


def _narrow(card: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a stored card that is compared, under the names that it has there."""
    contact = card.get("contact") or {}
    return {
        NAME: card.get(NAME) or "",
        "names": card.get("names") or [],
        A_NUMBER: _text(card.get(A_NUMBER)),
        BIRTH_DATE: card.get(BIRTH_DATE),
        "contact": {fact: _text(contact.get(fact)) for fact in FACTS[1:]},
        DO_NOT_TELL: card.get(DO_NOT_TELL) or "",
        **packed_facts(card),
    }


def _row(card: Mapping[str, Any]) -> tuple[Mapping[str, Any], Sequence[Any]] | None:
    return (card["row"], card.get("rises") or ()) if card.get("row") else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _name_words(card: Mapping[str, Any]) -> set[str]:
    person = traits({**card, DO_NOT_TELL: ""})
    words = {form for name in person.names for word in name.words for form in word}
    is_single = any(len(name.words) == 1 for name in person.names)
    return words | {""} if is_single else words


def index_words(words: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """Return the positions of the cards, in their order, that have each of these *words*."""
    index: dict[str, list[int]] = {}
    for position, of_card in enumerate(words):
        for word in of_card:
            index.setdefault(word, []).append(position)
    return index
