"""The stub of a case: keyed hashes of the person, for conflict checks after its erasure.

It is stored while the case exists, and cards are compared with the stubs of the team.
"""

import json
import logging
from collections.abc import Collection
from typing import Any

from intake.actions.opening.case_keys import Reader
from intake.actions.opening.stub_keys import stub_key_of, stub_key_to_write
from intake.cases.card import Card
from intake.conflicts import stubs
from intake.conflicts.models import Stub
from intake.conflicts.stubs import LookUp, OpenedStub, Result
from intake.conflicts.traits import Hasher, Traits, traits_of
from intake.extensions import new_id
from intake.questionnaire import dates
from intake.sealing.contexts import Context
from intake.sealing.opening import Opener, SealDamaged, open_under
from intake.sealing.seal import seal_under
from intake.sealing.signing import StubHasher, stub_place

log = logging.getLogger(__name__)


def save_stub(case_id: str, card: Card, reader: Reader) -> None:
    """Write the stub of a case, or write it again if its card has changed or it does not open.

    Raise ``NoKeyForCase``, ``SealDamaged`` or ``StubKeyLost``.
    """
    key = stub_key_to_write(reader)
    traits = hashed_traits(card, StubHasher(key)).to_json()
    stub = stubs.of_case(case_id)
    stub_id = stub.id if stub else new_id()
    place = stub_place(stub_id, installation=reader.installation)
    if stub and _stored_traits(stub, key, place) == traits:
        return
    sealed = seal_under(key, json.dumps(traits).encode(), context=place)
    if stub is None:
        stubs.add(id=stub_id, team_id=reader.team_id, case_id=case_id, sealed=sealed)
    else:
        stub.sealed = sealed


def hashed_traits(card: Card, hasher: Hasher) -> Traits:
    """Return the names, birth years, number and named persons of a card, hashed."""
    born = dates.from_json(card.birth_date) if card.birth_date else dates.NOT_SURE
    return traits_of(
        hasher,
        names=card.all_names,
        years=range(born.first.year, born.last.year + 1) if born.first and born.last else (),
        number=card.a_number,
        against=card.do_not_tell,
    )


def _stored_traits(stub: Stub, key: bytes, place: Context) -> Any:
    try:
        return json.loads(open_under(key, stub.sealed, context=place))
    except SealDamaged as failure:
        fields = {"case_id": stub.case_id, "code": failure.code}
        log.error("damaged stub written again", extra=fields, exc_info=failure)
        return None


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
    opener = Opener(key)
    return stubs.look_up(
        traits,
        (
            OpenedStub(
                case_id=stub.case_id, live=stub.live, traits=_open_traits(stub, opener, reader)
            )
            for stub in others
            if stub.case_id != case_id
        ),
    )


def _open_traits(stub: Stub, opener: Opener, reader: Reader) -> Traits | None:
    place = stub_place(stub.id, installation=reader.installation)
    try:
        return Traits.from_json(json.loads(opener.open_under(stub.sealed, context=place)))
    except SealDamaged as failure:
        fields = {"case_id": stub.case_id, "code": failure.code}
        log.error("stub not opened", extra=fields, exc_info=failure)
        return None
