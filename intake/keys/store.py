"""Find, add and verify teams, their epochs and grants. Nothing is sealed to unverified keys."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, func, select, union_all

from intake.extensions import (
    add_row,
    all_rows,
    any_row,
    change_rows,
    db,
    delete_rows,
    fetch,
    first_row,
    locking,
    plain_rows,
    wipe_at_commit,
)
from intake.frozen import frozen
from intake.keys.models import (
    Epoch,
    FirstInvitation,
    Grant,
    PendingSheets,
    RecoveryKey,
    RecoverySheet,
    SigningGrant,
    StubKey,
    Team,
)
from intake.keys.seen_epochs import EpochRolledBack, SeenEpochsUnreadable, seen_epochs
from intake.sealing.seal import Recipient
from intake.sealing.sheets import is_handed_over, trusted_recovery
from intake.sealing.teams import (
    BrokenChain,
    PublicKeys,
    SignedEpoch,
    TeamPublic,
    fingerprint,
    verify_chain,
)

EPOCH, RECOVERY_KEY, GRANT, SIGNING_GRANT, PENDING, STUB, TEAM = (
    model.__table__.c
    for model in (Epoch, RecoveryKey, Grant, SigningGrant, PendingSheets, StubKey, Team)
)
THE_TEAM = select(Team).order_by(Team.name, Team.id).limit(1)
THE_TEAM_ID = select(TEAM.id).order_by(TEAM.name, TEAM.id).limit(1)
NEWEST = select(func.max(EPOCH.number)).where(EPOCH.team_id == bindparam("team_id"))
HOLDERS, SIGNERS = (
    select(table.member_id).where(
        table.team_id == bindparam("team_id"), table.epoch == NEWEST.scalar_subquery()
    )
    for table in (GRANT, SIGNING_GRANT)
)
UNVOUCHED = HOLDERS.where(GRANT.vouched.is_(None))
OLDER_GRANT = (
    select(GRANT.id)
    .where(GRANT.team_id == bindparam("team_id"), GRANT.epoch < NEWEST.scalar_subquery())
    .limit(1)
)
OF_MEMBER = bindparam("member_id", type_=GRANT.member_id.type)
GRANTED = union_all(
    select(GRANT.team_id, GRANT.epoch).where(GRANT.member_id == OF_MEMBER, GRANT.sealed != b""),
    select(SIGNING_GRANT.team_id, -SIGNING_GRANT.epoch).where(SIGNING_GRANT.member_id == OF_MEMBER),
)
PENDING_SHEETS = select(PENDING.member_id).limit(1)
STUB_KEY = select(STUB.epoch, STUB.sealed).where(STUB.team_id == bindparam("team_id"))
DUE_SINCE = select(TEAM.keys_due_since).where(TEAM.id == bindparam("team_id"))
"""Built once: each page of the queue or of a case asks them."""
EPOCHS = (
    select(EPOCH.number, EPOCH.hpke_public, EPOCH.sign_public, EPOCH.vouch_public, EPOCH.signature)
    .where(EPOCH.team_id == bindparam("team_id"))
    .order_by(EPOCH.number)
)
RECOVERY_SIGN_PUBLIC = select(RECOVERY_KEY.sign_public).order_by(RECOVERY_KEY.number).limit(1)
CHAIN = EPOCHS.add_columns(RECOVERY_SIGN_PUBLIC.scalar_subquery().label("recovery"))
"""Built once: each sending asks for the id of the team, and then for its chain."""


class NoKeysYet(Exception):
    """No team has keys: ``flask keys init`` has not been run on this database."""


class UntrustedTeamKey(BrokenChain):
    """The team's key does not chain to the pin of the configuration: nothing is sealed to it."""


class SeenKeysUnreadable(UntrustedTeamKey):
    """The file of the keys that this node has seen cannot be read: nothing is sealed meanwhile."""


@frozen
class TeamRecipient:
    """A team to seal to: its newest epoch, verified."""

    team_id: str
    epoch: int
    recipient: Recipient


def the_team() -> Team:
    """Return the team that takes new requests. Raise :class:`NoKeysYet`."""
    if (team := db.session.scalar(THE_TEAM)) is None:
        raise NoKeysYet
    return team


def the_team_id() -> str:
    """Return the id of the team that takes new requests. Raise :class:`NoKeysYet`."""
    for (team_id,) in plain_rows(THE_TEAM_ID):
        return str(team_id)
    raise NoKeysYet


def teams() -> Sequence[Team]:
    """Return all teams, by name."""
    return all_rows(Team, by=(Team.name, Team.id))


def lock_team(team_id: str) -> Team:
    """Lock and refresh the row of the team, so that its keys change one step at a time.

    Other transactions may still insert rows that refer to it, so that the desk waits for none of
    the applicants' door. Raise :class:`NoKeysYet` if there is no such team.
    """
    query = select(Team).where(Team.id == team_id)
    if (team := db.session.scalar(locking(query, key_share=True))) is None:
        raise NoKeysYet
    return team


def lock_teams() -> Sequence[Team]:
    """Lock and return all teams, by id, for a job that must not run twice at once.

    Other transactions may still insert rows that refer to a team.
    """
    return db.session.scalars(locking(select(Team).order_by(Team.id), key_share=True)).all()


def recipient_of(team_id: str, pin: str) -> TeamRecipient:
    """Return the team's newest key, chained to the pin and not older than this node has seen.

    Raise :class:`UntrustedTeamKey`. The rows are read each time; signatures are verified again
    where a byte of the chain or the pin has changed.
    """
    newest = verified_epochs(team_id, pin)[-1]
    return TeamRecipient(
        team_id=team_id,
        epoch=newest.number,
        recipient=Recipient(whose=team_id, public_key=newest.public.hpke_public),
    )


def verified_epochs(team_id: str, pin: str) -> tuple[SignedEpoch, ...]:
    """Return all epochs of a team, from the first; raise :class:`UntrustedTeamKey`."""
    epochs = signed_epochs(team_id, pin)
    try:
        seen_epochs().check(team_id, epochs)
    except SeenEpochsUnreadable:
        raise SeenKeysUnreadable from None
    except EpochRolledBack:
        raise UntrustedTeamKey from None
    return epochs


def signed_epochs(team_id: str, pin: str) -> tuple[SignedEpoch, ...]:
    """Return the epochs of a team whose signatures hold, whatever this node has seen.

    Only the database vouches for them, so they are unverified until :func:`verified_epochs`.
    """
    epochs, recovery = _chain(team_id)
    try:
        _verified(epochs, recovery, pin)
    except BrokenChain:
        raise UntrustedTeamKey from None
    return epochs


def sound_epochs(team_id: str, pin: str) -> dict[int, SignedEpoch]:
    """Return the epochs by number up to the last whose signature holds, whatever rows follow."""
    epochs, recovery = _chain(team_id)
    for count in range(len(epochs), 0, -1):
        with suppress(BrokenChain):
            _verified(epochs[:count], recovery, pin)
            return {epoch.number: epoch for epoch in epochs[:count]}
    return {}


def _chain(team_id: str) -> tuple[tuple[SignedEpoch, ...], bytes]:
    """Return the epochs as their rows say, and the recovery key that is to sign the first."""
    rows = plain_rows(CHAIN, team_id=team_id)
    recovery = rows[0][-1] or b"" if rows else b""
    return tuple(_signed_epoch(team_id, row) for row in rows), recovery


def epochs_of(team_id: str) -> list[SignedEpoch]:
    """Return a team's epochs from the first, as their rows say, without verification."""
    rows = plain_rows(EPOCHS, team_id=team_id)
    return [_signed_epoch(team_id, row) for row in rows]


def add_epoch(
    signed: SignedEpoch, *, sealed_to_recovery: bytes, opened_at: datetime | None = None
) -> Epoch:
    """Add a team's next epoch, before its grants."""
    return add_row(
        Epoch(
            team_id=signed.team_id,
            number=signed.number,
            hpke_public=signed.public.hpke_public,
            sign_public=signed.public.sign_public,
            vouch_public=signed.public.vouch_public,
            signature=signed.signature,
            sealed_to_recovery=sealed_to_recovery,
            opened_at=opened_at,
        )
    )


def add(row: Grant | SigningGrant | FirstInvitation) -> None:
    """Add a grant, of the reading or the signing key of an epoch, or a first invitation."""
    db.session.add(row)


def grants_of(member_id: str) -> Sequence[Grant]:
    """Return a member's grants, by team and epoch."""
    return all_rows(Grant, Grant.member_id == member_id, by=(Grant.team_id, Grant.epoch))


def granted_to(member_id: str) -> set[tuple[str, int]]:
    """Return team and epoch of each key that a member was granted; that of a signing key below 0.

    One statement, because each page of the desk executes it.
    """
    return {(team_id, epoch) for team_id, epoch in plain_rows(GRANTED, member_id=member_id)}


def members_with_keys(team_id: str) -> frozenset[str]:
    """Return the ids of members with a grant of the team's newest epoch; volunteers hold no key."""
    return frozenset(fetch(HOLDERS, team_id=team_id).scalars())


def members_with_unvouched_key(team_id: str) -> frozenset[str]:
    """Return the ids of members who hold the newest epoch under a key that nobody has compared."""
    return frozenset(fetch(UNVOUCHED, team_id=team_id).scalars())


def grants_in(team_id: str, epoch: int) -> Sequence[Grant]:
    """Return all members' grants of one epoch, read anew from the database."""
    statement = select(Grant).where(Grant.team_id == team_id, Grant.epoch == epoch)
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def newest_number(team_id: str) -> int:
    """Return the number of the team's newest epoch, as its row says; 0 before any."""
    return db.session.scalar(NEWEST, {"team_id": team_id}) or 0


def opened_at(team_id: str, epoch: int) -> datetime | None:
    """Return when an epoch was opened; ``None`` for the first."""
    return first_row(Epoch.opened_at, Epoch.team_id == team_id, Epoch.number == epoch)


def due_since(team_id: str) -> date | None:
    """Return the day since which new keys are due, because a member left who held the newest."""
    return fetch(DUE_SINCE, team_id=team_id).scalar()


def names_imported(team_id: str) -> int:
    """Return how many names a team has imported, also those that are gone."""
    return first_row(Team.names_imported, Team.id == team_id) or 0


def has_older_grants(team_id: str) -> bool:
    """Return true if a member holds keys of an epoch before the newest."""
    return fetch(OLDER_GRANT, team_id=team_id).scalar() is not None


def certificate(team_id: str, epoch: int, member_id: str) -> bytes:
    """Return the certificate of a member's keys and roles in an epoch; nothing without one."""
    return first_row(Grant.certificate, *_of_member(team_id, epoch, member_id)) or b""


def set_certificate(team_id: str, epoch: int, member_id: str, certificate: bytes) -> None:
    """Keep the certificate of a member's keys and roles in an epoch."""
    change_rows(Grant, *_of_member(team_id, epoch, member_id), certificate=certificate)


def _of_member(team_id: str, epoch: int, member_id: str) -> tuple[ColumnElement[bool], ...]:
    return Grant.team_id == team_id, Grant.epoch == epoch, Grant.member_id == member_id


def signing_grants_of(member_id: str) -> Sequence[SigningGrant]:
    """Return a member's signing grants."""
    return all_rows(SigningGrant, SigningGrant.member_id == member_id)


def signing_grants_in(team_id: str, epoch: int) -> Sequence[SigningGrant]:
    """Return all signing grants of one epoch, read anew from the database."""
    statement = select(SigningGrant).where(
        SigningGrant.team_id == team_id, SigningGrant.epoch == epoch
    )
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def members_with_signing_key(team_id: str) -> frozenset[str]:
    """Return the ids of members who hold a signing grant of the team's newest epoch."""
    return frozenset(fetch(SIGNERS, team_id=team_id).scalars())


def drop_signing_grants_of(member_id: str) -> None:
    """Delete a member's signing grants."""
    delete_rows(SigningGrant, SigningGrant.member_id == member_id)


def drop_signing_grants_before(team_id: str, epoch: int) -> None:
    """Delete the signing grants of a team's epochs before this one: they sign nothing any more."""
    delete_rows(SigningGrant, SigningGrant.team_id == team_id, SigningGrant.epoch < epoch)


def drop_grants_before(team_id: str, epoch: int) -> None:
    """Delete the grants and first invitations of a team's epochs before *epoch*."""
    for table in (Grant, FirstInvitation):
        delete_rows(table, table.team_id == team_id, table.epoch < epoch)


def drop_grants_of(member_id: str) -> None:
    """Delete every grant of a member."""
    delete_rows(Grant, Grant.member_id == member_id)


def recovery_key() -> RecoveryKey | None:
    """Return the public halves of the newest recovery keys, not verified; or ``None``."""
    return first_row(RecoveryKey, by=(RecoveryKey.number.desc(),))


def first_recovery_key() -> RecoveryKey | None:
    """Return the recovery key whose fingerprint is the pin, not verified; or ``None``."""
    return first_row(RecoveryKey, by=(RecoveryKey.number,))


def recovery_recipient(pin: str) -> Recipient:
    """Return the newest recovery key to seal a team's keys to.

    Raise :class:`UntrustedTeamKey` where the first is not the pinned one, or where one was not
    handed over by the one before. Raise :class:`NoKeysYet` if there is none.
    """
    rows = all_rows(RecoveryKey, by=(RecoveryKey.number,))
    if not rows:
        raise NoKeysYet
    try:
        for row, previous in zip(rows, [None, *rows[:-1]], strict=True):
            recipient = _trusted(row, previous, pin)
    except BrokenChain:
        raise UntrustedTeamKey from None
    return recipient


def _trusted(row: RecoveryKey, previous: RecoveryKey | None, pin: str) -> Recipient:
    public = PublicKeys(hpke_public=row.hpke_public, sign_public=row.sign_public)
    if previous is None:
        return trusted_recovery(public, row.signature, pin)
    if not is_handed_over(previous.sign_public, row.handover or b"", public):
        raise BrokenChain
    return trusted_recovery(public, row.signature, fingerprint(row.sign_public))


def add_recovery(key: RecoveryKey, under_pairs: dict[str, bytes], proofs: dict[str, bytes]) -> None:
    """Add recovery keys: public halves, private halves under each pair, a proof of each sheet.

    The sheets of the generation before are deleted.
    """
    delete_rows(RecoverySheet)
    db.session.add(key)
    db.session.add_all(
        RecoverySheet(pair=name, sealed=value) for name, value in (under_pairs | proofs).items()
    )
    db.session.flush()


def reseal_epoch(team_id: str, number: int, sealed_to_recovery: bytes) -> None:
    """Replace the private keys of an epoch that are sealed to the recovery key."""
    of_epoch = Epoch.team_id == team_id, Epoch.number == number
    change_rows(Epoch, *of_epoch, sealed_to_recovery=sealed_to_recovery)


def recovery_sheet(pair: str) -> RecoverySheet | None:
    """Return the copy of the recovery keys that this pair of sheets opens."""
    return first_row(RecoverySheet, RecoverySheet.pair == pair)


def sealed_to_recovery(team_id: str) -> dict[int, bytes]:
    """Return the private keys of the team's epochs, sealed to the recovery key."""
    statement = select(Epoch.number, Epoch.sealed_to_recovery).where(Epoch.team_id == team_id)
    return dict(db.session.execute(statement).all())


def stub_key(team_id: str) -> Row[int, bytes] | None:
    """Return the wrapped key of the team's conflict stubs; ``None`` before the first stub."""
    return fetch(STUB_KEY, team_id=team_id).first()


def store_stub_key(team_id: str, sealed: bytes, *, epoch: int) -> None:
    """Store the key of the team's conflict stubs, wrapped under this epoch."""
    db.session.merge(StubKey(team_id=team_id, epoch=epoch, sealed=sealed))
    db.session.flush()


def first_invitation(token_hash: bytes, now: datetime) -> FirstInvitation | None:
    """Lock and return the invitation with this token, unless it has expired."""
    is_own = FirstInvitation.token_hash == token_hash
    return first_row(FirstInvitation, is_own, FirstInvitation.expires_at > now, lock=True)


def first_invitation_waits(now: datetime) -> bool:
    """Return true if the first invitation has neither been used nor expired."""
    return any_row(FirstInvitation, FirstInvitation.expires_at > now)


def discard_first_invitation(invitation: FirstInvitation) -> None:
    """Delete a used invitation, in the whole file too: it carried the team's keys."""
    db.session.delete(invitation)
    wipe_at_commit(whole=True)


def discard_ended_first_invitations(now: datetime) -> None:
    """Delete expired ones, so that a link that is kept somewhere opens no copy of this table."""
    delete_rows(FirstInvitation, FirstInvitation.expires_at <= now)


def withdraw_first_invitations(team_id: str) -> list[bytes]:
    """Delete the links that carry the team's keys; return their MACs for the audit log."""
    statement = delete(FirstInvitation).where(FirstInvitation.team_id == team_id)
    return list(db.session.scalars(statement.returning(FirstInvitation.wrapped_team_keys)))


def discard_team(team: Team) -> None:
    """Delete a team that has neither members nor cases, with its keys and first invitation."""
    for table in (FirstInvitation, Grant, SigningGrant, StubKey, Epoch):
        delete_rows(table, table.team_id == team.id)
    db.session.delete(team)
    db.session.flush()


def discard_recovery() -> None:
    """Delete the recovery keys and their sheets."""
    delete_rows(RecoverySheet)
    delete_rows(RecoveryKey)


def pending_sheets(member_id: str) -> bytes | None:
    """Return the recovery sheets that this member has not taken yet, sealed; or ``None``."""
    return first_row(PendingSheets.sealed, PendingSheets.member_id == member_id)


def any_pending_sheets() -> bool:
    """Return true while recovery sheets wait to be taken by the first member."""
    return fetch(PENDING_SHEETS).scalar() is not None


def add_pending_sheets(member_id: str, sealed: bytes) -> None:
    """Keep recovery sheets for the first member until they are taken."""
    add_row(PendingSheets(member_id=member_id, sealed=sealed))


def discard_pending_sheets(member_id: str) -> None:
    """Delete the recovery sheets of this member, who has taken them or lost the key to them."""
    delete_rows(PendingSheets, PendingSheets.member_id == member_id)


def _signed_epoch(team_id: str, row: Sequence[Any]) -> SignedEpoch:
    number, hpke_public, sign_public, vouch_public, signature = row[:5]
    public = TeamPublic(hpke_public=hpke_public, sign_public=sign_public, vouch_public=vouch_public)
    return SignedEpoch(team_id=team_id, number=number, public=public, signature=signature)


@lru_cache(maxsize=64)
def _verified(epochs: tuple[SignedEpoch, ...], recovery: bytes, pin: str) -> SignedEpoch:
    return verify_chain(epochs, recovery, pin)
