"""Words of the Health page for each check: its name, its result, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import gettext

from intake.actions.health.check import UNKNOWN, Check, State
from intake.actions.health.figures import written_figures
from intake.storage_faults import StorageFault
from intake.words import N_

Words = Mapping[str, Mapping[str, str]]

STATE = MappingProxyType(
    {State.BAD: N_("Act now"), State.SOON: N_("Check soon"), State.GOOD: N_("Good")}
)

TITLE: Mapping[str, str] = MappingProxyType(
    {
        "database": N_("Database"),
        "tables": N_("Database schema"),
        "standby": N_("Standby of the database"),
        "keys": N_("Team keys"),
        "integrity": N_("Damage in the database"),
        "space": N_("Disk space"),
        "memory": N_("Memory"),
        "file_modes": N_("File permissions"),
        "clock": N_("Server clock"),
        "backup": N_("Backup"),
        "housekeeping": N_("Housekeeping"),
        "erasures": N_("Retention"),
        "worker": N_("Mail worker"),
        "heartbeat": N_("Heartbeat to a monitoring service"),
        "mail_server": N_("Mail server"),
        "email_late": N_("Emails on time"),
        "email_readers": N_("Emails to the team"),
        "email_failed": N_("Failed emails"),
        "audit_chain": N_("Audit log"),
        "audit_waiting": N_("New audit log entries"),
        "seals": N_("Encrypted data"),
        "case_rows": N_("Notes, messages and dates"),
        "intake_notice": N_("What applicants read first"),
        "secrets": N_("Stored addresses"),
        "law": N_("Legal values"),
        "referrals": N_("Referral contacts"),
        "errors": N_("Failed pages"),
        "certificate": N_("Certificate"),
        "settings": N_("Settings"),
        "recovery_sheets": N_("Recovery sheets"),
        "members": N_("Members with case access"),
        "signing": N_("Signing key"),
        "old_wraps": N_("Sign-in sheets"),
        "translations": N_("Translations"),
    }
)

NOT_ANSWERED = N_("This could not be checked, because the database did not answer.")
NOT_READABLE = N_("This could not be checked, because the database is damaged.")

FOUND: Words = MappingProxyType(
    {
        "database": {
            "good": N_("It can be read and written."),
            StorageFault.DISK_FULL: N_("The disk is full, so nothing can be saved"),
            StorageFault.READ_ONLY: N_("The database can be read but not changed"),
            StorageFault.NO_STANDBY: N_(
                "The database waits for its standby, which is not connected"
            ),
            StorageFault.MISSING: N_("The database is not where it should be"),
            StorageFault.DAMAGED: N_("The database is damaged, or its disk is failing"),
            StorageFault.AWAY: N_("The database cannot be reached"),
            StorageFault.BUSY: N_("The database is busy and does not answer"),
            StorageFault.NOT_ALLOWED: N_("The desk is not allowed to use the database"),
            StorageFault.NO_TABLES: N_("The database schema does not match this release"),
            "fault": N_("Every database query fails"),
        },
        "tables": {
            "good": N_("It matches this release."),
            "other_release": N_("The database schema does not match this release"),
        },
        "standby": {
            "good": N_("Everything is saved on a second server too."),
            "not_needed": N_("None is set up: the settings name one database."),
            "alone": N_("Everything is saved on one server only."),
        },
        "keys": {
            "good": N_("They match the pinned fingerprint."),
            "none": N_("No keys exist yet, so no one can send a request"),
            "untrusted": N_("A team's key was replaced, so no one can send a request"),
            "seen_unreadable": N_(
                "The server cannot read which team keys it has seen, so no one can send a request"
            ),
        },
        "integrity": {
            "good": N_("No damaged page is known."),
            "never": N_("It has not been checked yet."),
            "old": N_("It was last checked %(age_seconds)s ago."),
            "no_checksums": N_("PostgreSQL keeps no checksums, so damage would go unnoticed."),
            "damaged": N_("Part of the database is damaged"),
        },
        "space": {
            "good": N_("%(free_percent)s free, %(free_bytes)s."),
            "low": N_("Only %(free_percent)s is free, %(free_bytes)s."),
            "nearly_full": N_("The disk is nearly full: %(free_bytes)s left"),
        },
        "memory": {
            "good": N_("%(available_bytes)s available; this process uses %(used_bytes)s."),
            "not_measured": N_("This system does not report how much is available."),
            "low": N_("Only %(available_bytes)s is available."),
            "nearly_full": N_("Almost no memory is left: %(available_bytes)s"),
        },
        "file_modes": {
            "good": N_("Only the server can open its database and secrets."),
            "open": N_("Other users of the server can open %(names)s"),
        },
        "clock": {
            "good": N_("It agrees with all recorded times."),
            "set_back": N_("The server's clock is %(ahead_seconds)s behind an earlier entry"),
            "apart": N_("The server's clock and the database's differ by %(apart_seconds)s"),
            "jumped": N_("The server's clock jumped, so nothing is erased for two days"),
        },
        "backup": {
            "good": N_("Made and restore-tested %(age_seconds)s ago."),
            "none_yet": N_("None has been made yet."),
            "never": N_("There are cases, and no backup was ever made"),
            "old": N_("The last backup is %(age_seconds)s old"),
        },
        "housekeeping": {
            "good": N_("It ran %(age_seconds)s ago."),
            "never": N_("It has not run yet."),
            "late": N_("It last ran %(age_seconds)s ago."),
            "old": N_("Housekeeping has not run for %(age_seconds)s"),
        },
        "erasures": {
            "good": N_("No case is past its erase date."),
            "unopened": N_("Cases past their erase date that no one has opened: %(unopened)s."),
            "overdue": N_("Cases that should be erased by now: %(overdue)s"),
        },
        "worker": {
            "good": N_("It is running; last heartbeat %(beat_age_seconds)s ago."),
            "not_started": N_("It has not run yet, and no email is waiting."),
            "one_silent": N_("Emails are going out, but not from %(names)s"),
            "silent": N_("No emails are going out: the mail worker is not running"),
        },
        "heartbeat": {
            "good": N_("It was accepted %(age_seconds)s ago."),
            "not_set": N_("None is set: no one outside notices when this server is down."),
            "silent": N_("It has not been sent for ten minutes."),
            "refused": N_("The monitoring service rejects it: %(names)s."),
        },
        "mail_server": {
            "good": N_("One is set."),
            "files": N_("None is set. Emails are saved as files on the server."),
            "files_in_public": N_("No mail server is set, so no one is notified of new requests"),
        },
        "email_late": {
            "good": N_("No email is delayed."),
            "late": N_("Emails are delayed: %(emails)s"),
        },
        "email_readers": {
            "good": N_("Every email has someone to go to."),
            "nobody": N_("Emails that no team member can receive: %(emails)s"),
        },
        "email_failed": {
            "good": N_("No emails have failed."),
            "refused": N_("Emails refused at the first try: %(emails)s"),
            "given_up": N_("Emails that failed after up to %(most_tries)s tries: %(emails)s"),
        },
        "audit_chain": {
            "good": N_("Its hash chain is intact."),
            "broken": N_("The audit log was altered on the server"),
        },
        "audit_waiting": {
            "good": N_("Waiting for their place in the hash chain: %(entries)s."),
            "unchained": N_("Audit log entries are not in the hash chain yet: %(entries)s"),
        },
        "seals": {
            "good": N_("Everything opened so far was intact."),
            "broken": N_("Some encrypted data cannot be opened"),
        },
        "case_rows": {
            "good": N_("None was found missing."),
            "missing": N_("A note, message or date was removed from a case on the server"),
        },
        "intake_notice": {
            "good": N_("A member set it, or nobody did."),
            "not_logged": N_("It was changed on the server, and no member did it"),
        },
        "secrets": {
            "good": N_("All can be read."),
            "older": N_("An older secret key is still set as a fallback."),
            "unreadable": N_("Some addresses on this server cannot be read"),
        },
        "law": {
            "good": N_("None is due for review. Not signed by a lawyer: %(unsigned)s."),
            "stale": N_("Due for review: %(stale)s. Not signed by a lawyer: %(unsigned)s."),
        },
        "referrals": {
            "good": N_("None is due for review."),
            "overdue": N_("Due for review: %(overdue)s. Applicants do not see them."),
        },
        "errors": {
            "good": N_("None in the last hour."),
            "some": N_("In the last hour: %(last_hour)s."),
            "many": N_("Pages that failed in the last hour: %(last_hour)s"),
        },
        "certificate": {
            "good": N_("It is valid for %(left_seconds)s more."),
            "not_needed": N_("None is needed: people do not reach this server over https."),
            "not_checked": N_("It was not checked in the last three days."),
            "unreachable": N_("The server cannot reach its own public address to check it."),
            "expiring": N_("It expires in %(left_seconds)s."),
            "expires_now": N_("The certificate expires in %(left_seconds)s"),
            "refused": N_("Browsers refuse the certificate: %(names)s"),
        },
        "settings": {
            "good": N_("Nothing is missing or doubtful."),
            "warnings": N_("Missing or doubtful: %(names)s."),
        },
        "recovery_sheets": {
            "good": N_("They are not stored on this server."),
            "on_disk": N_("They are still on this server."),
            "not_taken": N_("The first member has not printed them yet."),
        },
        "members": {
            "good": N_("In the smallest team: %(with_keys)s."),
            "few": N_("In the smallest team: %(with_keys)s."),
        },
        "signing": {
            "good": N_("Administrators who hold it in the smallest team: %(with_key)s."),
            "few": N_("Administrators who hold it in the smallest team: %(with_key)s."),
            "none": N_("No administrator holds it."),
            "readers": N_("Every member who can open cases can sign new keys."),
        },
        "old_wraps": {
            "good": N_("Every member has one."),
            "waiting": N_(
                "Members who have not signed in since sign-in sheets were introduced: "
                "%(members)s. Their old "
                "keys end in %(left_seconds)s."
            ),
            "over": N_(
                "Members who have none, though the day has passed: %(members)s. Without them no "
                "one could open cases or manage the team."
            ),
        },
        "translations": {
            "good": N_("All are complete and reviewed."),
            "drafts": N_("Drafts that have not been reviewed: %(names)s."),
            "missing": N_("Missing or incomplete: %(names)s."),
        },
    }
)
"""Result of each check. An urgent one is also a heading, and therefore ends without a dot."""

TO_DO: Words = MappingProxyType(
    {
        "database": {
            StorageFault.DISK_FULL: N_(
                "Applicants see that their answers are kept and can try again. The server "
                "administrator must free some space now."
            ),
            StorageFault.READ_ONLY: N_(
                "Nothing new can be saved. The server administrator must check how the disk is "
                "mounted, who owns the folder, and whether this database is a standby."
            ),
            StorageFault.NO_STANDBY: N_(
                "Nothing new can be saved. The server administrator must start the standby, or let "
                "the primary work alone until it is back."
            ),
            StorageFault.MISSING: N_(
                "The server administrator must mount or restore its folder. The desk continues by "
                "itself once it is back."
            ),
            StorageFault.DAMAGED: N_(
                "Stop working on the desk. The server administrator must stop the server, copy "
                "the database "
                "as it is, check the disk, and restore the last backup."
            ),
            StorageFault.AWAY: N_(
                "The server administrator must check whether the database is running. The desk "
                "continues by itself once it is back."
            ),
            StorageFault.BUSY: N_(
                "Wait a minute. If this keeps happening, the server administrator must find out "
                "which "
                "process holds it."
            ),
            StorageFault.NOT_ALLOWED: N_(
                "The server administrator must give the desk its own database role: "
                "deploy/README.md says which."
            ),
            StorageFault.NO_TABLES: N_("The server administrator must run: flask db upgrade."),
            "fault": N_("The server log names the error. Tell the server administrator."),
        },
        "tables": {
            "other_release": N_("The server administrator must run: flask db upgrade."),
        },
        "standby": {
            "alone": N_(
                "If that server is lost, what was just saved is lost with it. The server "
                "administrator must let it wait for the standby again: flask doctor says how."
            ),
        },
        "keys": {
            "none": N_("The server administrator must run: flask keys init."),
            "untrusted": N_(
                "Tell the server administrator today: flask keys verify shows which key."
            ),
            "seen_unreadable": N_(
                "Tell the server administrator today: flask doctor says what to do."
            ),
        },
        "integrity": {
            "never": N_("Housekeeping checks it each night: check below that it runs."),
            "old": N_("Housekeeping checks it each night: check below that it runs."),
            "no_checksums": N_("The server administrator can turn them on: pg_checksums --enable."),
            "damaged": N_(
                "Work that is saved now may be lost. The server administrator must stop the "
                "server, copy the database as it is, check the disk, and restore the last backup."
            ),
        },
        "space": {
            "low": N_("The server administrator should free some space."),
            "nearly_full": N_(
                "When it is full, nothing can be saved and requests are refused. The server "
                "administrator must free some space now."
            ),
        },
        "memory": {
            "low": N_("The server administrator should give the server more memory."),
            "nearly_full": N_(
                "The system may stop the server at any moment. Tell the server administrator now."
            ),
        },
        "file_modes": {
            "open": N_("The server administrator must run chmod 600 on these files."),
        },
        "clock": {
            "set_back": N_(
                "Deadlines are counted from this clock. The server administrator must set it right "
                "today."
            ),
            "apart": N_(
                "Deadlines are counted from this clock. The server administrator must let both "
                "machines follow a time server."
            ),
            "jumped": N_(
                "If the server was off for weeks, this ends by itself. If not, deadlines are "
                "counted from a wrong clock: the server administrator must correct it today."
            ),
        },
        "backup": {
            "none_yet": N_("Before the first request comes, set up a backup each night."),
            "never": N_(
                "If the server is lost, every case is lost. The server administrator must run: "
                "flask backup create."
            ),
            "old": N_(
                "Anything received since then would be lost with the server. The server "
                "administrator "
                "must find out why last night's backup failed."
            ),
        },
        "housekeeping": {
            "never": N_("It should run once an hour: ask the server administrator."),
            "late": N_("It should run once an hour: ask the server administrator."),
            "old": N_(
                "Priorities do not rise and nothing is erased on its date. Tell the server "
                "administrator."
            ),
        },
        "erasures": {
            "unopened": N_("The queue names them. Open each once, so that they can be erased."),
            "overdue": N_(
                "We told applicants that their data would be erased by now. Tell the server "
                "administrator: "
                "flask housekeeping run."
            ),
        },
        "worker": {
            "not_started": N_("It should always run: ask the server administrator."),
            "one_silent": N_(
                "The mail worker stopped on that machine: ask the server administrator. A machine "
                "that was taken away is forgotten after seven days."
            ),
            "silent": N_(
                "No one is emailed about new requests or deadlines. Check the queue, and tell "
                "the server administrator."
            ),
        },
        "heartbeat": {
            "silent": N_(
                "The mail worker sends it once housekeeping is done: check that both run."
            ),
            "refused": N_("The server administrator must check HEARTBEAT_URL."),
        },
        "mail_server": {
            "files": N_("The server administrator can set one: MAIL_SERVER."),
            "files_in_public": N_(
                "Emails are saved as files on the server. Check the queue often, and ask the "
                "server administrator to set MAIL_SERVER."
            ),
        },
        "email_late": {
            "late": N_(
                "The mail server is not accepting them. We keep retrying; no cases are lost. "
                "Check the queue, and tell the server administrator."
            ),
        },
        "email_readers": {
            "nobody": N_("Invite a member who works cases, or ask for NOTIFY to be set."),
        },
        "email_failed": {
            "refused": N_("Someone must check each one: the address may be wrong."),
            "given_up": N_("Someone must check each one: they are no longer retried."),
        },
        "audit_chain": {
            "broken": N_(
                "An entry was changed, removed or inserted. Tell the server administrator: flask "
                "audit verify finds it."
            ),
        },
        "audit_waiting": {
            "unchained": N_("The mail worker chains them, and it is not running."),
        },
        "seals": {
            "broken": N_(
                "It was changed or damaged on the server. The audit log shows the case. Tell the "
                "server administrator."
            ),
        },
        "case_rows": {
            "missing": N_("The audit log shows the case. Tell the server administrator."),
        },
        "intake_notice": {
            "not_logged": N_(
                "Applicants may be turned away. Set it again on its page under Reports, and tell "
                "the server administrator."
            ),
        },
        "secrets": {
            "older": N_("The server administrator can run: flask housekeeping run."),
            "unreadable": N_(
                "SECRET_KEY was changed. The server administrator must restore the old key as a "
                "fallback. Run flask doctor for details."
            ),
        },
        "law": {"stale": N_("See Law: someone must check each against its source.")},
        "referrals": {"overdue": N_("See Referral contacts: someone must call or write to each.")},
        "errors": {
            "some": N_("The server log says where. Tell the server administrator."),
            "many": N_(
                "Applicants or members saw error pages. The server log says where. Tell the "
                "server administrator now."
            ),
        },
        "certificate": {
            "not_checked": N_("The mail worker checks it once a day: check that it is running."),
            "unreachable": N_("Ask the server administrator to check it by hand."),
            "expiring": N_("Ask the server administrator why it was not renewed."),
            "expires_now": N_(
                "After that, browsers warn everyone not to come here. The server administrator "
                "must renew it "
                "now."
            ),
            "refused": N_(
                "Browsers warn everyone not to come here. The server administrator must renew it "
                "now."
            ),
        },
        "settings": {"warnings": N_("The server administrator finds details with: flask doctor.")},
        "recovery_sheets": {
            "on_disk": N_(
                "Print them if you have no others. The server administrator deletes the files, "
                "then makes new sheets: flask doctor says how."
            ),
            "not_taken": N_("The first member prints them under Your account."),
        },
        "members": {
            "few": N_(
                "If their passwords are lost, only the recovery sheets help. Give another "
                "colleague access."
            ),
        },
        "signing": {
            "few": N_(
                "If that administrator leaves, new keys need two recovery sheets. Give a second "
                "administrator the signing key, under Team."
            ),
            "none": N_(
                "New keys need two recovery sheets: the server administrator runs flask keys "
                "rotate, which gives the signing key to administrators who can open cases."
            ),
            "readers": N_("An administrator makes new keys, under Team."),
        },
        "old_wraps": {
            "waiting": N_("Ask them to sign in: see Team. After that day they need a reset."),
            "over": N_("Ask them to sign in today."),
        },
        "translations": {
            "drafts": N_("Ask someone who reads the language to review them."),
            "missing": N_("Their readers see English. Ask for a translation."),
        },
    }
)
"""Advice for every result that is not good."""


def title_of(check: Check) -> str:
    """Return the name of a check."""
    return gettext(TITLE[check.code])


def finding_of(check: Check) -> str:
    """Return the result of a check as a sentence."""
    if check.finding == UNKNOWN:
        is_damaged = StorageFault.DAMAGED in check.names
        return gettext(NOT_READABLE if is_damaged else NOT_ANSWERED)
    return gettext(FOUND[check.code][check.finding], **written_figures(check))


def advice_on(check: Check) -> str:
    """Return what to do about a result; empty if it is good or not known."""
    if check.state is State.GOOD or check.finding == UNKNOWN:
        return ""
    return gettext(TO_DO[check.code][check.finding])
