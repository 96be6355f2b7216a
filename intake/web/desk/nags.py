"""What somebody should mend: said at the top of the queue until it is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask_babel import gettext, ngettext

from intake import clock
from intake.actions.renew_at_rest import is_unreadable
from intake.amendments.recalls import is_wanted
from intake.audit import alarms
from intake.cases.replies import closed_with_reply
from intake.outbox.mail_health import Trouble, trouble
from intake.referrals.places import overdue
from intake.staff import recovery_codes
from intake.staff.roles import Act, may
from intake.web.access import signed_in
from intake.web.desk.erasing_nags import erasing_nags
from intake.web.desk.key_nags import key_nags
from intake.web.practice import law, settings, today
from intake.words import N_

FEW_REFERENCES = 5
"""So many are named in one sentence."""

MAIL = {
    "not_configured": N_("No mail server is set: letters become files on the server."),
    "worker_silent": N_("Nobody delivers letters: the mail worker does not run."),
    "nobody": N_("Letters wait because the team has no member who reads them."),
    "late": N_("Letters are late: the mail server does not take them."),
    "parked": N_("Letters were given up after many tries. Somebody must look at them."),
}

AUDIT = {
    "broken": N_(
        "The log of who did what was changed on the server. See Log, and tell whoever runs it."
    ),
    "seal": N_(
        "Something sealed does not open. It was changed or damaged on the server. The log says "
        "which case. Tell whoever runs the server."
    ),
    "missing": N_(
        "Something was taken away from a case on the server: a note, a message or a date. The log "
        "says from which case. Tell whoever runs the server."
    ),
    "unchained": N_("The log of who did what waits to be chained: the mail worker does not run."),
}


def nags() -> list[str]:
    """Each thing that is wrong, in one sentence."""
    return [
        *_audit(),
        *key_nags(),
        *_codes(),
        *_at_rest(),
        *_mail(),
        *_recovery(),
        *_replies(),
        *erasing_nags(),
        *_law(),
        *_referrals(),
    ]


def _replies() -> Iterator[str]:
    me = signed_in().member
    if not may(me.roles, Act.OPEN_CASE):
        return
    if found := closed_with_reply(me.team_id, at_most=FEW_REFERENCES):
        yield gettext(
            "The person wrote again in a closed case: %(references)s.",
            references=", ".join(found),
        )


def _codes() -> Iterator[str]:
    member_id = signed_in().member.id
    if not recovery_codes.are_kept(member_id):
        yield gettext("You keep no recovery codes. Make ten on your account page.")
    elif (left := recovery_codes.left(member_id)) < recovery_codes.FEW:
        yield ngettext(
            "You have %(num)s recovery code left. Make new ones on your account page.",
            "You have %(num)s recovery codes left. Make new ones on your account page.",
            left,
        )


def _mail() -> Iterator[str]:
    yield from (_says(one) for one in trouble(settings(), now=clock.now()))


def _audit() -> Iterator[str]:
    yield from (gettext(AUDIT[code]) for code in alarms.alarms(now=clock.now()))


def _at_rest() -> Iterator[str]:
    if is_unreadable():
        yield gettext(
            "Some addresses on this server cannot be read, because its SECRET_KEY was changed. "
            "Whoever runs it must give the old one back as a fallback: flask doctor tells how."
        )


def _says(one: Trouble) -> str:
    return gettext(MAIL[one.code])


def _recovery() -> Iterator[str]:
    folder: Path = settings().var / "recovery"
    if settings().loopback and any(folder.glob("*")):
        yield gettext(
            "The recovery sheets still lie on this machine: print them, then remove them."
        )


def _law() -> Iterator[str]:
    book = law()
    if stale := len(book.stale(on=today())):
        yield ngettext(
            "%(num)s number of law is overdue for a check.",
            "%(num)s numbers of law are overdue for a check.",
            stale,
        )
    member = signed_in().member
    if may(member.roles, Act.AMEND_LAW) and is_wanted(member.team_id, book):
        yield gettext("The law or the rules changed. Weigh the open cases again: see Law.")


def _referrals() -> Iterator[str]:
    if due := len(overdue(today())):
        yield ngettext(
            "%(num)s place we refer people to is overdue for a check: see Law.",
            "%(num)s places we refer people to are overdue for a check: see Law.",
            due,
        )
