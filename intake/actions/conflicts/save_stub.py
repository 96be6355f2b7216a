"""Write down, hashed, whom a case is about: so that a conflict is noticed after its erasure."""

from __future__ import annotations

import json
from typing import Any

from intake.actions.opening.case_keys import Reader
from intake.actions.opening.stub_keys import stub_key_to_write
from intake.cases.card import Card
from intake.conflicts import stubs
from intake.conflicts.models import Stub
from intake.conflicts.traits import Hasher, Traits, traits_of
from intake.extensions import new_id
from intake.questionnaire import dates
from intake.sealing.contexts import Context
from intake.sealing.opening import SealBroken, open_under
from intake.sealing.seal import seal_under
from intake.sealing.stub_hashes import StubHasher, stub_place


def keep_stub(case_id: str, card: Card, reader: Reader) -> None:
    """The stub of a case: written at the first opening, and anew where it does not say what the
    card says, or does not open.

    Raises ``NoKeyForCase`` and ``SealBroken``, as opening the case would.
    """
    key = stub_key_to_write(reader)
    traits = person(card, StubHasher(key)).to_json()
    kept = stubs.of_case(case_id)
    stub_id = kept.id if kept else new_id()
    place = stub_place(stub_id, installation=reader.installation)
    if kept and _said(kept, key, place) == traits:
        return
    sealed = seal_under(key, json.dumps(traits).encode(), context=place)
    if kept is None:
        stubs.add(id=stub_id, team_id=reader.team_id, case_id=case_id, sealed=sealed)
    else:
        kept.sealed = sealed


def _said(kept: Stub, key: bytes, place: Context) -> Any:
    try:
        return json.loads(open_under(key, kept.sealed, context=place))
    except SealBroken:
        return None


def person(card: Card, hashed: Hasher) -> Traits:
    """Whom a card is about, hashed."""
    return traits_of(
        hashed,
        names=card.all_names,
        years=_years(card.birth_date),
        number=card.a_number,
        against=card.do_not_tell,
    )


def _years(said: object) -> range:
    """Every year in which the person may be born; none where that is not known."""
    born = dates.from_json(said) if said else dates.NOT_SURE
    if born.first is None or born.last is None:
        return range(0)
    return range(born.first.year, born.last.year + 1)
