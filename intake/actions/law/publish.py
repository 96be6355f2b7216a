"""Change what pages say: a member proposes and signs, another approves and signs. Verify the rows.

A change is in force once a process that may write the file of its node has verified it: the mail
worker, within a minute, or at once the process that committed it. Each act is logged.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from intake.actions.opening.case_keys import Actor
from intake.amendments import published
from intake.amendments.models import PublishedRow
from intake.amendments.published import WITHDRAWN
from intake.audit.acts import AuditAct
from intake.extensions import db, delete_rows, lock_table, new_id
from intake.frozen import frozen
from intake.keys import store as keys
from intake.sealing.published import ID, Published, Signature, holds
from intake.sealing.signing import is_signed, sign
from intake.sealing.teams import SignedEpoch
from intake.sealing.unlocking import signing_half, signing_private
from intake.staff import store as staff
from intake.staff.store import Act, may
from intake.words import Missing, Refused

RIGHTS: Mapping[str, tuple[Act | None, Act]] = {
    "amendment": (Act.AMEND_LAW, Act.APPROVE_LAW),
    "amendment_withdrawn": (None, Act.AMEND_LAW),
    "place": (Act.AMEND_LAW, Act.APPROVE_LAW),
    "place_withdrawn": (None, Act.AMEND_LAW),
    "wording": (Act.AMEND_WORDING, Act.APPROVE_WORDING),
    "wording_withdrawn": (None, Act.AMEND_WORDING),
    "signature": (None, Act.APPROVE_LAW),
    "notice": (None, Act.SET_INTAKE),
    "epoch": (None, Act.MANAGE_TEAM),
}
"""Rights to propose and to approve, by the kind of a row. One member alone adds a kind that nobody
proposes. ``epoch`` begins the rows of a team's new keys: whoever has older ones alone adds none.
"""

ACTS: dict[tuple[str, str], AuditAct] = {
    (kind, verb): AuditAct(f"{kind}_{verb}")
    for kind in ("amendment", "place", "wording")
    for verb in ("proposed", "approved", "withdrawn")
}
"""The acts to log, by the kind of a change and what is done with it."""

logger = logging.getLogger(__name__)


class NoSuchChange(Missing):
    """There is no change of this kind with this id."""


class CannotSign(Refused):
    """The member's session has no key to sign with."""

    says = "Your session cannot sign what you publish. Sign out and in again."


class NotCertified(CannotSign):
    """No administrator certified the member's key and roles under the team's newest keys."""

    says = (
        "Your signature is not certified yet. Ask an administrator who holds the signing key to"
        " sign in once."
    )


class PublishedBroken(Refused):
    """A row that is stored was not signed as it says, so that none can follow it."""

    says = (
        "What was published was changed outside the desk. Nothing can be published until the server"
        " administrator has run flask published repair."
    )


ALREADY_DECIDED = "Someone else approved or withdrew this. Review it again."


def allows(kind: str, proposes: Sequence[str] | None, approves: Sequence[str]) -> bool:
    """Return true if members of these roles may propose and approve a row, or add it alone."""
    proposal, approval = RIGHTS.get(kind, (None, None))
    is_proposed = proposes is None if proposal is None else may(proposes or (), proposal)
    return approval is not None and may(approves, approval) and is_proposed


def propose(by: Actor, kind: str, content: dict[str, Any]) -> str:
    """Add a proposal, which has no effect until a second member approves it; return its id."""
    unsigned = _unsigned(by)
    row = Published(id=new_id(), kind=kind, content=content, proposed=unsigned)
    row = replace(row, proposed=_signed(by, unsigned, row.proposal(by.reader.installation)))
    if not _is_proposed(row, by.reader.installation):
        raise NotCertified
    db.session.add(PublishedRow(id=row.id, row=row.to_bytes()))
    by.log(ACTS[kind, "proposed"])
    return row.id


def approve(by: Actor, kind: str, id_: str, *, adds: str = "") -> Published:
    """Approve as a second member. Raise :class:`NoSuchChange` or ``Refused``."""
    lock_table(PublishedRow)
    row = find(by.reader.installation, kind, id_)
    proposed = row.proposed
    if proposed is None or proposed.member_id == by.member_id:
        raise Refused("You proposed this, so someone else must approve it.", status=422)
    certificate = _certificate(by.team_id, proposed.member_id)
    row = _append(by, replace(row, proposed=replace(proposed, certificate=certificate)), adds=adds)
    by.log(ACTS[kind, "approved"])
    return row


def withdraw(by: Actor, kind: str, id_: str) -> Published:
    """Withdraw a change, approved or not. Raise :class:`NoSuchChange` or ``Refused``."""
    lock_table(PublishedRow)
    content: dict[str, Any] = {"id": id_}
    change = next((one for one in published.in_force().changes(kind) if one.id == id_), None)
    if change is None:
        change = find(by.reader.installation, kind, id_)
        content["row"] = json.loads(change.to_bytes())
        delete_rows(PublishedRow, PublishedRow.id == id_)
    _append(by, Published(id=new_id(), kind=kind + WITHDRAWN, content=content))
    by.log(ACTS[kind, "withdrawn"])
    return change


def sign_law(by: Actor, content: dict[str, Any]) -> None:
    """Put a lawyer's name under rows of the law, or take the names under them away."""
    publish_alone(by, "signature", content)
    by.log(AuditAct.LAW_SIGNED if content["bar"] else AuditAct.LAW_UNSIGNED)


def publish_alone(by: Actor, kind: str, content: dict[str, Any]) -> str:
    """Add a row of a kind that one member publishes alone; return its id."""
    lock_table(PublishedRow)
    return _append(by, Published(id=new_id(), kind=kind, content=content)).id


def begin_epoch(by: Actor) -> None:
    """Add the row of the team's newest keys, if no row is signed with them yet and it can be added.

    It cannot while a stored row is broken. Each sign-in of an administrator tries again.
    """
    newest = keys.newest_number(by.team_id)
    held = {(row.team_id, row.epoch) for row in look(by.reader.installation).rows}
    if newest == 1 or (by.team_id, newest) in held:
        return
    with suppress(CannotSign, PublishedBroken):  # new keys do not wait for what was published
        publish_alone(by, "epoch", {})


def find(installation: str, kind: str, id_: str) -> Published:
    """Return a proposal that waits. Raise :class:`NoSuchChange`, or ``Refused`` once decided."""
    if row := next((row for row in waiting(installation, kind) if row.id == id_), None):
        return row
    is_known = any(id_ in (row.id, row.content.get("id")) for row in published.in_force().rows)
    raise Refused(ALREADY_DECIDED) if is_known else NoSuchChange


def waiting(installation: str, kind: str = "") -> list[Published]:
    """Return the proposals of a kind, or all, whose members signed them, the oldest first."""
    rows = published.in_force().rows
    known = {row.id for row in rows} | {row.content.get("id") for row in rows}
    return [
        row
        for row in published.pending(kind)
        if row.id not in known and _is_proposed(row, installation)
    ]


def _is_proposed(row: Published, installation: str) -> bool:
    by, right = row.proposed, RIGHTS.get(row.kind, (None, None))[0]
    member = staff.find(by.member_id) if by else None
    if by is None or member is None or right is None or not may(by.roles, right):
        return False
    by = replace(by, certificate=_certificate(member.team_id, member.id))
    epochs = verified_epochs(installation).get(member.team_id, ())
    return (
        bool(epochs)
        and by.is_certified(epochs[-1], installation)
        and is_signed(by.public, by.signature, row.proposal(installation))
    )


def _append(by: Actor, row: Published, *, adds: str = "") -> Published:
    """Approve and number a row, behind the last one. The caller has locked the table."""
    found = look(by.reader.installation)
    if found.broken is not None:
        raise PublishedBroken
    last = found.rows[-1] if found.rows else None
    before, installation = last.digest if last else b"", by.reader.installation
    row = replace(row, n=last.n + 1 if last else 1, team_id=by.team_id)
    unsigned = _unsigned(by, adds)
    row = replace(row, epoch=keys.newest_number(by.team_id), approved=unsigned)
    row = replace(row, approved=_signed(by, unsigned, row.approval(before, installation)))
    row = replace(row, digest=row.digest_of(before, installation))
    if not _follows(row, found.rows, verified_epochs(installation), installation):
        raise NotCertified
    delete_rows(PublishedRow, PublishedRow.id == row.id, PublishedRow.n.is_(None))
    db.session.add(PublishedRow(id=row.id, n=row.n, row=row.to_bytes()))
    db.session.flush()
    db.session.info[FOUND] = [*found.rows, row]
    return row


def _unsigned(by: Actor, adds: str = "") -> Signature:
    member = staff.find(by.member_id)
    if member is None or not by.reader.keyring.own_private:
        raise CannotSign
    return Signature(
        member_id=member.id,
        roles=tuple(sorted(member.roles)),
        on=by.day,
        public=signing_half(member.public_key),
        certificate=_certificate(by.team_id, member.id),
        adds=adds,
    )


def _signed(by: Actor, signature: Signature, message: bytes) -> Signature:
    private = signing_private(by.reader.keyring.own_private)
    return replace(signature, signature=sign(private, message))


def _certificate(team_id: str, member_id: str) -> bytes:
    return keys.certificate(team_id, keys.newest_number(team_id), member_id)


FOUND = "published rows"
"""Key in the session of the rows that hold once its transaction is committed."""


@event.listens_for(db.session, "after_commit")
def _write_at_once(session: Session) -> None:
    """Put what was committed in force at once, where this process may write the file."""
    if rows := session.info.pop(FOUND, None):
        try:
            published.write_file(rows)
        except OSError as failure:  # the file is the mail worker's: it looks each minute
            logger.info("published file not written here", extra={"code": failure.errno})


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(FOUND, None)


@frozen
class Look:
    """The rows that hold, those of the file first, and the id of the first that does not."""

    rows: list[Published]
    broken: str | None = None


def look(installation: str) -> Look:
    """Verify the rows of the table behind those of the file, and find those of it that are gone."""
    held, stored = list(published.in_force().rows), published.chain()
    for row, (id_, now) in zip(held, stored, strict=False):
        if now != row:
            return Look(rows=held, broken=id_)
    if len(stored) < len(held):
        return Look(rows=held, broken=held[len(stored)].id)
    new = stored[len(held) :]
    epochs = verified_epochs(installation) if new else {}
    for id_, now in new:
        if now is None or not _follows(now, held, epochs, installation):
            return Look(rows=held, broken=id_)
        held.append(now)
    return Look(rows=held)


def verified_epochs(installation: str) -> dict[str, tuple[SignedEpoch, ...]]:
    """Return the verified epochs of each team whose keys chain to the pin."""
    found: dict[str, tuple[SignedEpoch, ...]] = {}
    for team in keys.teams():
        with suppress(keys.UntrustedTeamKey):  # another check names the team: its rows do not hold
            found[team.id] = keys.verified_epochs(team.id, installation)
    return found


def _follows(
    row: Published,
    held: Sequence[Published],
    epochs: Mapping[str, Sequence[SignedEpoch]],
    installation: str,
) -> bool:
    """Return true if the row holds behind these, of which none has its id or a newer epoch."""
    is_new = all(
        one.id != row.id and (one.team_id != row.team_id or one.epoch <= row.epoch) for one in held
    )
    last = held[-1] if held else None
    return is_new and holds(row, last, epochs, allows, installation)


def put_in_force(installation: str) -> str | None:
    """Write the rows that hold into the file of this node; return the id of one that does not.

    Raise ``OSError``.
    """
    found, now = look(installation), published.in_force()
    if len(found.rows) > len(now.rows) or not published.path().exists():
        published.write_file(found.rows)
    if found.broken is not None:
        code = found.broken if ID.fullmatch(found.broken) else "malformed"
        logger.error("a published row does not hold", extra={"code": code})
    return found.broken


def repair(installation: str) -> int:
    """Make the chain that of the rows that hold; return how many rows were put right."""
    lock_table(PublishedRow)
    stored = dict(published.chain())
    held = {row.id: row for row in look(installation).rows}
    wrong = {id_ for id_ in {*stored, *held} if id_ not in held or stored.get(id_) != held[id_]}
    for id_ in wrong:
        delete_rows(PublishedRow, PublishedRow.id == id_)
    for row in (held[id_] for id_ in wrong if id_ in held):
        db.session.add(PublishedRow(id=row.id, n=row.n, row=row.to_bytes()))
    return len(wrong)
