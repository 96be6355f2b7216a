"""The key of a case, for one member of staff: opened with the team's, wrapped anew once seen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from intake.cases import store
from intake.cases.cards import SealedCard
from intake.cases.models import Case
from intake.sealing.contexts import Context
from intake.sealing.opening import Opener, SealBroken, open_under
from intake.sealing.seal import seal_under
from intake.sealing.unlocking import Keyring, TeamEpoch


class NoKeyForCase(Exception):
    """The member holds no key of the epoch that this case was sealed to: a colleague must grant."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """A member of staff at work: their team, their roles, their keys.

    ``case_keys`` are the keys of single cases, by case id. A member has none: only the process
    that sent a case holds its key, as ``flask demo load`` does for the cases it makes up.
    """

    member_id: str
    team_id: str
    roles: tuple[str, ...]
    keyring: Keyring = field(repr=False)
    installation: str
    case_keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    _ready: dict[TeamEpoch, Opener] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def opener(self, team_id: str, epoch: int) -> Opener:
        """The team's key of this epoch, made ready once; :class:`NoKeyForCase`."""
        at = (team_id, epoch)
        if at not in self._ready:
            self._ready[at] = Opener(self.team_key(team_id, epoch))
        return self._ready[at]

    def team_key(self, team_id: str, epoch: int) -> bytes:
        """The team's key of this epoch; :class:`NoKeyForCase` where the member has none."""
        try:
            return self.keyring.team_keys[team_id, epoch]
        except KeyError:
            raise NoKeyForCase from None


Locked = Case | SealedCard
"""A whole row, or only what its card opens with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseKey:
    """The opened key of one case, with which its sealed things open and new ones are sealed."""

    case: Case
    key: bytes = field(repr=False)
    installation: str

    def open_json(self, kind: str, sealed: bytes, *, row: str = "") -> Any:
        """What was sealed in this place of the case; in the case's own row without another."""
        return json.loads(open_under(self.key, sealed, context=self._place(kind, row)))

    def seal_json(self, kind: str, content: Any, *, row: str = "") -> bytes:
        """Seal into this place of the case."""
        written = json.dumps(content, ensure_ascii=False).encode()
        return seal_under(self.key, written, context=self._place(kind, row))

    def seal_date(self, kept: dict[str, Any], *, row: str) -> bytes:
        """Seal a date of the diary, for the row with this id."""
        return self.seal_json("diary", kept, row=row)

    def _place(self, kind: str, row: str) -> Context:
        return _place_of(self.case, kind, self.installation, row=row)


def case_key(case: Case, reader: Reader) -> CaseKey:
    """The key of this case; :class:`NoKeyForCase`, or ``SealBroken`` where it does not open."""
    return CaseKey(case=case, key=_opened(case, reader), installation=reader.installation)


def open_sealed_card(case: SealedCard, reader: Reader) -> Any:
    """The content of a card read without the rest of its row; raises as :func:`case_key` does."""
    place = _place_of(case, "card", reader.installation)
    return json.loads(open_under(_opened(case, reader), case.card, context=place).decode())


def rewrap(opened: CaseKey, reader: Reader) -> None:
    """At the first look: the key under one derived from the team's, the envelope dropped."""
    case = opened.case
    if case.rewrapped_key is not None:
        return
    wrap_for(case.epoch, opened, reader)


def wrap_for(epoch: int, opened: CaseKey, reader: Reader) -> None:
    """Keep the key of a case under one derived from this epoch's, in place of all before it."""
    case = opened.case
    team_key = reader.team_key(case.team_id, epoch)
    wrapped = seal_under(team_key, opened.key, context=_seen(case, epoch, reader))
    store.rewrap(case, wrapped, epoch=epoch)


def _opened(case: Locked, reader: Reader) -> bytes:
    if case.id in reader.case_keys:
        return reader.case_keys[case.id]
    if case.rewrapped_key is not None and case.rewrapped_epoch is not None:
        epoch = case.rewrapped_epoch
        opener = reader.opener(case.team_id, epoch)
        return opener.open_under(case.rewrapped_key, context=_seen(case, epoch, reader))
    if case.sealed_key is None:
        raise SealBroken
    place = _place_of(case, "wrap:case-key", reader.installation)
    return reader.opener(case.team_id, case.epoch).open_sealed(case.sealed_key, context=place)


def _seen(case: Locked, epoch: int, reader: Reader) -> Context:
    """The place of a key wrapped anew: sealing derives the wrapping key from the team's for it."""
    return _place_of(case, "wrap:case-key-seen", reader.installation, version=epoch)


def _place_of(
    case: Locked, kind: str, installation: str, *, row: str = "", version: int = 1
) -> Context:
    return Context(
        installation=installation,
        request=case.request_id,
        kind=kind,
        row=row or case.id,
        version=version,
    )
