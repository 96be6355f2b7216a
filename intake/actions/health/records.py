"""Tests of what the desk keeps: keys, log, mail, regular work, settings and translations."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from intake.actions.health.check import Found, Moment
from intake.actions.health.server import INTEGRITY_OLD_AFTER, last_run
from intake.actions.keys.grant_access import signers_of, working_holders
from intake.actions.law.publish import look
from intake.actions.upkeep.rotate_secret import is_unreadable
from intake.amendments import published
from intake.amendments.approved import law_book, places_in_force
from intake.audit.chain import waiting
from intake.cases.erasing import overdue_erasures
from intake.cases.models import Case
from intake.catalogues import file_of, read_catalogue
from intake.conflicts import stubs
from intake.environment import DOTENV, doubtful_names
from intake.extensions import db
from intake.keys import store as keys
from intake.outbox.mail_health import last_heartbeat, silent_hosts
from intake.referrals.places import overdue
from intake.settings import Settings, UnsafeSettings
from intake.settings.review import review
from intake.upkeep import runs

BACKUP_OLD_AFTER = timedelta(hours=26)
"""A backup is made each night, and may take two hours."""

HOUSEKEEPING_LATE_AFTER, HOUSEKEEPING_OLD_AFTER = timedelta(hours=3), timedelta(hours=26)
"""Housekeeping runs once an hour."""

ENOUGH = 1000
"""Overdue cases that are counted at most."""

FEWEST_MEMBERS = 2
"""With fewer, one forgotten password needs the recovery sheets."""

UNSET = {
    "organisation_name": "ORGANISATION_NAME is not set: pages cannot show who you are.",
    "help_phone": "HELP_PHONE is not set: pages show no phone number to call.",
    "notice_approved_by": "NOTICE_APPROVED_BY is not set: the privacy notice is not approved.",
}


def check_settings(moment: Moment) -> Found:
    """Name the settings that are missing, doubtful by their code, or known to nobody."""
    problems = [
        (name.upper(), sentence)
        for name, sentence in UNSET.items()
        if not getattr(moment.settings, name)
    ]
    problems += review(moment.settings).items()
    try:
        doubtful = doubtful_names(os.environ, Path(current_app.root_path).parent)
        problems += ((doubt.name, doubt.sentence) for doubt in doubtful)
    except UnsafeSettings as unreadable:
        problems.append((DOTENV, str(unreadable)))
    names, details = tuple(zip(*problems, strict=True)) or ((), ())
    return Found("warnings" if names else "good", {"warnings": len(names)}, names, details=details)


def check_translations(moment: Moment) -> Found:
    """Count the sentences that have no translation, and those that no person has reviewed."""
    missing, drafts, names, details = 0, 0, [], []
    for tag in moment.settings.languages:
        locale = tag.replace("-", "_")
        catalogue = read_catalogue(locale)
        has_none = tag != "en" and not file_of(locale).is_file()
        if has_none:
            details += [f"No translation file for {tag}: readers see English. Run make language."]
        if catalogue.missing:
            details += [f"Strings missing in {tag}: {catalogue.missing}. Readers see English."]
        if catalogue.unreviewed:
            reviewed = len(catalogue.reviewed)
            details += [f"Reviewed strings in {tag}: {reviewed}. The rest are drafts."]
        missing += catalogue.missing + has_none
        drafts += catalogue.unreviewed
        names += [tag] if has_none or catalogue.missing or catalogue.unreviewed else []
    finding = "missing" if missing else "drafts" if drafts else "good"
    figures = {"missing": missing, "draft_languages": drafts}
    return Found(finding, figures, tuple(names), details=tuple(details))


def check_recovery_sheets(_moment: Moment) -> Found:
    """Find sheets that nobody has printed."""
    return Found("not_taken" if keys.any_pending_sheets() else "good")


def check_backup(moment: Moment) -> Found:
    """Find the age of the last backup that was restored and compared.

    Without one, invented cases are no loss.
    """
    found = last_run(runs.BACKUP, moment, ("old", BACKUP_OLD_AFTER))
    has_cases = select(Case.id).where(~Case.invented).limit(1)
    if found.finding == "never" and db.session.scalar(has_cases) is None:
        return Found("none_yet")
    return found


def check_housekeeping(moment: Moment) -> Found:
    """Find the age of the last housekeeping that came to its end."""
    limits = ("old", HOUSEKEEPING_OLD_AFTER), ("late", HOUSEKEEPING_LATE_AFTER)
    return last_run(runs.HOUSEKEEPING, moment, *limits)


def check_wipe(moment: Moment) -> Found:
    """Find when what had ended was last overwritten in the files of the database."""
    return last_run(runs.WIPE, moment, ("old", INTEGRITY_OLD_AFTER))


def check_erasures(moment: Moment) -> Found:
    """Count cases that should be erased by now: those nobody has opened wait for a reader."""
    overdue_cases = overdue_erasures(today=moment.today, at_most=ENOUGH)
    opened = stubs.with_stub(overdue_cases)
    late = sum(needs_no_stub or id_ in opened for id_, needs_no_stub in overdue_cases.items())
    unopened = len(overdue_cases) - late
    finding = "overdue" if late else "unopened" if unopened else "good"
    return Found(finding, {"overdue": late, "unopened": unopened})


def check_law(moment: Moment) -> Found:
    """Name the legal values whose review is overdue, and count those that no lawyer has signed."""
    law = law_book()
    stale = sorted({parameter.id for parameter in law.stale(on=moment.today)})
    figures = {"stale": len(stale), "unsigned": len(law.unsigned(on=moment.today))}
    return Found(
        "stale" if stale else "good", figures, details=_listed("Legal values due for review", stale)
    )


def check_referrals(moment: Moment) -> Found:
    """Name the referral contacts whose shelf life has ended, which applicants no longer see."""
    late = sorted(place.id for place in overdue(places_in_force(), on=moment.today))
    details = _listed("Referral contacts due for review", late)
    return Found("overdue" if late else "good", {"overdue": len(late)}, details=details)


def _listed(title: str, ids: list[str]) -> tuple[str, ...]:
    """Return a line with *ids* for operators, or nothing."""
    return (f"{title}: {', '.join(ids)}.",) if ids else ()


def check_keys(moment: Moment) -> Found:
    """Follow the keys of every team to the pin."""
    return Found(key_fault(moment.settings) or "good")


def key_fault(settings: Settings) -> str:
    """Return why applicants cannot send, as a finding of the check; nothing where they can."""
    teams = keys.teams()
    try:
        for team in teams:
            keys.recipient_of(team.id, settings.recovery_fingerprint)
    except keys.SeenKeysUnreadable:
        return "seen_unreadable"
    except keys.UntrustedTeamKey:
        return "untrusted"
    return "" if teams else "none"


def check_members(_moment: Moment) -> Found:
    """Count the members who can open cases, in the team that has the fewest."""
    holders = min((len(working_holders(team.id)) for team in keys.teams()), default=0)
    return Found("good" if holders >= FEWEST_MEMBERS else "few", {"with_keys": holders})


def check_signing(_moment: Moment) -> Found:
    """Count the administrators who sign new keys, in the team that has the fewest."""
    fewest = min((len(signers_of(team.id)) for team in keys.teams()), default=0)
    finding = "good" if fewest >= FEWEST_MEMBERS else "few" if fewest else "none"
    return Found(finding, {"with_key": fewest})


def check_published(moment: Moment) -> Found:
    """Name the first row of what members published that does not hold, or is not in force yet."""
    found = look(moment.settings.recovery_fingerprint)
    if found.broken is not None:
        return Found("broken", details=_listed("Published row that does not hold", [found.broken]))
    is_late = len(found.rows) > len(published.in_force().rows)
    return Found("late" if is_late else "good")


def check_secrets(moment: Moment) -> Found:
    """Find out whether all stored values can be read, and whether an older secret is kept."""
    finding = "older" if moment.settings.secret_key_fallbacks else "good"
    return Found("unreadable" if is_unreadable() else finding)


def alarm(code: str, finding: str) -> Callable[[Moment], Found]:
    """Return the test that finds *finding* if the audit log raises the alarm *code*."""
    return lambda moment: Found(finding if code in moment.alarms else "good")


def check_audit_waiting(moment: Moment) -> Found:
    """Count the entries of the audit log that are not chained yet."""
    return alarm("unchained", "unchained")(moment)._replace(figures={"entries": waiting()})


def check_worker(moment: Moment) -> Found:
    """Find out whether a worker runs, and on which machines it fell silent while others work."""
    is_silent = "worker_silent" in moment.mail
    if (beat := last_heartbeat()) is None:
        return Found("silent" if is_silent else "not_started")
    names = () if is_silent else silent_hosts(moment.now)
    finding = "silent" if is_silent else "one_silent" if names else "good"
    figures = {"beat_age_seconds": moment.age_of(beat).total_seconds()}
    return Found(finding, figures, names, beat)


def check_mail_server(moment: Moment) -> Found:
    """Find out whether emails are sent, or become files on a person's own machine or a server."""
    server = "files" if moment.settings.loopback else "files_in_public"
    return Found("good" if moment.settings.mail_server else server)


def emails(trouble: str) -> Callable[[Moment], Found]:
    """Return the test that counts the emails in *trouble*."""

    def check_emails(moment: Moment) -> Found:
        count = moment.mail[trouble].letters if trouble in moment.mail else 0
        return Found(trouble if count else "good", {"emails": count})

    return check_emails


def check_email_failed(moment: Moment) -> Found:
    """Count the emails that were given up, and the most tries of one."""
    if not (problem := moment.mail.get("parked")):
        return Found(figures={"emails": 0})
    finding = "given_up" if problem.most_attempts > 1 else "refused"
    return Found(finding, {"emails": problem.letters, "most_tries": problem.most_attempts})
