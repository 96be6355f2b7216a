"""Make recovery keys, a team with its first keys, and the first member's invitation.

Before anybody has joined and any case has come, they can be deleted again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import date, datetime, timedelta

from intake.amendments import recalls
from intake.cases import resealing
from intake.extensions import new_id
from intake.frozen import frozen
from intake.keys import store
from intake.keys import store as keys
from intake.keys.models import FirstInvitation, RecoveryKey, Team
from intake.law.book import shipped
from intake.requests import store as requests
from intake.sealing.keysets import PrivateKeys
from intake.sealing.recovery import kept_under_pairs, new_recovery_keys, self_signature, sheet_proof
from intake.sealing.seal import Recipient, seal_to, seal_under
from intake.sealing.sheets import Sheet, new_sheets, sheets_to_bytes
from intake.sealing.teams import (
    TeamPrivate,
    fingerprint,
    first_invitation_place,
    first_sheets_place,
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
    if store.recovery_key() is not None:
        raise KeysExist
    recovery, sheets = new_recovery_keys(), new_sheets()
    installation = fingerprint(recovery.public_halves().sign_public)
    _keep_recovery(recovery, sheets, installation=installation, today=today)
    team = store.add_team(Team(id=new_id(), name=team_name))
    recalls.begin_team(team.id, shipped())
    keys = new_team_keys()
    _keep_first_epoch(team.id, keys, recovery, installation=installation)
    token, until = new_token(), now + INVITATION_LASTS
    waiting = sheets if sheets_in_browser else ()
    _keep_invitation(team.id, keys, waiting, token, until=until, installation=installation)
    return Started(
        sheets=sheets,
        fingerprint=installation,
        invitation_token=token_text(token),
        made_on=today,
    )


def _keep_recovery(
    recovery: PrivateKeys,
    sheets: tuple[Sheet, Sheet, Sheet],
    *,
    installation: str,
    today: date,
) -> None:
    public = recovery.public_halves()
    store.add_recovery(
        RecoveryKey(
            hpke_public=public.hpke_public,
            sign_public=public.sign_public,
            signature=self_signature(recovery),
            made_on=today,
        ),
        kept_under_pairs(recovery, sheets, installation=installation),
        {sheet.name: sheet_proof(sheet, installation=installation) for sheet in sheets},
    )


def _keep_first_epoch(
    team_id: str, keys: TeamPrivate, recovery: PrivateKeys, *, installation: str
) -> None:
    store.add_epoch(
        sign_epoch(
            recovery.sign_private, team_id=team_id, number=FIRST, public=keys.public_halves()
        ),
        sealed_to_recovery=seal_to(
            Recipient(whose="recovery", public_key=recovery.public_halves().hpke_public),
            keys.to_bytes(),
            context=recovery_place(team_id, FIRST, installation=installation),
        ),
    )


def _keep_invitation(
    team_id: str,
    keys: TeamPrivate,
    sheets: Sequence[Sheet],
    token: bytes,
    *,
    until: datetime,
    installation: str,
) -> None:
    sheets_place = first_sheets_place(team_id, installation=installation)
    store.add_first_invitation(
        FirstInvitation(
            token_hash=token_hash(token),
            team_id=team_id,
            epoch=FIRST,
            wrapped_team_keys=seal_under(
                token,
                keys.to_bytes(),
                context=first_invitation_place(team_id, FIRST, installation=installation),
            ),
            wrapped_sheets=(
                seal_under(token, sheets_to_bytes(sheets), context=sheets_place) if sheets else None
            ),
            expires_at=until,
        )
    )


class KeysInUse(Exception):
    """A member has joined or a case was sent: without these keys it would be lost."""


def discard_keys() -> int:
    """Delete all keys, so that others can be made; return how many drafts went with them.

    Drafts are bound to the keys' fingerprint and open nowhere else. Raise :class:`KeysInUse`.
    """
    teams = keys.teams()
    if staff.everybody() or any(resealing.count(team.id) for team in teams):
        raise KeysInUse
    drafts = requests.discard_all()
    for team in teams:
        invitations.withdraw_all(team.id)
        recalls.discard_team(team.id)
        keys.discard_team(team)
    keys.discard_recovery()
    return drafts
