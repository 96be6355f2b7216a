"""Find who may confirm what a member recorded of a deadline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from intake.actions.mail.case_recipients import who_may_see
from intake.cases.models import Case
from intake.frozen import frozen
from intake.staff.absence import by_id, who_works_for, works
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may

Members = Mapping[str, StaffMember]


class Outcome(StrEnum):
    """The outcome of a deadline."""

    FILED = "filed"
    HEARD = "heard"
    WITHDRAWN = "withdrawn"
    NOT_NEEDED = "not_needed"
    MISSED = "missed"


@frozen
class SecondPeople:
    """The members who may confirm a claim, by id, and those who stand in for one of them today."""

    named: Members
    stand_ins: Members

    def __contains__(self, member_id: str) -> bool:
        """Return true if this member may confirm it."""
        return member_id in self.named or member_id in self.stand_ins


def second_people(case: Case, claim: Mapping[str, str], *, on: date) -> SecondPeople:
    """Return who may confirm a claim about a deadline of this case on a day.

    These are the members who may decide and the owner, or the former alone for a missed one; where
    there are none, all who work on cases. Who recorded it is never among them.
    """
    others = _others(case, claim)
    named = {id_: member for id_, member in others.items() if _is_named(member, case, claim)}
    named = named or others
    away = [member for member in named.values() if not works(member, on=on)]
    stand_ins = (who_works_for(member, others, on=on) for member in away)
    return SecondPeople(
        named=named, stand_ins=by_id(member for member in stand_ins if member is not None)
    )


def given_to(case: Case, claim: Mapping[str, str]) -> str | None:
    """Return the member to whom to give a claim that nobody who may decide, nor the owner, sees.

    In a team of one it is the member who recorded it.
    """
    others = _others(case, claim)
    is_seen = any(_is_named(member, case, claim) for member in others.values())
    return None if is_seen else next(iter(others), claim["by"])


def _others(case: Case, claim: Mapping[str, str]) -> dict[str, StaffMember]:
    return by_id(
        member
        for member in who_may_see(case)
        if member.id != claim["by"]
        and member.disabled_on is None
        and may(member.roles, Act.MOVE_CASE)
    )


def _is_named(member: StaffMember, case: Case, claim: Mapping[str, str]) -> bool:
    is_missed = claim["outcome"] == Outcome.MISSED
    is_owner = member.id == case.assignee_id and not is_missed
    return is_owner or may(member.roles, Act.DECIDE_CONFLICT)
