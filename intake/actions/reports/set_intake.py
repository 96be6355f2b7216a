"""Set what applicants read before the first question, and see that nobody else did."""

from datetime import date

from intake.actions.opening.case_keys import Actor
from intake.amendments import intake_notices
from intake.amendments.intake_notices import FEWEST_ASKED, Notice
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.chain import kept_since
from intake.eligibility.request import IntakeStatus
from intake.words import Refused


def set_notice(by: Actor, notice: Notice) -> None:
    """Set the notice for applicants, and log who did. Raise ``Refused``.

    A pause ends on a day: a form that nobody opens again would turn people away for ever.
    """
    if notice.status is IntakeStatus.PAUSED and (not notice.until or notice.until <= by.day):
        raise Refused("Enter the day on which you take new cases again.")
    asked, helped = notice.asked, notice.helped
    if (asked is None) != (helped is None):
        raise Refused("Enter both numbers, or neither.")
    if asked is not None and helped is not None:
        if asked < FEWEST_ASKED:
            raise Refused("With fewer than 50 people, pages tell no odds. Leave both empty.")
        if helped > asked:
            raise Refused("More people got a lawyer than asked. Check both numbers.")
    made = intake_notices.add(notice, by=by.member_id, at=by.at)
    by.log(AuditAct.INTAKE_SET, made=made)


def is_as_logged(*, today: date) -> bool:
    """Return true if the notice in force is the one that the audit log names last.

    A notice whose entry has left the log by its age is taken as it is.
    """
    stored, entry = intake_notices.newest(), log.last(AuditAct.INTAKE_SET)
    if stored is None or entry is None:
        return entry is None and (stored is None or stored.at.date() < kept_since(today))
    return stored.is_intact and stored.id == entry.made
