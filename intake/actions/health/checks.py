"""The table of all health checks, read by page, ``flask doctor``, metrics and alerts."""

import logging
from datetime import datetime
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from intake.actions.health import records, server
from intake.actions.health.check import UNKNOWN, Check, Finding, Found, Moment, Result, State
from intake.actions.health.readiness import read_fault, write_fault
from intake.extensions import db
from intake.keys.sheet_files import SHEETS_ON_DISK
from intake.settings import Settings
from intake.storage_faults import SENTENCES, StorageFault, storage_fault

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

good, soon, bad = (partial(Finding, state) for state in State)


def check_database(moment: Moment) -> Found:
    """Find the fault that keeps the database from being read or written."""
    return Found(moment.fault or write_fault(patience=PATIENCE) or "good")


CHECKS = (
    Check(
        "database",
        "Database",
        check_database,
        "It can be read and written",
        {
            **{
                fault: bad(
                    heading, f"{MEANWHILE.get(fault, '')}For the server administrator: {remedy}"
                )
                for fault, (heading, remedy) in SENTENCES.items()
            },
            "fault": bad(
                "Every database query fails",
                "The server log names the error. Tell the server administrator.",
            ),
        },
        needs_database=False,
    ),
    Check(
        "tables",
        "Database schema",
        server.check_tables,
        "It matches this release",
        {
            "other_release": bad(
                "The database schema does not match this release",
                "The server administrator must run: flask db upgrade.",
            ),
        },
    ),
    Check(
        "standby",
        "Standby of the database",
        server.check_standby,
        "Everything is saved on a second server too",
        {
            "not_needed": good("None is set up: DATABASE_URL names one database"),
            "alone": soon(
                "Everything is saved on one server only",
                "If that server is lost, what was just saved is lost with it. Once a standby runs "
                "again, the server administrator must run ALTER SYSTEM RESET "
                "synchronous_standby_names: deploy/several-nodes.md says how.",
            ),
        },
    ),
    Check(
        "keys",
        "Team keys",
        records.check_keys,
        "They match RECOVERY_FINGERPRINT",
        {
            "none": bad(
                "No keys exist yet, so no one can send a request",
                "The server administrator must run: flask keys init.",
            ),
            "untrusted": bad(
                "A team's key was replaced, so no one can send a request",
                "It does not match RECOVERY_FINGERPRINT. Tell the server administrator today: "
                "flask keys verify shows which key.",
            ),
            "seen_unreadable": bad(
                "The server cannot read which team keys it has seen, so no one can send a request",
                "Tell the server administrator today: seen_epochs.json in VAR is damaged, or does "
                "not belong to the user of the server. Give it to that user, or run flask keys "
                "accept-epoch.",
            ),
        },
    ),
    Check(
        "integrity",
        "Damage in the database",
        server.check_integrity,
        "No damaged page is known",
        {
            "never": soon(
                "It has not been checked yet",
                "Housekeeping checks it each night: check below that it runs.",
            ),
            "old": soon(
                "It was last checked {age_seconds} ago",
                "Housekeeping checks it each night: check below that it runs.",
            ),
            "no_checksums": soon(
                "PostgreSQL keeps no checksums, so damage would go unnoticed",
                "The server administrator can stop it and run pg_checksums --enable.",
            ),
            "damaged": bad(
                "Part of the database is damaged",
                "Work that is saved now may be lost. The server administrator must stop the "
                "server, copy the database as it is, check the disk, and restore the last backup.",
            ),
        },
    ),
    Check(
        "space",
        "Disk space",
        server.check_space,
        "{free_percent} free, {free_bytes}",
        {
            "low": soon(
                "Only {free_percent} is free, {free_bytes}",
                "The server administrator should free some space.",
            ),
            "nearly_full": bad(
                "The disk is nearly full: {free_bytes} left",
                "When it is full, nothing can be saved and requests are refused. The server "
                "administrator must free some space now.",
            ),
        },
        needs_database=False,
    ),
    Check(
        "memory",
        "Memory",
        server.check_memory,
        "{available_bytes} available; this process uses {used_bytes}",
        {
            "not_measured": good("This system does not report how much is available"),
            "low": soon(
                "Only {available_bytes} is available",
                "The server administrator should stop other programs, or add memory.",
            ),
            "nearly_full": bad(
                "Almost no memory is left: {available_bytes}",
                "The system may stop the server at any moment. Tell the server administrator now: "
                "it needs more memory.",
            ),
        },
        needs_database=False,
    ),
    Check(
        "file_modes",
        "File permissions",
        server.check_file_modes,
        "Only the server can open its database and secrets",
        {
            "open": bad(
                "Other users of the server can open {names}",
                "The server administrator must run chmod 600 on these files.",
            ),
        },
        needs_database=False,
    ),
    Check(
        "clock",
        "Server clock",
        server.check_clock,
        "It agrees with all recorded times",
        {
            "set_back": bad(
                "The server's clock is {ahead_seconds} behind an earlier entry",
                "Deadlines are counted from this clock. The server administrator must set it right "
                "today (timedatectl).",
            ),
            "apart": bad(
                "The server's clock and the database's differ by {apart_seconds}",
                "Deadlines are counted from this clock. The server administrator must let both "
                "machines follow a time server (timedatectl).",
            ),
            "jumped": bad(
                "The server's clock jumped, so nothing is erased for two days",
                "If the server was off for weeks, this ends by itself, or with flask housekeeping "
                "run --clock-is-right. If not, deadlines are counted from a wrong clock: the "
                "server administrator must correct it today (timedatectl).",
            ),
        },
    ),
    Check(
        "backup",
        "Backup",
        records.check_backup,
        "Made and restore-tested {age_seconds} ago",
        {
            "none_yet": soon(
                "None has been made yet",
                "Before the first request comes, run flask backup create each night.",
            ),
            "never": bad(
                "There are cases, and no backup was ever made",
                "If the server is lost, every case is lost. The server administrator must run: "
                "flask backup create.",
            ),
            "old": bad(
                "The last backup is {age_seconds} old",
                "Anything received since then would be lost with the server. The server "
                "administrator must run flask backup create, and find out why last night's backup "
                "failed.",
            ),
        },
    ),
    Check(
        "housekeeping",
        "Housekeeping",
        records.check_housekeeping,
        "It ran {age_seconds} ago",
        {
            "never": soon(
                "It has not run yet",
                "A timer should run it once an hour: ask the server administrator to run flask "
                "housekeeping run.",
            ),
            "late": soon(
                "It last ran {age_seconds} ago",
                "A timer should run it once an hour: ask the server administrator to check the "
                "timer and its log.",
            ),
            "old": bad(
                "Housekeeping has not run for {age_seconds}",
                "Priorities do not rise and nothing is erased on its date. The server "
                "administrator must run flask housekeeping run, and check its timer.",
            ),
        },
    ),
    Check(
        "erasures",
        "Retention",
        records.check_erasures,
        "No case is past its erase date",
        {
            "unopened": soon(
                "Cases past their erase date that no one has opened: {unopened}",
                "The queue names them. Open each once, so that they can be erased.",
            ),
            "overdue": bad(
                "Cases that should be erased by now: {overdue}",
                "We told applicants that their data would be erased by now. Tell the server "
                "administrator: flask housekeeping run.",
            ),
        },
    ),
    Check(
        "worker",
        "Mail worker",
        records.check_worker,
        "It is running; last heartbeat {beat_age_seconds} ago",
        {
            "not_started": soon(
                "It has not run yet, and no email is waiting",
                "It should always run: ask the server administrator to start flask outbox work.",
            ),
            "one_silent": soon(
                "Emails are going out, but not from {names}",
                "The mail worker stopped on that machine: ask the server administrator. A machine "
                "that was taken away is forgotten after seven days.",
            ),
            "silent": bad(
                "No emails are going out: the mail worker is not running",
                "No one is emailed about new requests or deadlines. Check the queue, and tell the "
                "server administrator: flask outbox work.",
            ),
        },
    ),
    Check(
        "heartbeat",
        "Heartbeat to a monitoring service",
        server.check_heartbeat,
        "It was accepted {age_seconds} ago",
        {
            "not_set": good(
                "HEARTBEAT_URL is not set: no one outside notices when this server is down"
            ),
            "silent": soon(
                "It has not been sent for ten minutes",
                "The mail worker sends it once housekeeping is done: check that both run.",
            ),
            "refused": soon(
                "The monitoring service rejects it: {names}",
                "The server administrator must check HEARTBEAT_URL and the service behind it.",
            ),
        },
    ),
    Check(
        "mail_server",
        "Mail server",
        records.check_mail_server,
        "One is set",
        {
            "files": soon(
                "No mail server is set. Emails are saved as files on the server",
                "The server administrator can set one: MAIL_SERVER.",
            ),
            "files_in_public": bad(
                "No mail server is set, so no one is notified of new requests",
                "Emails are saved as files on the server. Check the queue often, and ask the "
                "server administrator to set MAIL_SERVER.",
            ),
        },
        needs_database=False,
    ),
    Check(
        "email_late",
        "Emails on time",
        records.emails("late"),
        "No email is delayed",
        {
            "late": bad(
                "Emails are delayed: {emails}",
                "The mail server is not accepting them. We keep retrying; no cases are lost. "
                "Check the queue, and tell the server administrator: flask outbox list shows them.",
            ),
        },
    ),
    Check(
        "email_readers",
        "Emails to the team",
        records.emails("nobody"),
        "Every email has someone to go to",
        {
            "nobody": bad(
                "Emails that no team member can receive: {emails}",
                "Invite a member who works cases, or ask for NOTIFY to be set. Emails about a "
                "walled case wait for a member inside its wall.",
            ),
        },
    ),
    Check(
        "email_failed",
        "Failed emails",
        records.check_email_failed,
        "No emails have failed",
        {
            "refused": bad(
                "Emails refused at the first try: {emails}",
                "Someone must check each one: the address may be wrong.",
            ),
            "given_up": bad(
                "Emails that failed after up to {most_tries} tries: {emails}",
                "Someone must check each one: they are no longer retried.",
            ),
        },
    ),
    Check(
        "audit_chain",
        "Audit log",
        records.alarm("broken", "broken"),
        "Its hash chain is intact",
        {
            "broken": bad(
                "The audit log was altered on the server",
                "An entry was changed, removed or inserted. Tell the server administrator: flask "
                "audit verify finds it.",
            ),
        },
    ),
    Check(
        "audit_waiting",
        "New audit log entries",
        records.check_audit_waiting,
        "Waiting for their place in the hash chain: {entries}",
        {
            "unchained": bad(
                "Audit log entries are not in the hash chain yet: {entries}",
                "The mail worker chains them, and it is not running: flask outbox work.",
            ),
        },
    ),
    Check(
        "seals",
        "Encrypted data",
        records.alarm("seal", "broken"),
        "Everything opened so far was intact",
        {
            "broken": bad(
                "Some encrypted data cannot be opened",
                "It, or what stands beside it in clear, was changed on the server. The audit log "
                "shows the case. Tell the server administrator.",
            ),
        },
    ),
    Check(
        "case_rows",
        "Notes, messages and dates",
        records.alarm("missing", "missing"),
        "None was found missing",
        {
            "missing": bad(
                "A note, message or date was removed from a case on the server",
                "The audit log shows the case. Tell the server administrator.",
            ),
        },
    ),
    Check(
        "intake_notice",
        "What applicants read first",
        records.check_intake_notice,
        "A member set it, or nobody did",
        {
            "not_logged": bad(
                "It was changed on the server, and no member did it",
                "Applicants may be turned away. A supervisor sets it again on its page under "
                "Reports. Tell the server administrator.",
            ),
        },
    ),
    Check(
        "secrets",
        "Stored addresses",
        records.check_secrets,
        "All can be read with the current SECRET_KEY",
        {
            "older": soon(
                "SECRET_KEY_FALLBACKS still has an older key",
                "The server administrator can run flask housekeeping run, which says when it is "
                "no longer needed.",
            ),
            "unreadable": bad(
                "Some addresses on this server cannot be read because SECRET_KEY was changed",
                "The server administrator must add the old one to SECRET_KEY_FALLBACKS, then run "
                "flask housekeeping run.",
            ),
        },
    ),
    Check(
        "law",
        "Legal values",
        records.check_law,
        "None is due for review. Not signed by a lawyer: {unsigned}",
        {
            "stale": soon(
                "Due for review: {stale}. Not signed by a lawyer: {unsigned}",
                "See Law: someone must check each against its source.",
            ),
        },
    ),
    Check(
        "referrals",
        "Referral contacts",
        records.check_referrals,
        "None is due for review",
        {
            "overdue": soon(
                "Due for review: {overdue}. Applicants do not see them",
                "See Referral contacts: someone must call or write to each.",
            ),
        },
    ),
    Check(
        "errors",
        "Failed pages",
        server.check_errors,
        "None in the last hour",
        {
            "some": soon(
                "In the last hour: {last_hour}",
                "The server log says where. Tell the server administrator.",
            ),
            "many": bad(
                "Pages that failed in the last hour: {last_hour}",
                "Applicants or members saw error pages. The server log says where. Tell the "
                "server administrator now.",
            ),
        },
    ),
    Check(
        "certificate",
        "Certificate",
        server.check_certificate,
        "It is valid for {left_seconds} more",
        {
            "not_needed": good("None is needed: people do not reach this server over https"),
            "not_checked": soon(
                "It was not checked in the last three days",
                "The mail worker checks it once a day: check that it is running.",
            ),
            "unreachable": soon(
                "The server cannot reach PUBLIC_URL or APPLICANTS_URL to check it",
                "Ask the server administrator to check both by hand.",
            ),
            "expiring": soon(
                "It expires in {left_seconds}",
                "Ask the server administrator why it was not renewed.",
            ),
            "expires_now": bad(
                "The certificate expires in {left_seconds}",
                "After that, browsers warn everyone not to come here. The server administrator "
                "must renew it now.",
            ),
            "refused": bad(
                "Browsers refuse the certificate of PUBLIC_URL or APPLICANTS_URL: {names}",
                "Browsers warn everyone not to come here. The server administrator must renew it "
                "now.",
            ),
        },
    ),
    Check(
        "settings",
        "Settings",
        records.check_settings,
        "Nothing is missing or doubtful",
        {
            "warnings": soon(
                "Missing or doubtful: {names}",
                "The server administrator finds a sentence about each at the end of: flask doctor.",
            ),
        },
        needs_database=False,
    ),
    Check(
        "recovery_sheets",
        "Recovery sheets",
        records.check_recovery_sheets,
        "They are not stored on this server",
        {
            "on_disk": soon("They are still on this server", SHEETS_ON_DISK),
            "not_taken": soon(
                "The first member has not printed them yet",
                "They print them under Your account. Without them a lost password loses every "
                "case.",
            ),
        },
    ),
    Check(
        "members",
        "Members with case access",
        records.check_members,
        "In the smallest team: {with_keys}",
        {
            "few": soon(
                "In the smallest team: {with_keys}",
                "If their passwords are lost, only the recovery sheets help. Give another "
                "colleague access.",
            ),
        },
    ),
    Check(
        "signing",
        "Signing key",
        records.check_signing,
        "Administrators who hold it in the smallest team: {with_key}",
        {
            "few": soon(
                "Administrators who hold it in the smallest team: {with_key}",
                "If that administrator leaves, new keys need two recovery sheets. Give a second "
                "administrator the signing key, under Team.",
            ),
            "none": soon(
                "No administrator holds it",
                "New keys need two recovery sheets: the server administrator runs flask keys "
                "rotate, which gives the signing key to administrators who can open cases.",
            ),
            "readers": soon(
                "Every member who can open cases can sign new keys",
                "An administrator makes new keys, under Team.",
            ),
        },
    ),
    Check(
        "old_wraps",
        "Sign-in sheets",
        records.check_old_wraps,
        "Every member has one",
        {
            "waiting": soon(
                "Members who have not signed in since sign-in sheets were introduced: {members}. "
                "A password alone opens their old keys, which end in {left_seconds}",
                "Ask them to sign in: see Team. After that day they need a reset.",
            ),
            "over": soon(
                "Members who have none, though the day has passed: {members}. Without them no one "
                "could open cases or manage the team",
                "Ask them to sign in today: see Team.",
            ),
        },
    ),
    Check(
        "translations",
        "Translations",
        records.check_translations,
        "All are complete and reviewed",
        {
            "drafts": soon(
                "Drafts that have not been reviewed: {names}",
                "Ask someone who reads the language to review them.",
            ),
            "missing": soon(
                "Missing or incomplete: {names}",
                "Their readers see English. Ask for a translation, or run make language TAG=… or "
                "make strings.",
            ),
        },
        needs_database=False,
    ),
)


def check_health(settings: Settings, *, now: datetime) -> tuple[Result, ...]:
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
