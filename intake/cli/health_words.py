"""What ``flask doctor`` says of each check: the fact, what it means, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from intake.actions.health.check import UNKNOWN, Check
from intake.actions.health.figures import written_figures
from intake.storage_faults import StorageFault

NOT_ANSWERED = "Not checked, because the database does not answer: "

SENTENCES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "database": {
            "good": "Database: can be read and written.",
            **{fault: fault.sentence for fault in StorageFault},
            "fault": "The database fails at every question: the log of the server names the error.",
        },
        "tables": {
            "good": "Database schema: of this release.",
            "other_release": StorageFault.NO_TABLES.sentence,
        },
        "keys": {
            "good": "Team keys: they chain to RECOVERY_FINGERPRINT.",
            "none": "No keys exist yet: run flask keys init.",
            "untrusted": "The team's keys do not match RECOVERY_FINGERPRINT: applicants cannot "
            "submit requests.",
        },
        "integrity": {
            "good": "Database integrity: no damaged page is known.",
            "never": "The database was never checked for damage: run flask housekeeping run.",
            "old": "The last check of the database for damage is {age_seconds} old: run flask "
            "housekeeping run from a timer, once an hour.",
            "no_checksums": "PostgreSQL keeps no checksums, so damage stays unseen: stop it and "
            "run pg_checksums --enable.",
            "damaged": "The database is damaged: stop the server, copy the database as it is, "
            "check the disk, then restore the last backup.",
        },
        "space": {
            "good": "Disk space: {free_bytes} free ({free_percent}).",
            "low": "Disk space is low, {free_bytes} free ({free_percent}): make room soon.",
            "nearly_full": "The disk is nearly full, {free_bytes} free ({free_percent}): make room "
            "now, or requests are refused.",
        },
        "memory": {
            "good": "Memory: {available_bytes} available.",
            "not_measured": "Memory: this system does not tell how much is available.",
            "low": "Memory is low, {available_bytes} available: end what else runs here, or give "
            "the machine more.",
            "nearly_full": "Nearly no memory is left, {available_bytes} available: the system "
            "may end the server at any moment. Give the machine more.",
        },
        "file_modes": {
            "good": "File permissions: only the owner can open the database and the secrets.",
            "open": "Other users of this machine can open {names}: run chmod 600 on each.",
        },
        "clock": {
            "good": "Server clock: agrees with everything written down.",
            "set_back": "The clock is {ahead_seconds} behind what was written down earlier: set "
            "it right (timedatectl). Deadlines are counted from it.",
            "apart": "The clock differs from the database server's by {apart_seconds}: let both "
            "machines follow a time server (timedatectl). Deadlines are counted from it.",
        },
        "backup": {
            "good": "Backup: the last one was restored and compared {age_seconds} ago.",
            "none_yet": "No backup yet: run flask backup create FILE each night.",
            "never": "There are cases, and no backup was ever made: run flask backup create FILE.",
            "old": "The last backup is {age_seconds} old: run flask backup create FILE, and see "
            "why the nightly one failed.",
        },
        "housekeeping": {
            "good": "Housekeeping: ran {age_seconds} ago.",
            "never": "Housekeeping never ran: run flask housekeeping run from a timer, once an "
            "hour.",
            "late": "Housekeeping last ran {age_seconds} ago: look at its timer, and at its log.",
            "old": "Housekeeping last ran {age_seconds} ago, so deadlines are not raised and "
            "nothing is erased: run flask housekeeping run, and look at its timer.",
        },
        "erasures": {
            "good": "Erasing: no case is past its erase date.",
            "unopened": "Cases past their erase date that nobody has opened: {unopened}. See the "
            "desk.",
            "overdue": "Cases that should be erased by now: {overdue}. Run flask housekeeping run.",
        },
        "worker": {
            "good": "Mail worker: running, {beat_age_seconds} since its last sign.",
            "not_started": "No mail worker has run yet: run flask outbox work.",
            "silent": "No mail worker is running: run flask outbox work.",
        },
        "heartbeat": {
            "good": "Heartbeat: HEARTBEAT_URL answered {age_seconds} ago.",
            "not_set": "Heartbeat: HEARTBEAT_URL is not set, so nobody outside notices when this "
            "server is down.",
            "silent": "HEARTBEAT_URL has not been called for ten minutes: is the mail worker "
            "running, and housekeeping done?",
            "refused": "HEARTBEAT_URL does not take the calls ({names}): look at the address, and "
            "at the service behind it.",
        },
        "mail_server": {
            "good": "Mail server: set.",
            "files": "MAIL_SERVER is not set: emails are saved as files in var/mail.",
            "files_in_public": "MAIL_SERVER is not set: emails are saved as files in var/mail, "
            "and nobody is told of new requests.",
        },
        "email_late": {
            "good": "Emails: none is delayed.",
            "late": "Emails are delayed ({emails}): run flask outbox list to see which.",
        },
        "email_readers": {
            "good": "Emails: every email has someone to go to.",
            "nobody": "Emails are waiting ({emails}): the team has no member yet and NOTIFY is "
            "not set.",
        },
        "email_failed": {
            "good": "Emails: none was given up.",
            "refused": "Emails refused at the first try ({emails}): run flask outbox list to see "
            "which.",
            "given_up": "Emails that failed after up to {most_tries} tries ({emails}): run flask "
            "outbox list to see which.",
        },
        "audit_chain": {
            "good": "Audit log: its hash chain holds.",
            "broken": "The audit log was altered: run flask audit verify to find where.",
        },
        "audit_waiting": {
            "good": "Audit log: {entries} entries wait to be chained.",
            "unchained": "Audit log entries are not chained yet ({entries}): run flask outbox "
            "work.",
        },
        "seals": {
            "good": "Encrypted data: nothing was found that does not open.",
            "broken": "Some encrypted data cannot be opened because it was changed or damaged: see "
            "the desk's audit log.",
        },
        "case_rows": {
            "good": "Cases: no note, message or date was found missing.",
            "missing": "Data was removed from a case: see the desk's audit log.",
        },
        "secrets": {
            "good": "Stored values: all use the current SECRET_KEY.",
            "older": "SECRET_KEY_FALLBACKS still names an older key: run flask housekeeping run, "
            "which says when it is no longer needed.",
            "unreadable": "Some stored values use an unknown SECRET_KEY: add it to "
            "SECRET_KEY_FALLBACKS, then run flask housekeeping run.",
        },
        "law": {
            "good": "Legal values: none is overdue for review.",
            "stale": "Legal values overdue for review: {names}.",
        },
        "referrals": {
            "good": "Referral contacts: none is overdue for review.",
            "overdue": "Referral contacts overdue for review: {overdue}. See Law on the desk.",
        },
        "errors": {
            "good": "Failed pages: none in the last hour.",
            "some": "Pages that failed in the last hour: {last_hour}. The log names where.",
            "many": "Pages that failed in the last hour: {last_hour}. Look at the log now.",
        },
        "limits": {
            "local": "Limits on tries: counted in each process.",
            "shared": "Limits on tries: counted in Redis for all processes.",
            "fallen_back": "Redis does not answer at REDIS_URL, so each process counts tries by "
            "itself: look whether it runs.",
        },
        "certificate": {
            "good": "Certificate of PUBLIC_URL: valid for {left_seconds} more.",
            "not_needed": "Certificate: none is needed, PUBLIC_URL is not https.",
            "not_checked": "The certificate of PUBLIC_URL has not been checked for days: is the "
            "mail worker running?",
            "unreachable": "The mail worker cannot reach PUBLIC_URL to check its certificate: "
            "check it by hand.",
            "expiring": "The certificate of PUBLIC_URL ends in {left_seconds}: see why it was not "
            "renewed.",
            "expires_now": "The certificate of PUBLIC_URL ends in {left_seconds}: renew it now.",
            "refused": "Browsers refuse the certificate of PUBLIC_URL ({names}): renew it now.",
        },
        "settings": {
            "good": "Settings: nothing is missing or doubtful.",
            "warnings": "Settings that are missing or doubtful, told below: {names}.",
        },
        "recovery_sheets": {
            "good": "Recovery sheets: no file of them is here.",
            "on_disk": "The recovery sheets are in var/recovery: print them, then delete the "
            "files.",
        },
        "members": {
            "good": "Members with case access: {with_keys}.",
            "few": "Members with case access: {with_keys}. At least two are needed so they can "
            "restore each other's access.",
        },
        "translations": {
            "good": "Translations: all are complete and reviewed.",
            "drafts": "Translations with drafts that nobody has reviewed: {names}.",
            "missing": "Translations that are missing or incomplete: {names}. Readers see "
            "English. Run make language TAG=… or make strings.",
        },
    }
)


def sentence_of(check: Check) -> str:
    """Return what to say of a check; of one that was not answered, only its name."""
    if check.found == UNKNOWN:
        return NOT_ANSWERED + check.code
    return SENTENCES[check.code][check.found].format(**written_figures(check))
