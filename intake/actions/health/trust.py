"""Checks of what no outsider may change: keys, the audit log, encrypted data, secrets."""

from __future__ import annotations

from datetime import timedelta

from intake.actions.health.check import Check, Moment
from intake.actions.keys.grant_access import working_holders
from intake.actions.keys.grant_signing import is_apart, signers_of
from intake.actions.reports.set_intake import is_as_logged
from intake.actions.upkeep.end_old_wraps import LASTS, members_to_move
from intake.actions.upkeep.rotate_secret import is_unreadable
from intake.audit.alarms import alarms, waiting
from intake.keys import store as keys
from intake.settings import Settings

FEWEST_MEMBERS = 2
"""With fewer, one forgotten password needs the recovery sheets."""


def check_keys(moment: Moment) -> Check:
    """Follow the keys of every team to the pin."""
    return Check(code="keys", finding=key_fault(moment.settings) or "good")


def key_fault(settings: Settings) -> str:
    """Return why applicants cannot send, as a finding of the check; nothing where they can."""
    teams = keys.teams()
    try:
        for team in teams:
            keys.recipient_of(team.id, pin=settings.recovery_fingerprint)
    except keys.SeenKeysUnreadable:
        return "seen_unreadable"
    except keys.UntrustedTeamKey:
        return "untrusted"
    return "" if teams else "none"


def check_members(_moment: Moment) -> Check:
    """Count the members who can open cases, in the team that has the fewest."""
    holders = min((len(working_holders(team.id)) for team in keys.teams()), default=0)
    finding = "good" if holders >= FEWEST_MEMBERS else "few"
    return Check(code="members", finding=finding, figures={"with_keys": holders})


def check_signing(_moment: Moment) -> Check:
    """Find out who signs new keys: administrators, too few of them, or every reader."""
    teams = [team.id for team in keys.teams()]
    fewest = min((len(signers_of(team)) for team in teams), default=0)
    finding = "good" if fewest >= FEWEST_MEMBERS else "few" if fewest else "none"
    if not all(is_apart(team) for team in teams):
        finding = "readers"
    return Check(code="signing", finding=finding, figures={"with_key": fewest})


def check_old_wraps(moment: Moment) -> Check:
    """Name the members whose key a password alone opens, and the time until that ends."""
    names, days = [], []
    for team in keys.teams():
        if members := members_to_move(team.id):
            names += [member.id for member in members]
            days += [team.old_wraps_end_on] if team.old_wraps_end_on else []
    left = min(days) - moment.now.date() if days else LASTS
    finding = "good" if not names else "over" if left <= timedelta() else "waiting"
    figures = {"members": len(names), "left_seconds": max(left.total_seconds(), 0)}
    return Check(code="old_wraps", finding=finding, names=tuple(names), figures=figures)


def check_log(moment: Moment) -> tuple[Check, ...]:
    """Report what is wrong with the audit log, and what readers came upon."""
    wrong = set(alarms(now=moment.now))
    return (
        Check(code="audit_chain", finding="broken" if "broken" in wrong else "good"),
        Check(
            code="audit_waiting",
            finding="unchained" if "unchained" in wrong else "good",
            figures={"entries": waiting()},
        ),
        Check(code="seals", finding="broken" if "seal" in wrong else "good"),
        Check(code="case_rows", finding="missing" if "missing" in wrong else "good"),
    )


def check_intake_notice(moment: Moment) -> Check:
    """Find out whether a member set what applicants read before the first question."""
    finding = "good" if is_as_logged(today=moment.today) else "not_logged"
    return Check(code="intake_notice", finding=finding)


def check_secrets(moment: Moment) -> Check:
    """Find out whether all stored values can be read, and whether an older secret is kept."""
    finding = "older" if moment.settings.secret_key_fallbacks else "good"
    return Check(code="secrets", finding="unreadable" if is_unreadable() else finding)
