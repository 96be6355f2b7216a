"""Keep the duplicates of a case, sealed under its key, so that its page need not search again.

They are searched for again when the case's own names, birth date or numbers change, and when a
newer case turns out to be of the same person.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from intake.actions.conflicts.find_duplicates import Duplicate
from intake.actions.opening.case_keys import CaseKey, Reader, case_key
from intake.actions.opening.not_opened import NOT_OPENED, NoKeyForCase
from intake.cases import store
from intake.cases.card import Card
from intake.cases.models import Case
from intake.conflicts import kept_duplicates
from intake.conflicts.duplicates import Person, SameBy
from intake.sealing.opening import SealDamaged

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
    kept_duplicates.forget([case.id for case in others if not _lists(case, own[case.id], reader)])
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


def _lists(case: Case, duplicate: Duplicate, reader: Reader) -> bool:
    """Return true if this duplicate is among those that are kept for the case."""
    try:
        content = kept_content(case_key(case, reader))
    except NOT_OPENED:
        return False
    return content is not None and duplicate_to_json(duplicate) in content["found"]


def store_duplicates(
    reference: str, card: Card, reader: Reader, duplicates: Sequence[Duplicate]
) -> None:
    """Store the result of a search that the page of a case made. Needs a write transaction.

    Nothing is stored for a case that was erased or put behind a wall meanwhile.
    """
    try:
        case = store.find_for_change(reference, team_id=reader.team_id)
        key = case_key(case, reader)
    except (store.NoSuchCase, NoKeyForCase):
        return
    keep_duplicates(key, card, reader, duplicates)


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
