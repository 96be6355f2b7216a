"""Members of staff at the desk: sign-in, sessions, and what a case page does before it shows."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from intake import clock
from intake.actions.access.unlock_keys import keyring_of, verify_session_row
from intake.actions.accounts.end_sessions import extend_staff
from intake.actions.accounts.sign_in import begin_login, count_code, go_halfway, sign_in, unlock
from intake.actions.case.open_case import LockedCase, OpenedCase, open_case
from intake.actions.case.record_contact import store_reminder_address
from intake.actions.conflicts.check_conflicts import check_conflicts, settle_conflicts
from intake.actions.opening.case_keys import NOT_OPENED, Actor, NoKeyForCase, Reader
from intake.cases import loans, store, walls
from intake.cases.models import Case
from intake.extensions import db, saving
from intake.messages.models import Direction
from intake.sealing.tokens import new_token, token_hash
from intake.sessions import store as sessions
from intake.staff import second_factor
from intake.staff import store as staff
from tests.simulation.applicants import check_answers
from tests.simulation.product import VOLUNTEER
from tests.simulation.world import Broken
from tests.staff.making import PASSWORD, STEP, moment

Change = Callable[..., Any]


def reader_of(world, member):
    """Return the member as a reader with the keys of their session; sign in if there is none."""
    if member.token is None or sessions.find(token_hash(member.token), world.now) is None:
        _sign_in(world, member)
    token = member.token
    assert token is not None
    session = sessions.find(token_hash(token), world.now)
    row = staff.find(session.member_id) if session else None
    if session is None or row is None:
        raise Broken("a session just begun is not there", member.keys.name)
    verify_session_row(session, row)
    if sessions.is_due_for_extension(session, world.now):
        with saving():
            extend_staff(token_hash(token), world.now)
    return Reader(
        member_id=row.id,
        team_id=row.team_id,
        roles=tuple(row.roles),
        keyring=keyring_of(session, token, world.installation),
        installation=world.installation,
        today=world.today,
    )


def members(world, *names):
    """Return one of these members; without names, one who holds the team's keys."""
    names = names or tuple(name for name in world.members if name != VOLUNTEER)
    return world.members[world.choices.choice(names)]


def some_reference(world):
    """Return the reference of a case; empty if there is none."""
    references = list(db.session.scalars(select(Case.reference).order_by(Case.reference)))
    return world.pick(references, prefer_last=0) or ""


def act_on(world, member, act, *args, **more):
    """Have a member act on a case at the version that the page showed, and commit."""
    reader = reader_of(world, member)
    if not (reference := some_reference(world)):
        return "no case"
    if store.find(reference, team_id=reader.team_id).conflict is None:
        load_case(world, member, reference)  # the page with the form checks for conflicts first
    version = store.find(reference, team_id=reader.team_id).version
    world.pause()
    with saving():
        by = Actor(reader=reader, day=world.today, at=world.now, version=version)
        act(by, reference, *args, **more)
    return f"{member.keys.name} {reference}"


def load_case(world, member, reference):
    """Open a case as its page does: first the conflict check, then the story."""
    reader = reader_of(world, member)
    case = store.find(reference, team_id=reader.team_id)
    version = case.version
    check = _check(world, case, reader) if case.conflict is None else None
    world.pause()
    with saving():
        if check is not None:
            by = Actor(reader=reader, day=world.today, at=world.now, version=version)
            settle_conflicts(by, reference, check)
        opened = open_case(reference, reader, today=world.today, now=world.now)
        if isinstance(opened, OpenedCase):
            store_reminder_address(opened)
    _check_opened(world, opened, reader)
    return opened


def _check(world, case, reader):
    if not reader.holds_team_key:
        return None
    try:
        check, _ = check_conflicts(case, reader, "", clock=clock.now)
    except NOT_OPENED:
        return None
    return check


def _check_opened(world, opened, reader):
    """Compare what a member reads with what the applicant was promised."""
    case = opened.case
    if isinstance(opened, LockedCase):
        if not issubclass(opened.failure, NoKeyForCase) or _should_open(case, reader):
            raise Broken("a case does not open", f"{case.reference} {opened.failure.__name__}")
        return
    if not _should_open(case, reader):
        raise Broken("a member reads a case that is not theirs to read", case.reference)
    if opened.lacks:
        raise Broken("a row of a case is missing", case.reference)
    if isinstance(opened, OpenedCase):
        person = person_of(world, case)
        check_answers(person, opened.answers)
        incoming = [m.text for m in opened.messages if m.direction is Direction.IN]
        if not set(person.wrote) <= set(incoming):
            raise Broken("a message to staff is lost", case.reference)


def _should_open(case, reader):
    """Return true if the rules give this member the case."""
    if case.erase_asked_on and not {"supervisor", "attorney"} & set(reader.roles):
        return False  # withdrawn under a legal hold
    if case.walled_keys:
        return reader.member_id in walls.members_of(case)
    if reader.holds_team_key:
        return True
    loan = loans.find(case.id, reader.member_id)
    return loan is not None and loan.until >= reader.today and case.may_be_read


def person_of(world, case):
    """Return the applicant of a case; raise :class:`Broken` if nobody sent it."""
    for person in world.people:
        if person.request_id == case.request_id and case.reference in person.references:
            return person
    raise Broken("a case that nobody sent", case.reference)


def _sign_in(world, member):
    """Give password, device secret and code, each step in its own transaction."""
    keys = member.keys
    world.advance(STEP)  # a code is accepted once: wait for the next
    with saving():
        account = begin_login(keys.email, moment(world.now))
    unlocked = unlock(account, PASSWORD, device=keys.device, installation=world.installation)
    halfway, token = new_token(), new_token()
    with saving():
        go_halfway(
            unlocked,
            halfway,
            moment(world.now, installation=world.installation, day=world.today),
            instead_of=member.token or b"",
        )
    world.pause(odds=0.05)
    with saving():
        count_code(halfway, moment(world.now))
    with saving():
        sign_in(
            second_factor.code_at(keys.totp_secret, world.now),
            halfway,
            moment(world.now, installation=world.installation, day=world.today),
            becomes=token,
        )
    member.token = token
