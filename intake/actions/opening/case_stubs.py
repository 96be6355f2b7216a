"""The stub of a case: keyed hashes of the person, for conflict checks after its erasure.

It is stored while the case exists, and cards are compared with the stubs of the team. Stubs outlive
the team's keys: they are hashed under a key of their own, made once, which each new epoch wraps
anew, so that the stubs themselves never change. Lists of imported names are sealed
under that key too.
"""

import json
import logging
from collections.abc import Collection, Mapping
from typing import ClassVar

from intake.actions.opening.case_keys import NoKeyForCase, Reader
from intake.cases.card import Card
from intake.conflicts import stubs
from intake.conflicts.models import Stub
from intake.conflicts.name_list import NameList
from intake.conflicts.stubs import LookUp, OpenedStub, Result
from intake.conflicts.traits import Hasher, Traits, traits_of
from intake.extensions import new_id
from intake.keys import store as keys
from intake.questionnaire import dates
from intake.sealing.opening import Opener, open_under
from intake.sealing.seal import SealBroken, SealDamaged, new_key, seal_under
from intake.sealing.signing import StubHasher, imported_names_place, stub_key_place, stub_place
from intake.words import Refused

log = logging.getLogger(__name__)


def save_stub(case_id: str, card: Card, reader: Reader) -> None:
    """Write the stub of a case, or write it again if its card has changed or it does not open.

    Raise ``NoKeyForCase``, ``SealDamaged`` or ``StubKeyLost``.
    """
    key = stub_key_to_write(reader)
    traits = hashed_traits(card, StubHasher(key)).to_json()
    if stub := stubs.of_case(case_id):
        stored = _open_traits(stub, Opener(key), reader, "damaged stub written again")
        if stored and stored.to_json() == traits:
            return
    stub_id = stub.id if stub else new_id()
    place = stub_place(stub_id, reader.installation)
    sealed = seal_under(key, json.dumps(traits).encode(), place)
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
                case_id=stub.case_id,
                live=stub.live,
                traits=_open_traits(stub, opener, reader, "stub not opened"),
            )
            for stub in others
            if stub.case_id != case_id
        ),
    )


def _open_traits(stub: Stub, opener: Opener, reader: Reader, event: str) -> Traits | None:
    """Open the traits; ``None`` where they do not open, which is logged as this *event*."""
    place = stub_place(stub.id, reader.installation)
    try:
        return Traits.from_json(json.loads(opener.open_under(stub.sealed, place)))
    except SealDamaged as failure:
        fields = {"case_id": stub.case_id, "code": failure.code}
        log.error("%s", event, extra=fields, exc_info=failure)
        return None


class StubKeyLost(Refused, SealBroken):
    """The stub key is wrapped under an epoch whose key was destroyed. No stub can be read."""

    code: ClassVar[str] = "stub_key_lost"
    says = (
        "The record by which conflict checks find this case cannot be written. Tell the server "
        "administrator."
    )


def stub_key_of(reader: Reader) -> bytes | None:
    """Return the key of the team's stubs, or ``None`` before the first stub. Reads only.

    Raise ``NoKeyForCase`` without the team's keys, ``SealDamaged`` or :class:`StubKeyLost`.
    """
    row = keys.stub_key(reader.team_id)
    if row is None:
        return None
    if row.epoch not in reader.epochs:
        raise StubKeyLost if row.epoch < (reader.newest_epoch or 0) else NoKeyForCase
    place = stub_key_place(reader.team_id, row.epoch, reader.installation)
    return open_under(reader.team_key(reader.team_id, row.epoch), row.sealed, place)


def open_lists(reader: Reader) -> tuple[dict[str, NameList], int]:
    """Return the team's lists of imported names by their ids, and how many others do not open.

    Reads only. Without the key of the stubs there are none, which comparing with stubs tells.
    """
    lists, damaged = dict[str, NameList](), 0
    try:
        opener = Opener(stub_key_of(reader) or new_key())
    except (NoKeyForCase, SealBroken):
        return lists, damaged
    for row in stubs.name_lists(reader.team_id):
        place = imported_names_place(row.id, reader.installation)
        try:
            lists[row.id] = NameList(opener.open_under(row.sealed, place).decode())
        except SealDamaged as failure:
            log.error("imported names not opened", extra={"code": failure.code})
            damaged += 1
    return lists, damaged


def stub_key_to_write(reader: Reader) -> bytes:
    """Return the key of the team's stubs, made now if there is none.

    Raise as :func:`stub_key_of` does.
    """
    if (key := stub_key_of(reader)) is not None:
        return key
    keys.lock_team(reader.team_id)
    if (key := stub_key_of(reader)) is not None:  # another process made it before the lock
        return key
    newest = reader.newest_epoch
    if newest is None:
        raise NoKeyForCase
    key = new_key()
    store_stub_key(
        key,
        reader.team_key(reader.team_id, newest),
        team_id=reader.team_id,
        epoch=newest,
        installation=reader.installation,
    )
    return key


def store_stub_key(
    key: bytes, team_key: bytes, *, team_id: str, epoch: int, installation: str
) -> None:
    """Store the stub key, wrapped under the team's private key of an epoch."""
    place = stub_key_place(team_id, epoch, installation)
    keys.store_stub_key(team_id, seal_under(team_key, key, place), epoch=epoch)


def wrap_for_epoch(
    team_id: str,
    team_keys: Mapping[int, bytes],
    new_team_key: bytes,
    *,
    epoch: int,
    installation: str,
) -> None:
    """Wrap the stub key for a new epoch; the keys of older epochs open it no more.

    Without the reading key of its epoch among *team_keys* it stays as it is, for a member who has
    that key. A damaged one is logged and left as it is, because it must not stop the new epoch that
    locks a former member out. From then on it raises :class:`StubKeyLost`.
    """
    row = keys.stub_key(team_id)
    if row is None or row.epoch not in team_keys or row.epoch == epoch:
        return
    place = stub_key_place(team_id, row.epoch, installation)
    try:
        key = open_under(team_keys[row.epoch], row.sealed, place)
    except SealDamaged as failure:
        log.error("stub key not wrapped anew", extra={"code": failure.code}, exc_info=failure)
        return
    store_stub_key(key, new_team_key, team_id=team_id, epoch=epoch, installation=installation)
