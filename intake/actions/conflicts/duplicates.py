"""Find cases that may be of the same person. They are suggested to staff, never merged."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from intake import eligibility
from intake.actions.assessment.assess import Change
from intake.actions.opening.card_packs import CardBatch, OpenPack, read_batch
from intake.actions.opening.case_keys import NOT_OPENED, CaseKey, NoKeyForCase, Reader, case_key
from intake.actions.opening.search_cards import AT_ONCE
from intake.amendments.recalls import of_law, of_rules
from intake.cases import store
from intake.cases.card import Card
from intake.cases.models import Case
from intake.conflicts.card_index import A_NUMBER, EMAIL, PHONE, plain_address
from intake.conflicts.phonetic_index import MentionMatcher
from intake.conflicts.search_terms import births_between
from intake.conflicts.stubs import kept_duplicates
from intake.conflicts.traits import Person, SameBy, signs_of_same_person
from intake.eligibility.request import Outcome, Practice
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.sealing.seal import SealDamaged
from intake.triage.deadlines import Tier


@frozen
class Duplicate:
    """A case that may be of the same person, and what the two have in common."""

    reference: str
    why: tuple[SameBy, ...]


@frozen
class Duplicates:
    """The progress of a search for duplicates, up to the case with the id ``after``."""

    found: tuple[Duplicate, ...] = ()
    after: str = ""
    looked: int = 0
    is_end: bool = False


def find_duplicates(
    case_id: str,
    card: Card,
    reader: Reader,
    so_far: Duplicates,
    *,
    invented: bool,
    works_for: timedelta,
    clock: Callable[[], datetime],
) -> Duplicates:
    """Search the team's cards for at most *works_for*; begin with an empty ``Duplicates``.

    *card* is that of the case, opened. An *invented* case is compared with invented ones alone,
    a real one with real ones. Reads only, and continues where an earlier search stopped.
    """
    until, person, progress = clock() + works_for, Person(asdict(card)), so_far
    while not progress.is_end:
        after = progress.after
        batch = read_batch(reader, after, at_most=AT_ONCE, invented=invented, without=case_id)
        progress = Duplicates(
            found=progress.found + duplicates_in(batch, person),
            after=batch.last,
            looked=progress.looked + batch.read,
            is_end=batch.is_end,
        )
        if clock() >= until:
            break
    return progress


def duplicates_in(batch: CardBatch, person: Person) -> tuple[Duplicate, ...]:
    """Return the cards of a batch that may be of the same person."""
    matcher = MentionMatcher(person.words if person.born else (), batch.sounds)
    births = births_between(*person.born) if person.born else ()
    duplicates = list[Duplicate]()
    for pack in batch.packs:
        # a common name sounds like thousands of cards: only those of its birth year are parsed
        sounds_alike = pack.index.among(matcher.candidates(pack.index.sounds), births)
        for at in pack.only(sounds_alike.union(_by_fact(pack, person))):
            candidate = Person(pack.index.card(at))
            if why := signs_of_same_person(person, candidate, sounds_alike=at in sounds_alike):
                reference = pack.index.columns.references[at]
                duplicates.append(Duplicate(reference=reference, why=why))
    return tuple(duplicates)


def _by_fact(pack: OpenPack, person: Person) -> Iterator[int]:
    """Yield the cards of which a number or the address ends as the person's does."""
    facts = {
        A_NUMBER: person.a_number,
        PHONE: person.phone,
        EMAIL: plain_address(person.email),
    }
    for fact, value in facts.items():
        if value:
            yield from pack.index.ending_with(fact, value)


KIND = "duplicates"


def keep_duplicates(
    key: CaseKey, card: Card, reader: Reader, duplicates: Sequence[Duplicate]
) -> None:
    """Store the result of a finished search.

    Cases that were found are searched for anew, unless this one was found for them as well: each
    of two would otherwise have the other searched for at every opening.
    """
    why_by_reference = {duplicate.reference: duplicate.why for duplicate in duplicates}
    others = (
        store.with_references([*why_by_reference], team_id=key.case.team_id) if duplicates else []
    )
    own = {
        case.id: Duplicate(reference=key.case.reference, why=why_by_reference[case.reference])
        for case in others
    }

    def lists(case: Case) -> bool:
        """Return true if this case is among the duplicates that are kept for *case*."""
        try:
            content = kept_content(case_key(case, reader))
        except NOT_OPENED:
            return False
        return content is not None and duplicate_to_json(own[case.id]) in content["found"]

    kept_duplicates.forget([case.id for case in others if not lists(case)])
    stored = [duplicate_to_json(duplicate) for duplicate in duplicates]
    keep_content(key, {"facts": _facts_of(card), "found": stored})


def keep_content(key: CaseKey, content: dict[str, Any]) -> None:
    """Seal what is kept for the case, in place of what was kept before."""
    kept_duplicates.keep(key.case.id, key.seal_json(KIND, content))


def kept_content(key: CaseKey) -> dict[str, Any] | None:
    """Return what is kept for the case; ``None`` for nothing, or for what does not open."""
    sealed = kept_duplicates.sealed_of(key.case.id)
    if sealed is None:
        return None
    try:
        content: dict[str, Any] = key.open_json(KIND, sealed)
    except SealDamaged:  # a copy of what is found again
        return None
    return content


def store_duplicates(
    reference: str, card: Card, reader: Reader, duplicates: Sequence[Duplicate]
) -> None:
    """Store the result of a search that the page of a case made. Needs a write transaction.

    Nothing is stored for a case that was erased or put behind a wall meanwhile.
    """
    if (key := _locked_key(reference, reader)) is not None:
        keep_duplicates(key, card, reader, duplicates)


def _locked_key(reference: str, reader: Reader) -> CaseKey | None:
    try:
        case = store.find_for_change(reference, team_id=reader.team_id, withdrawn=True)
        return case_key(case, reader)
    except (store.NoSuchCase, NoKeyForCase):
        return None


def read_duplicates(key: CaseKey, card: Card) -> tuple[Duplicate, ...] | None:
    """Return the kept duplicates; ``None`` if none are kept, or the card has changed since."""
    content = kept_content(key)
    if content is None or content["facts"] != _facts_of(card):
        return None
    return duplicates_from_json(content["found"])


def duplicate_to_json(duplicate: Duplicate) -> list[Any]:
    """Return the form in which a duplicate is sealed."""
    return [duplicate.reference, [why.value for why in duplicate.why]]


def duplicates_from_json(stored: Sequence[Any]) -> tuple[Duplicate, ...]:
    """Read what :func:`duplicate_to_json` wrote."""
    return tuple(
        Duplicate(reference=reference, why=tuple(map(SameBy, why))) for reference, why in stored
    )


def _facts_of(card: Card) -> str:
    """Return a hash of the facts that are compared."""
    person = Person(asdict(card))
    numbers = [person.a_number, person.phone, person.email]
    born = [day.isoformat() for day in person.born or ()]
    facts = [*numbers, *born, *card.all_names]
    return sha256(json.dumps(facts).encode()).hexdigest()


def basis_of(
    answers: Answers, law: LawBook, *, today: date, received: date, practice: Practice
) -> str:
    """Return a hash of everything on which the changes depend, the rules of this release too."""
    days = [today.isoformat(), received.isoformat()]
    basis = [answers.to_json(), of_law(law), of_rules(), _of_eligibility(), days, repr(practice)]
    return sha256(json.dumps(basis).encode()).hexdigest()


def read_changes(key: CaseKey, basis: str) -> tuple[Change, ...] | None:
    """Return the kept changes; ``None`` if none are kept, or if they have another basis."""
    content = kept_content(key)
    if content is None or content.get("basis") != basis:
        return None
    return tuple(
        Change(question=question, to=to, outcome=Outcome(outcome), tier=Tier(tier))
        for question, to, outcome, tier in content["changes"]
    )


def may_store_changes(case: Case) -> bool:
    """Return true if duplicates are kept for the case, beside which its changes can be stored."""
    return kept_duplicates.sealed_of(case.id) is not None


def store_changes(reference: str, reader: Reader, basis: str, changes: Sequence[Change]) -> None:
    """Store the changes beside the duplicates of the case. Needs a write transaction.

    Nothing is stored where no duplicates are, nor for a case that was erased or put behind a wall
    meanwhile.
    """
    key = _locked_key(reference, reader)
    if key is not None and (content := kept_content(key)) is not None:
        rows = [[row.question, row.to, row.outcome.value, row.tier.value] for row in changes]
        keep_content(key, content | {"basis": basis, "changes": rows})


@cache
def _of_eligibility() -> str:
    """Return the hash of the rules of eligibility, which those of urgency do not contain."""
    folder = Path(eligibility.__path__[0])
    files = [file.read_bytes() for file in sorted(folder.rglob("*.py"))]
    return sha256(b"".join(files)).hexdigest()
