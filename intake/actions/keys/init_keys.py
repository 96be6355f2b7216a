"""Make recovery keys, a team with its first keys, and the first member's invitation.

Before anybody has joined and any case has come, they can be deleted again.
"""

from dataclasses import field
from datetime import date, datetime, timedelta

from intake.amendments import recalls
from intake.cases import batches
from intake.extensions import add_row, new_id
from intake.frozen import frozen
from intake.keys import store as keys
from intake.keys.models import THE_RECOVERY_KEY, FirstInvitation, RecoveryKey, Team
from intake.law.book import shipped
from intake.requests import store as requests
from intake.sealing.seal import seal_to, seal_under
from intake.sealing.sheets import (
    Sheet,
    kept_under_pairs,
    new_sheets,
    self_signature,
    sheet_proof,
    sheets_to_bytes,
)
from intake.sealing.teams import (
    PrivateKeys,
    TeamPrivate,
    fingerprint,
    first_invitation_place,
    first_sheets_place,
    new_private_keys,
    new_team_keys,
    recovery_place,
    sign_epoch,
)
from intake.sealing.tokens import new_token, token_hash, token_text
from intake.staff import invitations
from intake.staff import store as staff

INVITATION_LASTS = timedelta(hours=72)
FIRST = 1


class KeysExist(Exception):
    """This database has recovery keys: others beside them would open nothing."""


@frozen
class Started:
    """The result of :func:`init_keys`: shown once, and not stored in clear."""

    sheets: tuple[Sheet, Sheet, Sheet] = field(repr=False)
    fingerprint: str
    invitation_token: str = field(repr=False)
    made_on: date


def init_keys(
    *, team_name: str, today: date, now: datetime, sheets_in_browser: bool = True
) -> Started:
    """Make all keys, in the transaction of the caller; raise :class:`KeysExist` if there are any.

    The fingerprint of the new recovery key is the installation's name in every seal from then
    on, and the pin of the configuration. With *sheets_in_browser* the secrets of the recovery
    sheets wait under the token of the first invitation; else only the caller has them.
    """
    if keys.recovery_key() is not None:
        raise KeysExist
    recovery, sheets = new_private_keys(), new_sheets()
    installation = fingerprint(recovery.public_halves().sign_public)
    add_recovery(recovery, sheets, installation=installation, today=today)
    team = add_row(Team(id=new_id(), name=team_name))
    recalls.begin_team(team.id, shipped())
    team_keys = new_team_keys()
    add_epoch(team.id, FIRST, team_keys, recovery.sign_private, installation=installation)
    token = new_token()
    place = first_invitation_place(team.id, FIRST, installation)
    sheets_place = first_sheets_place(team.id, installation)
    waiting = sheets_to_bytes(sheets) if sheets_in_browser else None
    keys.add(
        FirstInvitation(
            token_hash=token_hash(token),
            team_id=team.id,
            epoch=FIRST,
            wrapped_team_keys=seal_under(token, team_keys.to_bytes(), place),
            wrapped_sheets=waiting and seal_under(token, waiting, sheets_place),
            expires_at=now + INVITATION_LASTS,
        )
    )
    return Started(
        sheets=sheets,
        fingerprint=installation,
        invitation_token=token_text(token),
        made_on=today,
    )


def add_recovery(
    recovery: PrivateKeys,
    sheets: tuple[Sheet, Sheet, Sheet],
    *,
    handover: bytes | None = None,
    installation: str,
    today: date,
) -> None:
    """Store recovery keys under each pair of their sheets; they come after those that are there."""
    public, previous = recovery.public_halves(), keys.recovery_key()
    keys.add_recovery(
        RecoveryKey(
            id=new_id() if previous else THE_RECOVERY_KEY,
            number=previous.number + 1 if previous else 1,
            hpke_public=public.hpke_public,
            sign_public=public.sign_public,
            signature=self_signature(recovery),
            handover=handover,
            made_on=today,
        ),
        kept_under_pairs(recovery, sheets, installation),
        {sheet.name: sheet_proof(sheet, installation) for sheet in sheets},
    )


def add_epoch(
    team_id: str,
    number: int,
    private_keys: TeamPrivate,
    sign_private: bytes,
    *,
    installation: str,
    opened_at: datetime | None = None,
) -> None:
    """Store the keys of an epoch, signed, and sealed to the recovery key."""
    public = private_keys.public_halves()
    keys.add_epoch(
        sign_epoch(sign_private, team_id=team_id, number=number, public=public),
        sealed_to_recovery=seal_to(
            keys.recovery_recipient(installation),
            private_keys.to_bytes(),
            recovery_place(team_id, number, installation),
        ),
        opened_at=opened_at,
    )


class KeysInUse(Exception):
    """A member has joined or a case was sent: without these keys it would be lost."""


def discard_keys() -> int:
    """Delete all keys, so that others can be made; return how many drafts went with them.

    Drafts are bound to the keys' fingerprint and open nowhere else. Raise :class:`KeysInUse`.
    """
    teams = keys.teams()
    if staff.everybody() or any(batches.count_wrapped(team.id) for team in teams):
        raise KeysInUse
    drafts = requests.discard_all()
    for team in teams:
        invitations.withdraw_all(team.id)
        recalls.discard_team(team.id)
        keys.discard_team(team)
    keys.discard_recovery()
    return drafts
