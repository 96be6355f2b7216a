"""Check everything that an operator must know of; every door tells what this one function finds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from intake.actions.health import (
    configuration,
    duties,
    mail,
    memory,
    server,
    storage,
    trust,
)
from intake.actions.health.check import FINDINGS, UNKNOWN, Check
from intake.actions.health.moment import Moment
from intake.extensions import db
from intake.settings import Settings
from intake.storage_faults import storage_fault

log = logging.getLogger("intake.health")

WITHOUT_DATABASE: tuple[Callable[[Moment], Check], ...] = (
    storage.check_space,
    storage.check_file_modes,
    memory.check_memory,
    configuration.check_limits,
    configuration.check_settings,
    configuration.check_translations,
    configuration.check_recovery_sheets,
)

OF_DATABASE: tuple[Callable[[Moment], Check | tuple[Check, ...]], ...] = (
    server.check_clock,
    storage.check_tables,
    storage.check_integrity,
    trust.check_keys,
    trust.check_members,
    trust.check_log,
    trust.check_secrets,
    duties.check_backup,
    duties.check_housekeeping,
    duties.check_erasures,
    duties.check_law,
    duties.check_referrals,
    mail.check_mail,
    server.check_errors,
    server.check_certificate,
    server.check_heartbeat,
)


def check_health(
    settings: Settings,
    *,
    now: datetime,
    limits_store: str,
    unknown_settings: Iterable[str] = (),
) -> tuple[Check, ...]:
    """Return one check for each code of ``FINDINGS``, in its order.

    A check that the database does not answer finds ``unknown``; the others are made all the same.
    Nothing is written. The session is rolled back, so give it one of its own.
    """
    database = storage.check_database(settings)
    is_readable = database.found not in storage.UNREADABLE
    moment = Moment(
        settings=settings,
        now=now,
        limits_store=limits_store,
        unknown_settings=tuple(unknown_settings),
    )
    checks = [database, *(check(moment) for check in WITHOUT_DATABASE)]
    if is_readable:
        for check in OF_DATABASE:
            checks += _answers(check, moment)
    by_code = {check.code: check for check in checks}
    return tuple(by_code.get(code, Check(code=code, found=UNKNOWN)) for code in FINDINGS)


def _answers(
    check: Callable[[Moment], Check | tuple[Check, ...]], moment: Moment
) -> tuple[Check, ...]:
    """Make one check; return nothing where the database fails at it."""
    try:
        found = check(moment)
    except SQLAlchemyError as failure:
        log.warning("a check failed", extra={"code": storage_fault(failure)}, exc_info=failure)
        return ()
    finally:
        db.session.rollback()
    return found if isinstance(found, tuple) else (found,)
