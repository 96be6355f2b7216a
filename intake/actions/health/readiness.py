"""Find out, quickly, whether this server can take requests."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from intake.actions.health.storage import read_fault, spaces
from intake.actions.health.trust import key_fault
from intake.actions.health.write_probe import write_fault
from intake.extensions import db
from intake.revisions import up_to_date
from intake.settings import Settings
from intake.storage_faults import storage_fault

log = logging.getLogger("intake.health")

LEAST_FREE_BYTES = 64 * 2**20
"""With less free space this server is not ready: what others are sending may still be saved."""


def not_ready(settings: Settings) -> tuple[str, ...]:
    """Return why no request can be taken, as codes; nothing where the server is ready.

    ``space`` the disk is nearly full · ``database`` it does not answer · ``write`` it cannot be
    written · ``migrations`` its tables are not of this release · ``keys`` there are none, or they
    do not chain to the pin. Nothing is changed.
    """
    return tuple(_reasons(settings))


def _reasons(settings: Settings) -> Iterator[str]:
    if min(space.free for space in spaces(settings)) < LEAST_FREE_BYTES:
        yield "space"
    if read_fault():
        yield "database"
        return
    if write_fault():
        yield "write"
    if not up_to_date():
        yield "migrations"
    elif _lacks_keys(settings):
        yield "keys"


def _lacks_keys(settings: Settings) -> bool:
    try:
        return bool(key_fault(settings))
    except SQLAlchemyError as failure:
        log.warning("keys cannot be read", extra={"code": storage_fault(failure)}, exc_info=failure)
        return True
    finally:
        db.session.rollback()
