"""Wrap the keys of a team's cases for its newest epoch in batches; then delete the older grants."""

import logging
from contextlib import suppress
from datetime import date, datetime, timedelta

from intake.actions.access.unlock_keys import lock_anew
from intake.actions.keys.recover import open_due_epoch
from intake.actions.opening.card_packs import reseal_packs
from intake.actions.opening.case_keys import (
    NOT_OPENED,
    Actor,
    Reader,
    case_key,
    log_not_opened,
    wrap_for,
)
from intake.actions.opening.case_stubs import wrap_for_epoch
from intake.audit.acts import AuditAct
from intake.cases import batches as resealing
from intake.cases import packs
from intake.frozen import frozen
from intake.keys import store as keys

logger = logging.getLogger(__name__)

AT_ONCE = 100
"""Cases that one transaction reseals at most."""

PACKS_AT_ONCE = 10
"""Packs of cards that one transaction reseals at most."""

IN_FLIGHT = timedelta(minutes=5)
"""The least time for which old keys stay: no request that began before lasts as long."""


class NotDoneYet(Exception):
    """Cases are left that only the old keys open, or could come in still: those are kept."""


@frozen
class Progress:
    """The progress of a team's key renewal. From ``free_from`` on, old keys may be deleted."""

    due_since: date | None
    epoch: int
    total: int
    left: int
    has_old: bool
    free_from: datetime | None

    @property
    def is_idle(self) -> bool:
        """Return true if nothing is to be done."""
        return self.due_since is None and not self.left and not self.has_old


def is_under_way(team_id: str) -> bool:
    """Return true if the team's keys are being renewed. Count no case: every page asks."""
    return keys.due_since(team_id) is not None or keys.has_older_grants(team_id)


def progress(team_id: str) -> Progress:
    """Return the progress of the team. Only reads, and needs no key."""
    epoch = keys.newest_number(team_id)
    opened_at = keys.opened_at(team_id, epoch)
    return Progress(
        due_since=keys.due_since(team_id),
        epoch=epoch,
        total=resealing.count_wrapped(team_id),
        left=resealing.count_older(team_id, than=epoch),
        has_old=keys.has_older_grants(team_id),
        free_from=opened_at + IN_FLIGHT if opened_at else None,
    )


def reseal_some(worker: Reader, *, after: str) -> str:
    """Reseal the next cases behind this id; return the id of the last, or an empty text at the end.

    A case that does not open is left as it is, and counts as not resealed.
    """
    epoch = keys.recipient_of(worker.team_id, worker.installation).epoch
    older = resealing.older_for_change(worker.team_id, than=epoch, after=after, at_most=AT_ONCE)
    for case in older:
        try:
            wrap_for(epoch, case_key(case, worker), worker.team_key(case.team_id, epoch))
        except NOT_OPENED as failure:
            log_not_opened(logger, "case not resealed", failure, case_id=case.id)
    reseal_packs(worker, at_most=PACKS_AT_ONCE)
    return older[-1].id if older else ""


def renew_in_passing(by: Actor, token: bytes, *, after: str) -> str:
    """Go on with new keys as far as the member may; return the id of the last case resealed.

    Open the epoch that is due, reseal the next cases behind the id *after*, and delete the old
    grants when no case is left.
    """
    by = open_due_epoch(by, token)
    if not by.reader.holds_team_key:
        return ""
    if last := reseal_some(by.reader, after=after):
        return last
    with suppress(NotDoneYet):
        destroy_old_keys(by, token)
    return ""


def destroy_old_keys(by: Actor, token: bytes) -> None:
    """Delete all grants of older epochs; raise :class:`NotDoneYet` while they are needed.

    The recovery key alone still opens older keys, for a backup made before.
    """
    worker, team_id = by.reader, by.team_id
    keys.lock_team(team_id)
    renewal = progress(team_id)
    if renewal.left:
        logger.error("cases not resealed", extra={"count": renewal.left})
    if renewal.left or renewal.free_from is None or by.at < renewal.free_from:
        raise NotDoneYet
    held = {
        number: team_keys.hpke_private
        for number, team_keys in worker.keyring.of_team(team_id).items()
    }
    newest = worker.team_key(team_id, renewal.epoch)
    # An administrator without reading keys may have opened this epoch, and wrapped no stub key.
    wrap_for_epoch(team_id, held, newest, epoch=renewal.epoch, installation=worker.installation)
    packs.drop_older(team_id, than=renewal.epoch)
    keys.drop_grants_before(team_id, renewal.epoch)
    keyring = worker.keyring.only((team_id, renewal.epoch))
    lock_anew(keyring, token, by.at, worker.installation)
    by.log(AuditAct.OLD_KEYS_DESTROYED)
