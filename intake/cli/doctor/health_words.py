"""The sentences of ``flask doctor``: for each result of a check, its meaning and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from intake.actions.health.check import UNKNOWN, Check
from intake.actions.health.figures import written_figures
from intake.keys.sheet_files import SHEETS_ON_DISK
from intake.storage_faults import StorageFault

NOT_ANSWERED = "Not checked, because the database does not answer: "
NOT_READABLE = "Not checked, because the database is damaged: "

SENTENCES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "database": {
            "good": "Database: readable and writable.",
            **{fault: fault.sentence for fault in StorageFault},
            "fault": "Every database query fails: the server log names the error.",
        },
        "tables": {
            "good": "Database schema: matches this release.",
            "other_release": StorageFault.NO_TABLES.sentence,
        },
        "standby": {
            "good": "Standby: each commit waits until a standby has it.",
            "not_needed": "Standby: none is expected, DATABASE_URL names one database.",
            "alone": "The primary works alone, so if it is lost, acknowledged requests are lost "
            "with it. Once a standby runs again, run ALTER SYSTEM RESET "
            "synchronous_standby_names: deploy/several-nodes.md says how.",
        },
        "keys": {
            "good": "Team keys: match RECOVERY_FINGERPRINT.",
            "none": "No keys exist yet: run flask keys init.",
            "untrusted": "The team's keys do not match RECOVERY_FINGERPRINT: applicants cannot "
            "submit requests.",
            "seen_unreadable": "seen_epochs.json in VAR cannot be read or is damaged, so nothing "
            "tells which team keys this node has seen: applicants cannot submit requests. Give "
            "the file to the user of this process, or run flask keys accept-epoch.",
        },
        "integrity": {
            "good": "Database integrity: no damage found.",
            "never": "The database was never checked for damage: run flask housekeeping run.",
            "old": "The database was last checked for damage {age_seconds} ago: run flask "
            "housekeeping run from a timer, once an hour.",
            "no_checksums": "PostgreSQL keeps no checksums, so damage goes unnoticed: stop it and "
            "run pg_checksums --enable.",
            "damaged": "The database is damaged: stop the server, copy the database as it is, "
            "check the disk, then restore the last backup.",
        },
        "space": {
            "good": "Disk space: {free_bytes} free ({free_percent}).",
            "low": "Disk space is low, {free_bytes} free ({free_percent}): free some space soon.",
            "nearly_full": "The disk is nearly full, {free_bytes} free ({free_percent}): free some "
            "space now, or requests will be refused.",
        },
        "memory": {
            "good": "Memory: {available_bytes} available.",
            "not_measured": "Memory: this system does not report how much is available.",
            "low": "Memory is low, {available_bytes} available: stop other programs, or add "
            "memory.",
            "nearly_full": "Memory is nearly used up, {available_bytes} available: the system "
            "may stop the server at any moment. Add memory.",
        },
        "file_modes": {
            "good": "File permissions: only the owner can open the database and the secrets.",
            "open": "Other users of this machine can open {names}: run chmod 600 on each.",
        },
        "clock": {
            "good": "Server clock: agrees with all recorded times.",
            "set_back": "The clock is {ahead_seconds} behind times recorded earlier: correct "
            "it (timedatectl). Deadlines depend on it.",
            "jumped": "The clock jumped by three weeks or more, so housekeeping waits for two "
            "days: correct it (timedatectl), or run flask housekeeping run --clock-is-right.",
            "apart": "The clock differs from the database server's by {apart_seconds}: connect "
            "both machines to a time server (timedatectl). Deadlines depend on it.",
        },
        "backup": {
            "good": "Backup: last made and restore-tested {age_seconds} ago.",
            "none_yet": "No backup yet: run flask backup create FILE each night.",
            "never": "There are cases but no backup: run flask backup create FILE.",
            "old": "The last backup is {age_seconds} old: run flask backup create FILE, and find "
            "out why the nightly one failed.",
        },
        "housekeeping": {
            "good": "Housekeeping: ran {age_seconds} ago.",
            "never": "Housekeeping never ran: run flask housekeeping run from a timer, once an "
            "hour.",
            "late": "Housekeeping last ran {age_seconds} ago: check its timer and its log.",
            "old": "Housekeeping last ran {age_seconds} ago, so priorities are not raised and "
            "nothing is erased: run flask housekeeping run, and check its timer.",
        },
        "erasures": {
            "good": "Erasing: no case is past its erase date.",
            "unopened": "Cases past their erase date that have not been reviewed: {unopened}. See "
            "the desk.",
            "overdue": "Cases that should be erased by now: {overdue}. Run flask housekeeping run.",
        },
        "worker": {
            "good": "Mail worker: running, last heartbeat {beat_age_seconds} ago.",
            "not_started": "No mail worker has run yet: run flask outbox work.",
            "one_silent": "The mail worker is running, but not on {names}: start it there. A "
            "machine that you took away is forgotten after seven days.",
            "silent": "No mail worker is running: run flask outbox work.",
        },
        "heartbeat": {
            "good": "Heartbeat: HEARTBEAT_URL answered {age_seconds} ago.",
            "not_set": "Heartbeat: HEARTBEAT_URL is not set, so no one outside notices if this "
            "server goes down.",
            "silent": "HEARTBEAT_URL has not been called for ten minutes: check that the mail "
            "worker is running and that housekeeping ran.",
            "refused": "HEARTBEAT_URL rejects the calls ({names}): check the address and the "
            "service behind it.",
        },
        "mail_server": {
            "good": "Mail server: set.",
            "files": "MAIL_SERVER is not set: emails are saved as files in var/mail.",
            "files_in_public": "MAIL_SERVER is not set: emails are saved as files in var/mail, "
            "and no one is notified of new requests.",
        },
        "email_late": {
            "good": "Emails: none is delayed.",
            "late": "Emails are delayed ({emails}): run flask outbox list to see which.",
        },
        "email_readers": {
            "good": "Emails: every email has a recipient.",
            "nobody": "Emails are waiting ({emails}): no member of the team can receive them, and "
            "NOTIFY is not set. Emails about a walled case wait for a member inside its wall.",
        },
        "email_failed": {
            "good": "Emails: none failed.",
            "refused": "Emails rejected at the first try ({emails}): run flask outbox list to see "
            "which.",
            "given_up": "Emails that failed after up to {most_tries} tries ({emails}): run flask "
            "outbox list to see which.",
        },
        "audit_chain": {
            "good": "Audit log: hash chain verified.",
            "broken": "The audit log was altered: run flask audit verify to find where.",
        },
        "audit_waiting": {
            "good": "Audit log: {entries} entries waiting to be chained.",
            "unchained": "Audit log entries are not chained yet ({entries}): run flask outbox "
            "work.",
        },
        "seals": {
            "good": "Encrypted data: nothing was found that cannot be opened.",
            "broken": "Some encrypted data cannot be opened because it was changed or damaged: see "
            "the desk's audit log.",
        },
        "case_rows": {
            "good": "Cases: no note, message or date was found missing.",
            "missing": "Data was removed from a case: see the desk's audit log.",
        },
        "intake_notice": {
            "good": "What applicants read first: as members set it.",
            "not_logged": "What applicants read first was changed on the server, not by a member: "
            "a supervisor sets it again at the desk, under Reports.",
        },
        "secrets": {
            "good": "Stored values: all use the current SECRET_KEY.",
            "older": "SECRET_KEY_FALLBACKS still contains an older key: run flask housekeeping "
            "run, which reports when it is no longer needed.",
            "unreadable": "Some stored values use an unknown SECRET_KEY: add it to "
            "SECRET_KEY_FALLBACKS, then run flask housekeeping run.",
        },
        "law": {
            "good": "Legal values: none is overdue for review, {unsigned} not signed by a lawyer.",
            "stale": "Legal values overdue for review: {names}. Not signed: {unsigned}.",
        },
        "referrals": {
            "good": "Referral contacts: none is overdue for review.",
            "overdue": "Referral contacts overdue for review, hidden from applicants: {names}. "
            "Somebody must call each: see Referral contacts under Law on the desk.",
        },
        "errors": {
            "good": "Failed pages: none in the last hour.",
            "some": "Pages that failed in the last hour: {last_hour}. The server log shows where.",
            "many": "Pages that failed in the last hour: {last_hour}. Check the server log now.",
        },
        "certificate": {
            "good": "Certificates of our addresses: valid for {left_seconds} more.",
            "not_needed": "Certificate: none is needed, no address of ours is https.",
            "not_checked": "The certificate of PUBLIC_URL has not been checked for days: check "
            "that the mail worker is running.",
            "unreachable": "The mail worker cannot reach PUBLIC_URL or APPLICANTS_URL to check "
            "its certificate: check both manually.",
            "expiring": "The certificate of PUBLIC_URL or APPLICANTS_URL expires in "
            "{left_seconds}: find out why it was not renewed.",
            "expires_now": "The certificate of PUBLIC_URL or APPLICANTS_URL expires in "
            "{left_seconds}: renew it now.",
            "refused": "Browsers reject the certificate of PUBLIC_URL or APPLICANTS_URL "
            "({names}): renew it now.",
        },
        "settings": {
            "good": "Settings: nothing is missing or doubtful.",
            "warnings": "Settings that are missing or doubtful, listed below: {names}.",
        },
        "recovery_sheets": {
            "good": "Recovery sheets: not stored on this server.",
            "on_disk": SHEETS_ON_DISK,
            "not_taken": "Recovery sheets: the first member has not printed them yet. Without them "
            "a lost password loses every case.",
        },
        "members": {
            "good": "Members with case access: {with_keys}.",
            "few": "Members with case access: {with_keys}. At least two are needed so they can "
            "restore each other's access.",
        },
        "signing": {
            "good": "Administrators with the signing key: {with_key}.",
            "few": "Administrators with the signing key: {with_key}. With a second one, new team "
            "keys need no recovery sheets if the first leaves.",
            "none": "No administrator holds the signing key, so new team keys need two recovery "
            "sheets: run flask keys rotate, which gives it to administrators with case access.",
            "readers": "Every member who can open cases can still sign the team's next keys: an "
            "administrator makes new keys under Team on the desk.",
        },
        "old_wraps": {
            "good": "Members' keys: each needs a device secret beside the password.",
            "waiting": "Members who have not signed in since sign-in sheets were introduced: "
            "{members}. Their password alone opens their key, which ends in {left_seconds}: "
            "{names}. See Team on the desk.",
            "over": "Members whose key a password alone opens, past its day: {members} ({names}). "
            "It is kept because nobody else could open cases or manage the team: let them sign in.",
        },
        "translations": {
            "good": "Translations: all are complete and reviewed.",
            "drafts": "Translations with drafts that have not been reviewed: {names}.",
            "missing": "Translations that are missing or incomplete: {names}. Readers see "
            "English. Run make language TAG=… or make strings.",
        },
    }
)


def reason_of(check: Check) -> str:
    """Return the beginning of the sentence about checks without a result."""
    return NOT_READABLE if StorageFault.DAMAGED in check.names else NOT_ANSWERED


def sentence_of(check: Check) -> str:
    """Return the sentence for the result of *check*; of an unanswered one, only its name."""
    if check.finding == UNKNOWN:
        return reason_of(check) + check.code
    return SENTENCES[check.code][check.finding].format(**written_figures(check))
