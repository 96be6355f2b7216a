"""Change a member's name, capacity, languages, states and absence, and suggest owners of cases.

The open cases of a member who stops working go to colleagues, or become unassigned.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from hashlib import sha256

from intake.actions.access.moment import Moment
from intake.actions.offices.keep_offices import colleagues_at
from intake.actions.opening.case_keys import Actor
from intake.actions.queue.change_many import able_owners, may_take
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import alarms, batches, side_lists, tasks
from intake.cases.card import Card
from intake.cases.models import Case
from intake.frozen import frozen
from intake.keys import store as keys
from intake.questionnaire.tidy import name_key
from intake.staff import store as staff
from intake.staff.absence import Candidate, Suggestion, by_id, suggest_owner, who_works_for, works
from intake.staff.models import StaffMember
from intake.staff.store import Act, may
from intake.words import Missing, Refused


@frozen
class WorkPlan:
    """The work plan of a member. ``None`` for no limit, no day, no stand-in."""

    name: str
    cases_a_week: int | None
    languages: tuple[str, ...]
    states: tuple[str, ...]
    away_from: date | None
    away_until: date | None
    stand_in_id: str | None


def may_plan(planner_id: str, roles: Iterable[str], member_id: str) -> bool:
    """Return true if one may change the work of this member: their own, or as a role allows."""
    return planner_id == member_id or may(roles, Act.PLAN_WORK)


def may_stand_in(member: StaffMember, *, for_id: str) -> bool:
    """Return true if this member of the team may open the cases of the other and answer emails."""
    return member.id != for_id and may(member.roles, Act.HOLD_TEAM_KEYS)


def plan_version(member: StaffMember) -> str:
    """Return a name of the stored plan for forms: part of a hash of its values."""
    values = (
        member.name if isinstance(member.name, str) else "",
        member.cases_a_week,
        *(list(codes) for codes in (member.languages, member.states)),
        *(str(day) for day in (member.away_from, member.away_until)),
        member.stand_in_id,
    )
    return sha256(repr(values).encode()).hexdigest()[:16]


def plan_work(by: Actor, member_id: str, plan: WorkPlan, *, version: str) -> None:
    """Store the plan, and log who changed it. *version* is :func:`plan_version` as the form had it.

    Raise ``Refused`` if another plan was stored meanwhile, or for a new name under which another
    member is shown, or one who left: the log would mix them up. Raise ``Missing`` for
    another team's member, for one whose work *by* may not plan, or for a stand-in who may not open
    cases.
    """
    if not may_plan(by.member_id, by.roles, member_id):
        raise Missing
    colleagues = by_id(staff.members_of(by.team_id))
    member = staff.find_for_change(member_id)
    if member is None or member.id not in colleagues:
        raise Missing
    if plan.stand_in_id is not None:
        stand_in = colleagues.get(plan.stand_in_id)
        if stand_in is None or not may_stand_in(stand_in, for_id=member_id):
            raise Missing
    if version != plan_version(member):
        raise Refused(
            "Someone changed this member’s work after your page loaded. This page shows what "
            "is saved now. Please enter your change again."
        )
    is_new = plan.name and plan.name != member.name
    if is_new and staff.is_name_taken(plan.name, member_id=member.id):
        raise Refused(staff.NAME_TAKEN, status=422)
    member.name = plan.name if name_key(plan.name) else None
    member.cases_a_week = plan.cases_a_week
    member.languages, member.states = list(plan.languages), list(plan.states)
    member.away_from, member.away_until = plan.away_from, plan.away_until
    member.stand_in_id = plan.stand_in_id
    by.log(AuditAct.WORK_PLANNED)


NOBODY: Mapping[str, str] = {}
"""New owners by reference, where all cases become unassigned."""


def let_cases_go(
    member: StaffMember,
    moment: Moment,
    *,
    owners: Mapping[str, str] = NOBODY,
    by_id: str | None = None,
) -> int:
    """Give the open cases of the member to their new owners, or to nobody; return their number.

    *owners* are ids of colleagues by reference. Whoever may not own a case does not get it. The log
    names *by_id*, who made the member stop working. Tasks that were given to the member go to the
    owners of their cases. The alarms of P0 cases that the member took on, and that nobody opened,
    ring again.
    """
    cases = side_lists.take_from(Case.assignee_id == member.id, team_id=member.team_id)
    for case in cases:
        owner_id = owners.get(case.reference)
        if owner_id == member.id or owner_id not in able_owners(member.team_id, case):
            owner_id = None
        batches.give_to(case, owner_id, on=moment.day)
        act = AuditAct.CASE_HANDED_OVER if owner_id else AuditAct.CASE_LET_GO
        at = moment.at if by_id else None
        log.record(act, on=moment.day, member_id=by_id, case_id=case.id, at=at)
    tasks.free_tasks_of(member.id)
    alarms.wait_again(member.id, moment.at)
    return len(cases)


def let_lost_cases_go(*, today: date) -> int:
    """Unassign open cases whose owner left, may own none, or is unknown; return their number.

    Acts do so at once. This finds what a restored or a changed database says.
    """
    count = 0
    for team in keys.lock_teams():
        owner_ids = [row.id for row in staff.members_of(team.id) if may_take(row)]
        lost = Case.assignee_id.is_not(None) & Case.assignee_id.not_in(owner_ids)
        cases = side_lists.take_from(lost, team_id=team.id)
        for case in cases:
            batches.give_to(case, None, on=today)
            log.record(AuditAct.CASE_LET_GO, on=today, case_id=case.id)
        count += len(cases)
    return count


WEEK = timedelta(days=7)
NONE_GIVEN: Mapping[str, int] = {}


def suggested_owner(
    case: Case,
    card: Card,
    *,
    today: date,
    leaving_id: str = "",
    given: Mapping[str, int] = NONE_GIVEN,
) -> Suggestion | None:
    """Return who could own a case that has no owner at work; ``None`` for other cases.

    The member with the id *leaving_id* counts as gone. *given* is how many cases each colleague is
    to get besides, by id.

    The languages and the state are those of the card; members on leave are left out, of a walled
    case those outside the wall, and those of other offices while one of its own is at work.
    """
    members = able_owners(case.team_id, case)
    members.pop(leaving_id, None)
    owner = staff.find(case.assignee_id) if case.assignee_id else None
    if case.is_closed:
        return None
    if owner and owner.id != leaving_id and who_works_for(owner, members, on=today):
        return None
    new_cases = side_lists.new_cases_by_owner(case.team_id, since=today - WEEK)
    colleagues = colleagues_at(case.office_id, case.team_id, today=today)
    present = [member for member in members.values() if works(member, on=today)]
    candidates = [
        Candidate(
            member_id=member.id,
            languages=frozenset(member.languages),
            states=frozenset(member.states),
            cases_a_week=member.cases_a_week,
            new_cases=new_cases.get(member.id, 0) + given.get(member.id, 0),
        )
        for member in [member for member in present if member.id in colleagues] or present
    ]
    return suggest_owner(card.languages(case.language), card.region, candidates)


def proposed_owners(
    cases: Iterable[Case], cards: Mapping[str, Card], *, leaving_id: str, today: date
) -> dict[str, str]:
    """Return case id to the id of who could own it when the member leaves; empty for nobody."""
    given, owners = Counter[str](), dict[str, str]()
    for case in cases:
        card = cards.get(case.id) or Card()
        found = suggested_owner(case, card, today=today, leaving_id=leaving_id, given=given)
        owners[case.id] = found.member_id if found else ""
        given[owners[case.id]] += 1
    return owners
