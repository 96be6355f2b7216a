"""Read, sign and verify the rows of what members published, which form a chain.

A row changes what pages say: a number of the law, a place, a ready text, a lawyer's name under the
law, the notice on the first page. Who proposes signs the content. Who approves signs the row's
number, the digest of the row before it, and the proposal. With each signature stands a
certificate: the team's signing key, which administrators hold, signed for the member's keys and
roles. A row that nobody signed is told from the others without any key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from typing import Any

from intake.frozen import frozen
from intake.sealing.seal import Context, measured
from intake.sealing.signing import is_signed, sign
from intake.sealing.teams import SignedEpoch
from intake.sealing.unlocking import signing_half

ID = re.compile("[0-9a-f]{32}")

Allows = Callable[[str, Sequence[str] | None, Sequence[str]], bool]
"""Says of a kind whether members of some roles may propose and approve it, or add it alone."""


@frozen
class Signature:
    """A member's signature of a day, with the certificate that it is theirs.

    ``public`` is the key that verifies. ``adds`` is what they add to the content: ``proofread`` by
    a member who reads the language.
    """

    member_id: str
    roles: tuple[str, ...]
    on: date
    public: bytes
    certificate: bytes
    signature: bytes = b""
    adds: str = ""

    def said(self) -> bytes:
        """Return the bytes of what is said beside the content, without both signatures."""
        return to_bytes(asdict(replace(self, certificate=b"", signature=b"")))

    def is_certified(self, epoch: SignedEpoch, installation: str) -> bool:
        """Return true if the epoch's signing key certified this key and these roles."""
        place = _certificate_place(epoch.team_id, epoch.number, self.member_id, installation)
        message = _certified(self.public, self.roles, place)
        return is_signed(epoch.public.sign_public, self.certificate, message)


@frozen
class Published:
    """A row of the chain. Before its approval it has no number, epoch or digest.

    ``content`` is JSON. The digest is that of everything else in the row and the digest before.
    """

    id: str
    kind: str
    content: Mapping[str, Any]
    proposed: Signature | None = None
    n: int = 0
    team_id: str = ""
    epoch: int = 0
    approved: Signature | None = None
    digest: bytes = b""

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Published:
        """Read a row of a file or a table. Raise ``ValueError`` for what is none."""
        try:
            signed = {name: _signature(row[name]) for name in ("proposed", "approved")}
            read = cls(**{**row, **signed, "digest": bytes.fromhex(row["digest"])})
        except (AttributeError, KeyError, TypeError) as failure:
            raise ValueError("no row") from failure
        json.dumps(row, ensure_ascii=False).encode()  # a lone surrogate is no text
        types = [type(value) for value in (read.n, read.epoch, read.kind, read.content)]
        signed_by = [by.member_id for by in (read.proposed, read.approved) if by]
        ids = [read.id, *signed_by, *([read.team_id] if read.team_id != "" else [])]
        if types != [int, int, str, dict] or not all(map(_is_id, ids)):
            raise ValueError("no row")
        if read.to_bytes() != to_bytes(row):
            raise ValueError("no row")
        return read

    def to_bytes(self) -> bytes:
        """Return the row as :meth:`from_json` reads it."""
        return to_bytes(asdict(self))

    def is_proposed_by(self, member_id: str) -> bool:
        """Return true if the proposal names this member."""
        return self.proposed is not None and self.proposed.member_id == member_id

    def proposal(self, installation: str) -> bytes:
        """Return the bytes that are signed to propose the row."""
        alone = replace(self, n=0, team_id="", epoch=0)
        return _stated(alone, "published:proposal", self.proposed, installation)

    def approval(self, before: bytes, installation: str) -> bytes:
        """Return the bytes that are signed to approve the row behind the one of this digest."""
        proposed = to_bytes(asdict(self.proposed)) if self.proposed else b""
        stated = _stated(self, "published", self.approved, installation)
        return measured(stated, before, proposed)

    def digest_of(self, before: bytes, installation: str) -> bytes:
        """Return the digest of the row behind the one of the digest *before*."""
        signed = to_bytes(asdict(self.approved)) if self.approved else b""
        return sha256(measured(self.approval(before, installation), signed)).digest()


def _stated(row: Published, kind: str, by: Signature | None, installation: str) -> bytes:
    place = Context(installation, kind, row=row.id, version=row.n)
    about = to_bytes([row.kind, row.team_id, row.epoch, row.content])
    return place.to_bytes() + measured(about, by.said() if by else b"")


def holds(
    row: Published,
    before: Published | None,
    epochs: Mapping[str, Sequence[SignedEpoch]],
    allows: Allows,
    installation: str,
) -> bool:
    """Return true if the row follows *before*, and its members could and did sign it.

    *epochs* are the verified epochs of each team.
    """
    last, digest = (before.n, before.digest) if before else (0, b"")
    approved, proposed = row.approved, row.proposed
    team = epochs.get(row.team_id, ())
    if row.n != last + 1 or approved is None or not 0 < row.epoch <= len(team):
        return False
    if before and before.team_id == row.team_id and row.epoch < before.epoch:
        return False
    epoch = team[row.epoch - 1]
    return (
        row.digest == row.digest_of(digest, installation)
        and allows(row.kind, proposed.roles if proposed else None, approved.roles)
        and all(by.is_certified(epoch, installation) for by in (approved, proposed) if by)
        and is_signed(approved.public, approved.signature, row.approval(digest, installation))
        and (proposed is None or _is_proposed(row, proposed, approved, installation))
    )


def _is_proposed(row: Published, by: Signature, approved: Signature, installation: str) -> bool:
    is_other = by.member_id != approved.member_id and by.public != approved.public
    return is_other and is_signed(by.public, by.signature, row.proposal(installation))


def certify(
    private: bytes,
    public_key: bytes,
    roles: Iterable[str],
    *,
    member_id: str,
    team_id: str,
    epoch: int,
    installation: str,
) -> bytes:
    """Certify the key that verifies a member's signatures, and their roles, in an epoch."""
    place = _certificate_place(team_id, epoch, member_id, installation)
    return sign(private, _certified(signing_half(public_key), roles, place))


def to_bytes(value: Any) -> bytes:
    """Return a value as JSON in its one canonical form; bytes in hexadecimal."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=_as_text).encode()


def _as_text(value: bytes | date) -> str:
    return value.hex() if isinstance(value, bytes) else value.isoformat()


def _signature(row: Mapping[str, Any] | None) -> Signature | None:
    if row is None:
        return None
    halves = {n: bytes.fromhex(row[n]) for n in ("public", "certificate", "signature")}
    if type(row["adds"]) is not str:
        raise ValueError("no signature")
    plain = {"roles": tuple(map(str, row["roles"])), "on": date.fromisoformat(row["on"])}
    return Signature(**{**row, **plain, **halves})


def _is_id(value: object) -> bool:
    return type(value) is str and ID.fullmatch(value) is not None


def _certificate_place(team_id: str, epoch: int, member_id: str, installation: str) -> Context:
    return Context(installation, "certificate", row=f"{team_id} {member_id}", version=epoch)


def _certified(public: bytes, roles: Iterable[str], place: Context) -> bytes:
    return place.to_bytes() + measured(public, " ".join(sorted(roles)).encode())
