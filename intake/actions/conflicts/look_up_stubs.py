"""Look among the stubs: whether a person of this card is known, or stands against one who is."""

from __future__ import annotations

import json
from collections.abc import Iterator

from intake.actions.conflicts.save_stub import person
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.stub_keys import stub_key_of
from intake.cases.card import Card
from intake.conflicts import stubs
from intake.conflicts.models import Stub
from intake.conflicts.stubs import LookUp, OpenedStub, Result
from intake.conflicts.traits import Traits
from intake.sealing.opening import Opener, SealBroken
from intake.sealing.stub_hashes import StubHasher, stub_place


def look_up_stubs(card: Card, reader: Reader, *, case_id: str) -> LookUp:
    """Compare with every stub of the team but that of this case. Reads only, a moment for ten
    thousand of them.

    Raises ``NoKeyForCase``, and ``SealBroken`` where the team's stub key does not open. A single
    stub that does not open is told as possible.
    """
    key = stub_key_of(reader)
    if key is None:
        return LookUp(result=Result.CLEAR, matches=())
    asked = person(card, StubHasher(key))
    return stubs.look_up(asked, _opened(key, reader, but=case_id))


def _opened(key: bytes, reader: Reader, *, but: str) -> Iterator[OpenedStub]:
    opener = Opener(key)
    for stub in stubs.of_team(reader.team_id):
        if stub.case_id == but:
            continue
        traits = _traits(stub, opener, reader)
        yield OpenedStub(id=stub.id, case_id=stub.case_id, live=stub.live, traits=traits)


def _traits(stub: Stub, opener: Opener, reader: Reader) -> Traits | None:
    place = stub_place(stub.id, installation=reader.installation)
    try:
        return Traits.from_json(json.loads(opener.open_under(stub.sealed, context=place)))
    except SealBroken:
        return None
