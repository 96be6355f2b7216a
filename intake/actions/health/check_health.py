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
from intake.actions.health.check import FINDINGS, UNKNOWN, Check, Moment
from intake.actions.health.write_probe import write_fault
from intake.extensions import db
from intake.settings import Settings
from intake.storage_faults import StorageFault, storage_fault

log = logging.getLogger("intake.health")

PATIENCE = 8.0
"""Seconds to wait for SQLite's write lock. A request waits for ten, as Prometheus does for numbers.
"""

WITHOUT_DATABASE: tuple[Callable[[Moment], Check], ...] = (
    storage.check_space,
    storage.check_file_modes,
    memory.check_memory,
    configuration.check_settings,
    configuration.check_translations,
)

OF_DATABASE: tuple[tuple[Callable[[Moment], Check | tuple[Check, ...]], tuple[str, ...]], ...] = (
    (server.check_clock, ("clock",)),
    (storage.check_tables, ("tables",)),
    (storage.check_standby, ("standby",)),
    (storage.check_integrity, ("integrity",)),
    (trust.check_keys, ("keys",)),
    (configuration.check_recovery_sheets, ("recovery_sheets",)),
    (trust.check_members, ("members",)),
    (trust.check_signing, ("signing",)),
    (trust.check_old_wraps, ("old_wraps",)),
    (trust.check_log, ("audit_chain", "audit_waiting", "seals", "case_rows")),
    (trust.check_intake_notice, ("intake_notice",)),
    (trust.check_secrets, ("secrets",)),
    (duties.check_backup, ("backup",)),
    (duties.check_housekeeping, ("housekeeping",)),
    (duties.check_erasures, ("erasures",)),
    (duties.check_law, ("law",)),
    (duties.check_referrals, ("referrals",)),
    (mail.check_mail, ("worker", "mail_server", "email_late", "email_readers", "email_failed")),
    (server.check_errors, ("errors",)),
    (server.check_certificate, ("certificate",)),
    (server.check_heartbeat, ("heartbeat",)),
)
"""The checks that ask the database, each with the codes of what it returns."""


def check_health(
    settings: Settings, *, now: datetime, unknown_settings: Iterable[str] = ()
) -> tuple[Check, ...]:
    """Return one check for each code of ``FINDINGS``, in its order.

    A check that the database does not answer finds ``unknown``; the others are made all the same.
    If a check meets damage, ``integrity`` is ``damaged``, whatever the nightly check has found.
    Nothing is written. The session is rolled back, so give it one of its own.
    """
    fault = storage.read_fault()
    database = Check(code="database", finding=fault or write_fault(patience=PATIENCE) or "good")
    moment = Moment(settings=settings, now=now, unknown_settings=tuple(unknown_settings))
    checks = [database, *(check(moment) for check in WITHOUT_DATABASE)]
    for check, codes in OF_DATABASE:
        if fault:
            checks += (Check(code=code, finding=UNKNOWN, names=(fault,)) for code in codes)
        else:
            checks += _answered(check, codes, moment)
    by_code = {check.code: check for check in checks}
    if any(check.finding == UNKNOWN and StorageFault.DAMAGED in check.names for check in checks):
        by_code["integrity"] = Check(code="integrity", finding="damaged")
    return tuple(by_code[code] for code in FINDINGS)


def _answered(
    check: Callable[[Moment], Check | tuple[Check, ...]], codes: tuple[str, ...], moment: Moment
) -> Iterable[Check]:
    """Run one check; if the database fails, all of its codes are unknown, with the fault."""
    try:
        result = check(moment)
    except SQLAlchemyError as failure:
        fault = storage_fault(failure) or "fault"
        log.warning("a check failed", extra={"code": fault}, exc_info=failure)
        return [Check(code=code, finding=UNKNOWN, names=(fault,)) for code in codes]
    finally:
        db.session.rollback()
    return result if isinstance(result, tuple) else (result,)
