"""Tell which members work on a day, who stands in for one who does not, and who should own a case.

A suggested owner is only suggested; a person assigns.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from sqlalchemy import bindparam, select

from intake.extensions import fetch
from intake.frozen import frozen
from intake.staff.models import StaffMember
from intake.staff.store import Act, may


class Worker(Protocol):
    """A member, or the columns of one that tell whether they work."""

    @property
    def id(self) -> str:
        """Return the id of the member."""

    @property
    def stand_in_id(self) -> str | None:
        """Return the id of the member who stands in."""

    @property
    def away_from(self) -> date | None:
        """Return the first day of the absence."""

    @property
    def away_until(self) -> date | None:
        """Return the last day of the absence."""

    @property
    def disabled_on(self) -> date | None:
        """Return the day of deactivation."""


AnyWorker = TypeVar("AnyWorker", bound=Worker)


def is_away(member: Worker, *, on: date) -> bool:
    """Return true on the days of the member's absence. One without an end goes on."""
    if member.away_from is None or on < member.away_from:
        return False
    return member.away_until is None or on <= member.away_until


def works(member: Worker, *, on: date) -> bool:
    """Return true if the member is neither deactivated nor away on this day."""
    return member.disabled_on is None and not is_away(member, on=on)


def who_works_for(
    member: AnyWorker, members: Mapping[str, AnyWorker], *, on: date
) -> AnyWorker | None:
    """Return the member, or the first of their stand-ins who works on this day.

    *members* are those of the team by id who may do the work. Return ``None`` if no stand-in works,
    or if members stand in for each other.
    """
    seen = set()
    current: AnyWorker | None = member
    while current is not None and current.id not in seen:
        if current.id in members and works(current, on=on):
            return current
        seen.add(current.id)
        current = members.get(current.stand_in_id or "")
    return None


def by_id(members: Iterable[StaffMember]) -> dict[str, StaffMember]:
    """Return the members by their ids."""
    return {member.id: member for member in members}


OF_TEAM = select(
    StaffMember.id,
    StaffMember.roles,
    StaffMember.stand_in_id,
    StaffMember.away_from,
    StaffMember.away_until,
    StaffMember.disabled_on,
).where(StaffMember.team_id == bindparam("team_id"))
"""Built once, because each page of the desk executes it. Names are not read."""


def workers_by_owner(team_id: str, *, on: date) -> dict[str, str]:
    """Return the id of each member who may own cases to that of who does their work on a day.

    This is the member, or the first of their stand-ins who works; empty if nobody does.
    """
    members = {
        row.id: row
        for row in fetch(OF_TEAM, team_id=team_id)
        if row.disabled_on is None and may(row.roles, Act.HOLD_TEAM_KEYS)
    }
    workers = {id_: who_works_for(row, members, on=on) for id_, row in members.items()}
    return {id_: worker.id if worker else "" for id_, worker in workers.items()}


UNLIMITED = 10
"""Cases a week by which a member without a number is compared with others."""


@frozen
class Candidate:
    """A member at work who may own the case.

    ``languages`` are tags, ``states`` postal codes. ``new_cases`` is the number of cases of the
    last seven days that they own, ``cases_a_week`` how many they take, or ``None`` for no limit.
    """

    member_id: str
    languages: frozenset[str]
    states: frozenset[str]
    cases_a_week: int | None
    new_cases: int

    @property
    def load(self) -> float:
        """Return the share of their week that is taken."""
        return self.new_cases / (self.cases_a_week or UNLIMITED)


@frozen
class Suggestion:
    """A member, and why: the shared language and state (or empty), and their new cases."""

    member_id: str
    language: str
    state: str
    new_cases: int
    cases_a_week: int | None


def suggest_owner(
    languages: Sequence[str], state: str, candidates: Sequence[Candidate]
) -> Suggestion | None:
    """Return the best owner for a case in these *languages*, the first one to call in.

    One who speaks the language comes before one who works in the state of the case, then one with
    the smaller share of the week taken, then the first of *candidates*. Return ``None`` if nobody
    takes another case this week.
    """
    with_room = [
        candidate
        for candidate in candidates
        if candidate.cases_a_week is None or candidate.new_cases < candidate.cases_a_week
    ]
    if not with_room:
        return None

    def rank(candidate: Candidate) -> tuple[int, bool, float]:
        shared = [place for place, tag in enumerate(languages) if tag in candidate.languages]
        return min(shared, default=len(languages)), state not in candidate.states, candidate.load

    best = min(with_room, key=rank)
    return Suggestion(
        member_id=best.member_id,
        language=next((tag for tag in languages if tag in best.languages), ""),
        state=state if state in best.states else "",
        new_cases=best.new_cases,
        cases_a_week=best.cases_a_week,
    )
