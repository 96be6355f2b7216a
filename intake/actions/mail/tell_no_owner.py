"""Tell the supervisors each morning of due cases that have no owner who works."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parseaddr

from intake.actions.mail.case_recipients import case_recipients
from intake.actions.mail.mornings import Morning
from intake.cases import without_owner
from intake.keys import store as keys
from intake.outbox import letters, routing
from intake.settings import Settings
from intake.staff import store as staff
from intake.staff.absence import by_id, who_works_for
from intake.staff.roles import Act, may


def tell_no_owner(settings: Settings, morning: Morning, *, days: int) -> int:
    """Queue one letter for each team with such a case, once a day; return how many were queued.

    A case counts that is due by the end of *morning*: on a Friday also one that is due on Sunday.
    A case of the same day has the letter about the new request. The letter is tried for so many
    *days*. The teams are locked, so that two workers queue one letter. The caller commits.
    """
    return sum(_tell(team.id, settings, morning, days=days) for team in keys.lock_teams())


def _tell(team_id: str, settings: Settings, morning: Morning, *, days: int) -> bool:
    case = without_owner.most_urgent(
        team_id,
        owner_ids=_owners(team_id, morning),
        due_by=morning.until,
        received_before=morning.day,
    )
    if case is None:
        return False
    letter = letters.no_owner(
        team_id=team_id,
        reference=case.reference,
        tier=case.tier,
        due_on=case.due_on,
        queued_on=morning.day,
    )
    if letter is None:
        return False
    if readers := case_recipients(case, on=morning.day):
        host = parseaddr(settings.mail_default_sender)[1].rpartition("@")[2] or "localhost"
        try_until = morning.day + timedelta(days=days)
        routing.to_each(letter, readers, host=host, try_until=try_until)
    return True


def _owners(team_id: str, morning: Morning) -> set[str]:
    """Return the ids of members who work on their cases, or for whom somebody stands in."""
    members = by_id(
        member for member in staff.members_of(team_id) if may(member.roles, Act.HOLD_TEAM_KEYS)
    )
    return {
        member.id
        for member in staff.everybody()
        if member.team_id == team_id and who_works_for(member, members, on=morning.day)
    }
