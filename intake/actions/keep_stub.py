"""Write down, hashed, whom a case is about: so that a conflict is noticed after its erasure."""

from __future__ import annotations

import json

from intake.actions.case_keys import Reader
from intake.actions.stub_keys import stub_key_to_write
from intake.cases.card import Card
from intake.conflicts import stubs
from intake.conflicts.traits import Hasher, Traits, traits_of
from intake.extensions import new_id
from intake.questionnaire import dates
from intake.sealing.seal import seal_under
from intake.sealing.stub_hashes import StubHasher, stub_place


def keep_stub(case_id: str, card: Card, reader: Reader) -> None:
    """The stub of a case: written at the first opening, and anew where the card says other names.

    Raises ``NoKeyForCase`` and ``SealBroken``, as opening the case would.
    """
    key = stub_key_to_write(reader)
    traits = person(card, StubHasher(key))
    kept = stubs.of_case(case_id)
    stub_id = kept.id if kept else new_id()
    place = stub_place(stub_id, installation=reader.installation)
    sealed = seal_under(key, json.dumps(traits.to_json()).encode(), context=place)
    if kept is None:
        stubs.add(id=stub_id, team_id=reader.team_id, case_id=case_id, sealed=sealed)
    else:
        kept.sealed = sealed


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
