"""All health checks, read by page, ``flask doctor``, metrics and alerts.

What they find is said in ``checks.toml``; here are their tests.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from intake.actions.health import records, server
from intake.actions.health.check import UNKNOWN, Check, Finding, Found, Moment, Result, State
from intake.actions.health.readiness import read_fault, write_fault
from intake.extensions import db
from intake.settings import Settings
from intake.storage_faults import SENTENCES, StorageFault, storage_fault
from intake.words import table_beside

log = logging.getLogger("intake.health")

PATIENCE = 8.0
"""Seconds to wait for SQLite's write lock. A request waits for ten, as Prometheus does for numbers.
"""

MEANWHILE = {
    StorageFault.DISK_FULL: "Applicants see that their answers are kept and can try again. ",
    StorageFault.DAMAGED: "Stop working on the desk. ",
    StorageFault.AWAY: "The desk continues by itself once it is back. ",
    StorageFault.BUSY: "Wait a minute. ",
}
"""What a fault of the database means for members until it is mended."""


def check_database(moment: Moment) -> Found:
    """Find the fault that keeps the database from being read or written."""
    return Found(moment.fault or write_fault(patience=PATIENCE) or "good")


TESTS = {
    "database": check_database,
    "tables": server.check_tables,
    "standby": server.check_standby,
    "keys": records.check_keys,
    "integrity": server.check_integrity,
    "space": server.check_space,
    "memory": server.check_memory,
    "file_modes": server.check_file_modes,
    "clock": server.check_clock,
    "backup": records.check_backup,
    "housekeeping": records.check_housekeeping,
    "erasures": records.check_erasures,
    "wipe": records.check_wipe,
    "worker": records.check_worker,
    "heartbeat": server.check_heartbeat,
    "mail_server": records.check_mail_server,
    "email_late": records.emails("late"),
    "email_readers": records.emails("nobody"),
    "email_failed": records.check_email_failed,
    "audit_chain": records.alarm("broken", "broken"),
    "audit_waiting": records.check_audit_waiting,
    "seals": records.alarm("seal", "broken"),
    "case_rows": records.alarm("missing", "missing"),
    "published": records.check_published,
    "secrets": records.check_secrets,
    "law": records.check_law,
    "referrals": records.check_referrals,
    "errors": server.check_errors,
    "certificate": server.check_certificate,
    "settings": records.check_settings,
    "recovery_sheets": records.check_recovery_sheets,
    "members": records.check_members,
    "signing": records.check_signing,
    "translations": records.check_translations,
}
SAID_ELSEWHERE: Mapping[str, Mapping[str, Finding]] = {
    "database": {
        fault: Finding(
            State.BAD, heading, f"{MEANWHILE.get(fault, '')}For the server administrator: {remedy}"
        )
        for fault, (heading, remedy) in SENTENCES.items()
    },
}
"""Findings whose sentences other places have too, by the code of their check."""


def _check(code: str, row: Mapping[str, Any]) -> Check:
    findings = {
        name: Finding(State(state), *sentences)
        for name, (state, *sentences) in row["findings"].items()
    }
    return Check(
        code=code,
        title=row["title"],
        test=TESTS[code],
        well=row["well"],
        findings={**SAID_ELSEWHERE.get(code, {}), **findings},
        needs_database=row.get("needs_database", True),
    )


CHECKS = tuple(_check(code, row) for code, row in table_beside(__file__).items())


def check_health(settings: Settings, now: datetime) -> tuple[Result, ...]:
    """Return the result of every check.

    A check that the database does not answer finds ``unknown``; the others are made all the same.
    If a check meets damage, ``integrity`` is ``damaged``, whatever the nightly check has found.
    Nothing is written. The session is rolled back, so give it one of its own.
    """
    moment = Moment(settings=settings, now=now, fault=read_fault())
    found = {check.code: _found(check, moment) for check in CHECKS}
    if any(row.finding == UNKNOWN and StorageFault.DAMAGED in row.names for row in found.values()):
        found["integrity"] = Found("damaged")
    return tuple(Result(check, found[check.code]) for check in CHECKS)


def _found(check: Check, moment: Moment) -> Found:
    """Run one check; if the database fails, it is unknown, with the fault."""
    if moment.fault and check.needs_database:
        return Found(UNKNOWN, names=(moment.fault,))
    try:
        return check.test(moment)
    except SQLAlchemyError as failure:
        fault = storage_fault(failure) or "fault"
        log.warning("a check failed", extra={"code": fault}, exc_info=failure)
        return Found(UNKNOWN, names=(fault,))
    finally:
        db.session.rollback()
