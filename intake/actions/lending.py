"""Lend a case to a volunteer until a day, end a loan, and hand a case back.

A volunteer holds no key of the team. The key of a lent case is sealed to the volunteer's own key,
with the last day in its context, so that a later day in the row opens nothing.
"""

from datetime import date, timedelta

from intake.actions.access.unlock_keys import still_may
from intake.actions.conflicts.check_conflicts import unread_in_check
from intake.actions.keys.grant_access import trusted_members
from intake.actions.opening.case_keys import Actor, case_key
from intake.actions.opening.case_notes import read_notes
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import loans, store
from intake.cases.models import Case, Loan
from intake.keys import store as keys
from intake.sealing.seal import Recipient, seal_to
from intake.sealing.wraps import lent_place
from intake.staff.models import StaffMember
from intake.staff.store import Act, may
from intake.words import Refused

LONGEST = timedelta(days=60)
"""The longest time for which a case may be lent."""


class NotLendable(Refused):
    """The case is walled, closed, or its conflict check is not clear, or not of every case."""

    says = (
        "This case cannot be lent: it is walled or closed, or its conflict check is not clear or "
        "could not read every case."
    )
    status = 422


class NoSuchLoan(Exception):
    """The case is not lent to this member any more."""


def is_borrower(member: StaffMember) -> bool:
    """Return true for a member who opens only what is lent to them."""
    return may(member.roles, Act.OPEN_CASE) and not may(member.roles, Act.HOLD_TEAM_KEYS)


def lend_case(by: Actor, reference: str, member_id: str, *, until: date) -> Case:
    """Seal the key of a case to a volunteer, who can open it up to the end of the day *until*.

    A case that is lent to them already gets the new day. Raise :class:`NotLendable`, ``Refused``
    for an unknown reference, for a member who is no volunteer or whose key nobody has compared, and
    for a day that is too far ahead, ``NoLongerMay``, ``UntrustedTeamKey``, or as ``case_key`` does.
    """
    if not by.day <= until <= by.day + LONGEST:
        raise Refused("Enter a day from today to 60 days ahead.", status=422)
    keys.lock_team(by.team_id)
    still_may(by.member_id, Act.LEND_CASE)
    try:
        case = store.find_for_change(reference, team_id=by.team_id)
    except store.NoSuchCase:
        raise Refused("The team has no case with this reference.", status=422) from None
    if case.walled_keys or case.is_closed or not case.may_be_read:
        raise NotLendable
    member = next((row for row in trusted_members(by.reader) if row.id == member_id), None)
    if member is None or not is_borrower(member):
        raise Refused(
            (
                "Choose a volunteer whose key a colleague has compared: see Team. Members with "
                "case access need no loan."
            ),
            status=422,
        )
    key = case_key(case, by.reader)
    if unread_in_check(case, read_notes(key)):
        raise NotLendable
    installation = by.reader.installation
    place = lent_place(case.id, case.request_id, member.id, until, installation)
    recipient = Recipient(whose=member.id, public_key=member.public_key)
    sealed = seal_to(recipient, key.key, place)
    loans.lend(case_id=case.id, member_id=member.id, until=until, sealed=sealed)
    store.touch(case, on=by.day)
    by.log(AuditAct.CASE_LENT, case)
    log.record(AuditAct.CASE_BORROWED, on=by.day, member_id=member.id, case_id=case.id, at=by.at)
    return case


def end_loan(by: Actor, loan_id: str) -> None:
    """End a loan before its day. Raise :class:`NoSuchLoan`."""
    row = loans.with_id(loan_id, team_id=by.team_id)
    if row is None:
        raise NoSuchLoan
    loan, case = row
    _end(by, loan, case, AuditAct.LOAN_ENDED)


def hand_back(by: Actor, reference: str) -> None:
    """Give a lent case back. Raise ``ChangedMeanwhile``, and ``NoSuchCase`` if it was not lent."""
    case = store.find_for_change(reference, team_id=by.team_id)
    loan = loans.find(case.id, by.member_id)
    if loan is None:
        raise store.NoSuchCase
    if case.version != by.version:
        raise store.ChangedMeanwhile
    _end(by, loan, case, AuditAct.CASE_HANDED_BACK)


def _end(by: Actor, loan: Loan, case: Case, log_as: AuditAct) -> None:
    loans.end(loan)
    store.touch(case, on=by.day)
    by.log(log_as, case)
