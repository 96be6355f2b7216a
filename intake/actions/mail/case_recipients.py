"""Choose the members who are told about a case: its owner and the supervisors, if they work."""

from collections.abc import Iterable, Sequence
from datetime import date

from intake.cases import alarms, walls
from intake.cases import store as cases
from intake.cases.models import Case
from intake.keys import store as keys
from intake.outbox.routing import EmailReader
from intake.sealing.at_rest import Unreadable
from intake.staff import store as staff
from intake.staff.absence import by_id, who_works_for, works
from intake.staff.models import StaffMember
from intake.staff.store import Act, Role, may


def case_recipients(case: Case, *, on: date) -> list[EmailReader]:
    """Return the owner of a case and the supervisors as readers of an email.

    A stand-in takes the place of one who does not work on the day *on*. If none of them works, the
    email goes to all who work and may open cases, and if nobody works, to all who may open cases.
    Of a walled case only the members inside the wall are told, while there are any. Members who
    want no email are left out as long as another one is told.
    """
    team, owner = _team_of(case), _owner_of(case)
    return readers_of(next((group for group in _in_order(team, owner, on=on) if group), []))


def readers_of(members: Iterable[StaffMember]) -> list[EmailReader]:
    """Return these members as readers of an email."""
    return [EmailReader(key=member.id, address=member.email) for member in members]


def case_of(team_id: str | None, reference: str) -> Case | None:
    """Return the team's case with this reference, or ``None``."""
    if team_id is None or not reference:
        return None
    return next(iter(cases.with_references([reference], team_id=team_id)), None)


def reply_recipients(case: Case, *, on: date) -> list[EmailReader] | None:
    """Return who is told of a message of the applicant in a case that has an owner.

    This is the owner or, while they do not work, a stand-in who may open the case and wants email;
    without one, those of :func:`case_recipients`. Return ``None`` if the owner works and wants
    no email.
    """
    team, owner = _team_of(case), _owner_of(case)
    working = who_works_for(owner, by_id(_caseworkers(team)), on=on) if owner else None
    if working is not None and working.wants_letters:
        return readers_of([working])
    return None if working is not None and working is owner else case_recipients(case, on=on)


def alarm_recipients(case: Case, step: int, *, on: date) -> list[EmailReader]:
    """Return who is told that nobody opened a P0 case.

    At the first *step* this is the owner, or who stands in while the owner does not work on the day
    *on*; without an owner, all who screen and work. At the next it is the supervisors, or who
    stands in for them, and the owner's stand-in. None of them is outside :func:`who_may_see`;
    where no such reader works and wants email, others who may see the case are told.
    """
    may_see, owner = who_may_see(case), _owner_of(case)
    present = [member for member in may_see if works(member, on=on)]
    if step == alarms.OWNER:
        told = _at_work([owner], may_see, on=on) if owner else present
    else:
        stand_in = staff.find(owner.stand_in_id) if owner and owner.stand_in_id else None
        above = [member for member in _team_of(case) if Role.SUPERVISOR in member.roles]
        told = _at_work([*above, *([stand_in] if stand_in else [])], may_see, on=on)
    willing = ([member for member in group if member.wants_letters] for group in (told, present))
    return readers_of(next((group for group in (*willing, told, present) if group), may_see))


def who_may_see(case: Case) -> list[StaffMember]:
    """Return the members who can open a case: those inside its wall, and those who may decide.

    Members without a key of the team are left out, unless nobody has one yet.
    """
    right = Act.DECIDE_CONFLICT if case.conflict in alarms.HELD else Act.HOLD_TEAM_KEYS
    members = [member for member in _team_of(case) if may(member.roles, right)]
    holders = keys.members_with_keys(case.team_id)
    return [member for member in members if member.id in holders] or members


def _owner_of(case: Case) -> StaffMember | None:
    return staff.find(case.assignee_id) if case.assignee_id else None


def _team_of(case: Case) -> list[StaffMember]:
    """Return the members whose address can be read; of a walled case, those inside the wall.

    Once all of these left, they are the members who may put up walls.
    """
    members = [
        member
        for member in staff.members_of(case.team_id)
        if not isinstance(member.email, Unreadable)
    ]
    if not case.walled_keys:
        return members
    named = walls.members_of(case)
    inside = [member for member in members if member.id in named]
    return inside or [member for member in members if may(member.roles, Act.WALL_CASE)]


def _caseworkers(team: Iterable[StaffMember]) -> list[StaffMember]:
    return [member for member in team if may(member.roles, Act.HOLD_TEAM_KEYS)]


def _in_order(
    team: Sequence[StaffMember], owner: StaffMember | None, *, on: date
) -> Iterable[list[StaffMember]]:
    """Yield groups of members; the first that is not empty is told."""
    caseworkers = _caseworkers(team)
    supervisors = [member for member in caseworkers if Role.SUPERVISOR in member.roles]
    responsible = _at_work([*([owner] if owner else []), *supervisors], caseworkers, on=on)
    present = [member for member in caseworkers if works(member, on=on)]
    yield [member for member in responsible if member.wants_letters]
    yield [member for member in present if member.wants_letters]
    yield responsible
    yield present
    yield caseworkers
    yield list(team)


def _at_work(
    concerned: Iterable[StaffMember], team: Iterable[StaffMember], *, on: date
) -> list[StaffMember]:
    """Return these members, or who of the *team* stands in for them, each once."""
    members = by_id(team)
    working = [who_works_for(member, members, on=on) for member in concerned]
    return list(by_id(member for member in working if member is not None).values())
