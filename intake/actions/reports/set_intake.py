"""Set what applicants read before the first question."""

from intake.actions.law.publish import publish_alone
from intake.actions.opening.case_keys import Actor
from intake.amendments.intake_notices import FEWEST_ASKED, Notice, content_of
from intake.audit.acts import AuditAct
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
    made = publish_alone(by, "notice", content_of(notice))
    by.log(AuditAct.INTAKE_SET, made=made)
