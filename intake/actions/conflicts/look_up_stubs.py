"""Compare a card with the stubs of a team, for a known or an adverse person."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Iterator

from intake.actions.conflicts.save_stub import hashed_traits
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.stub_keys import stub_key_of
from intake.cases.card import Card
from intake.conflicts import stubs
from intake.conflicts.models import Stub
from intake.conflicts.stubs import LookUp, OpenedStub, Result
from intake.conflicts.traits import Traits
from intake.sealing.opening import Opener, SealDamaged
from intake.sealing.stub_hashes import StubHasher, stub_place

log = logging.getLogger(__name__)


def look_up_stubs(
    card: Card, reader: Reader, *, case_id: str, without_card: Collection[str] | None = None
) -> LookUp:
    """Compare a card with every stub of the team, except that of its own case. Reads only.

    With *without_card*, the ids of walled cases, it compares only with theirs and those of erased
    cases: who compares with the cards as well needs no other.

    A stub that does not open counts as a possible match. Raise ``NoKeyForCase``, and
    ``SealDamaged`` or ``StubKeyLost`` if the stub key does not open.
    """
    key = stub_key_of(reader)
    if key is None:
        return LookUp(result=Result.CLEAR, matches=())
    traits = hashed_traits(card, StubHasher(key))
    if without_card is None:
        others = stubs.of_team(reader.team_id)
    else:
        others = stubs.without_card(reader.team_id, without_card)
    return stubs.look_up(traits, _open_others(others, key, reader, own_case=case_id))


def _open_others(
    others: Iterable[Stub], key: bytes, reader: Reader, *, own_case: str
) -> Iterator[OpenedStub]:
    opener = Opener(key)
    for stub in others:
        if stub.case_id != own_case:
            traits = _open_traits(stub, opener, reader)
            yield OpenedStub(id=stub.id, case_id=stub.case_id, live=stub.live, traits=traits)


def _open_traits(stub: Stub, opener: Opener, reader: Reader) -> Traits | None:
    place = stub_place(stub.id, installation=reader.installation)
    try:
        return Traits.from_json(json.loads(opener.open_under(stub.sealed, context=place)))
    except SealDamaged as failure:
        fields = {"case_id": stub.case_id, "code": failure.code}
        log.error("stub not opened", extra=fields, exc_info=failure)
        return None
