"""Cases that an office keeps to itself: who opens which byte of them before and after each act.

Each check is taken out, as in ``tests/keys/test_walls.py``: every key that a member holds is tried
on every wrap of the case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from intake.actions.accounts.disable_staff import disable_staff
from intake.actions.accounts.reset_password import LastKeys
from intake.actions.backup.settle_walls import settle_walls
from intake.actions.case.link_cases import link_cases
from intake.actions.case.open_case import LockedCase, OpenedCase
from intake.actions.conflicts.decide_conflict import Grounds, WallNeeded, decide_conflict
from intake.actions.conflicts.open_wall import open_wall
from intake.actions.conflicts.wall_case import take_down_wall
from intake.actions.keys.init_keys import Started
from intake.actions.lending.lend_case import lend_case
from intake.actions.links.read_links import Relation
from intake.actions.offices import keep_to_office
from intake.actions.offices.keep_offices import (
    NoSuchOffice,
    OfficePlan,
    add_office,
    change_office,
    office_version,
    remove_office,
)
from intake.actions.offices.keep_to_office import (
    NobodyThere,
    TooManyAtOnce,
    TooManyKept,
    keep_many,
)
from intake.actions.offices.kept_members import KeptCases, LastInside, kept_by_office, let_in
from intake.actions.offices.move_many import move_many
from intake.actions.opening.case_keys import case_key
from intake.actions.queue.undo_many import TooLate, undo_many
from intake.audit import log
from intake.audit.walled import walled_cases
from intake.cases import loans, walls
from intake.cases.models import Case, Conflict
from intake.desk_state.models import BulkAct
from intake.extensions import db, writing
from intake.offices import store as offices
from intake.offices.models import Office
from intake.sealing.wraps import OFFICE
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Role
from tests.keys.test_walls import FEARED, Team, change
from tests.staff.house import made_for, reader
from tests.staff.making import NOW, TODAY, Begun, joined, pinned
from tests.support.databases.fixtures import ON_EITHER

pytestmark = ON_EITHER

AT: Mapping[str, Any] = {"today": TODAY, "now": NOW}
REASON = "Her uncle volunteers in the north."


@dataclass(frozen=True, kw_only=True)
class Offices:
    """A team with an office in the north, where *gull* works, and one in the south with *tern*.

    *wren*, the only supervisor, works in neither.
    """

    team: Team
    gull: StaffMember
    tern: StaffMember
    north: str
    south: str

    def keep(
        self, office_id: str, *cases: Case, by: StaffMember | None = None, text: str = REASON
    ) -> BulkAct:
        """Move cases to an office and keep them there."""
        who = reader(self.team.house, by or self.team.wren)
        references = [case.reference for case in cases]
        act = keep_many(references, who, office_id, text, today=TODAY, now=NOW)
        db.session.commit()
        return act

    def staff_with(self, office_id: str, *members: StaffMember) -> None:
        """Have these members work in the office, and no others."""
        office = db.session.get_one(Office, office_id)
        before = offices.members_by_office(office.team_id).get(office_id, frozenset())
        plan, version = plan_of(office.name, members), office_version(office, before)
        change_office(office_id, plan, self.team.wren, version=version, today=TODAY, now=NOW)
        db.session.commit()

    def let_in(self, office_id: str, *, by: StaffMember) -> int:
        """Seal the cases that an office keeps to all its members."""
        opened = let_in(office_id, reader(self.team.house, by), today=TODAY, now=NOW)
        db.session.commit()
        return opened

    def opens(self, case: Case) -> list[bool]:
        """Tell for wren, gull and tern if any of their keys opens any wrap of the case."""
        people = (self.team.wren, self.gull, self.tern)
        return [bool(self.team.keys_of(case, member)) for member in people]


def test_no_key_of_the_team_opens_a_kept_case_and_each_member_there_does(there: Offices) -> None:
    team = there.team
    case, attorney = team.cases.case(card=FEARED), team.member(Role.ATTORNEY, name="heron")
    key = case_key(case, reader(team.house, there.gull)).key
    team.open(case, there.gull)
    before = case.rewrapped_key
    assert there.opens(case) == [True, True, True]

    there.keep(there.south, case, by=attorney)

    assert (case.sealed_key, case.rewrapped_key, case.rewrapped_epoch) == (None, None, None)
    assert there.opens(case) == [True, False, True]
    assert team.keys_of(case, there.tern) == {key}
    assert team.keys_of(case, attorney) == set(), "who moved it is outside too"
    assert isinstance(team.open(case, there.gull), LockedCase)
    opened = team.open(case, there.tern)
    assert isinstance(opened, OpenedCase)
    assert [note.text for note in opened.notes] == [REASON]
    assert case.office_id == walls.office_of(case) == there.south
    assert log.has_ended(before or b"")
    acts = [entry.act for entry in log.history_of(case.id) if entry.member_id == attorney.id]
    assert sorted(acts) == ["case_moved", "wall_put_up"]


def test_loans_owner_and_links_end_and_the_same_person_goes_along(there: Offices) -> None:
    team = there.team
    volunteer = team.member(Role.VOLUNTEER, name="dove")
    case, linked = team.cases.case(assignee_id=there.gull.id), team.cases.case()
    who = reader(team.house, team.wren)
    lend_case(case.reference, volunteer.id, who, until=TODAY, today=TODAY, now=NOW)
    link_cases(
        case.reference,
        who,
        linked.reference,
        Relation.SAME_PERSON,
        version=case.version,
        today=TODAY,
        now=NOW,
    )
    db.session.commit()

    act = there.keep(there.south, case)

    assert loans.find(case.id, volunteer.id) is None
    assert case.assignee_id is None
    assert {walls.office_of(row) for row in (case, linked)} == {there.south}
    assert {row[0] for row in act.before} == {case.id, linked.id}


def test_a_kept_case_moves_on_with_its_key_by_those_inside_alone(there: Offices) -> None:
    team = there.team
    case, heron = team.cases.case(), team.member(Role.ATTORNEY, name="heron")
    there.keep(there.south, case)

    assert there.keep(there.north, case, by=heron).left_out == 1
    assert there.opens(case) == [True, False, True]
    plain = move_many([case.reference], reader(team.house, there.tern), there.north, **AT)
    assert (plain.left_out, case.office_id) == (1, there.south)

    before = case.walled_keys
    there.keep(there.north, case)
    assert there.opens(case) == [True, True, False]
    assert (case.office_id, walls.office_of(case)) == (there.north, there.north)
    assert log.has_ended(before or b"")
    assert walled_cases() == {case.id}, "the log counts one wall"


def test_who_joins_is_let_in_by_one_inside_and_who_leaves_loses_the_key(there: Offices) -> None:
    team, case = there.team, there.team.cases.case()
    there.keep(there.south, case)

    there.staff_with(there.south, there.tern, there.gull)
    assert there.opens(case) == [True, False, True], "a row of a table lets nobody in"
    shown = summary(there, there.tern)
    assert shown.waiting == {there.gull.id}
    assert shown.may_let_in
    assert not summary(there, there.gull).may_let_in
    assert there.let_in(there.south, by=there.gull) == 0
    assert there.let_in(there.south, by=there.tern) == 1
    assert there.opens(case) == [True, True, True]

    before = case.walled_keys
    there.staff_with(there.south, there.gull)
    assert there.opens(case) == [True, True, False]
    assert log.has_ended(before or b"")
    assert walls.members_of(case) == {team.wren.id, there.gull.id}
    assert isinstance(team.open(case, there.gull), OpenedCase)


def test_nobody_is_let_in_by_a_mark_that_was_changed_in_the_table(there: Offices) -> None:
    case = there.team.cases.case()
    there.keep(there.south, case)
    wraps = walls.wraps_of(case)
    del wraps[OFFICE + there.south]

    walls.set_wraps(case, wraps | {OFFICE + there.north: b""})
    db.session.commit()

    assert there.let_in(there.north, by=there.team.wren) == 0
    assert there.opens(case) == [True, False, True]


def test_the_last_member_inside_neither_leaves_nor_is_deactivated(there: Offices) -> None:
    team, case = there.team, there.team.cases.case()
    there.keep(there.south, case)
    walls.take_out(case, {team.wren.id}, on=TODAY)
    db.session.commit()
    before = case.walled_keys

    with pytest.raises(LastInside):
        there.staff_with(there.south, there.gull)
    db.session.rollback()
    with pytest.raises(LastKeys):
        disable_staff(there.tern, by=team.wren, **AT)
    db.session.rollback()

    assert case.walled_keys == before
    assert there.tern.disabled_on is None
    assert there.opens(case) == [False, False, True]
    there.staff_with(there.south, there.tern, there.gull)
    there.let_in(there.south, by=there.tern)
    disable_staff(there.tern, by=team.wren, **AT)
    db.session.commit()
    assert team.keys_of(case, there.gull)


def test_two_who_keep_a_case_at_once_leave_it_whole_to_one_office(
    app: Flask, there: Offices
) -> None:
    team, case = there.team, there.team.cases.case()
    heron = team.member(Role.SUPERVISOR, name="heron")
    who = [(there.north, reader(team.house, team.wren)), (there.south, reader(team.house, heron))]

    at_once(
        app,
        [
            partial(keep_many, [case.reference], member, office_id, REASON, **AT)
            for office_id, member in who
        ],
    )

    db.session.refresh(case)
    is_north = case.office_id == there.north
    assert walls.office_of(case) == case.office_id
    assert there.opens(case) == [True, is_north, not is_north]
    assert walled_cases() == {case.id}


def test_of_two_who_are_left_inside_and_go_at_once_one_stays(app: Flask, there: Offices) -> None:
    case = there.team.cases.case()
    there.staff_with(there.south, there.gull, there.tern)
    there.keep(there.south, case)
    walls.take_out(case, {there.team.wren.id}, on=TODAY)
    db.session.commit()
    by = there.team.wren.id

    def deactivate(member_id: str) -> None:
        members = {member.id: member for member in staff.members_of(case.team_id)}
        disable_staff(members[member_id], by=members[by], **AT)

    gone = at_once(app, [partial(deactivate, each.id) for each in (there.gull, there.tern)])

    db.session.expire_all()
    assert sorted(map(type, gone), key=str) == sorted((LastKeys, type(None)), key=str)
    assert len(walls.holders_of(case)) == 1


def test_an_office_without_a_reader_and_too_many_cases_are_refused(
    there: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    team, case = there.team, there.team.cases.case()
    waiting = team.member(Role.CASEWORKER, name="ibis", has_access=False)
    volunteer = team.member(Role.VOLUNTEER, name="dove")
    empty = add_office(plan_of("Empty", ()), team.wren, **AT)
    closed = add_office(plan_of("Closed", (waiting, volunteer)), team.wren, **AT)
    db.session.commit()

    for office_id, refusal in ((empty, NobodyThere), (closed, NobodyThere), ("0", NoSuchOffice)):
        with pytest.raises(refusal):
            there.keep(office_id, case)
        db.session.rollback()
    monkeypatch.setattr(keep_to_office, "MOST_WALLED", 0)
    with pytest.raises(TooManyKept):
        there.keep(there.south, case)
    db.session.rollback()
    monkeypatch.setattr(keep_to_office, "MOST_AT_ONCE", 0)
    with pytest.raises(TooManyAtOnce):
        there.keep(there.south, case)
    db.session.rollback()

    assert there.opens(case) == [True, True, True]
    assert case.walled_keys is None


def test_cases_that_may_not_be_kept_are_left_out(there: Offices) -> None:
    team = there.team
    closed, junk = team.cases.case(status="closed"), team.cases.case(quarantined_on=TODAY)
    walled, kept = team.cases.case(), team.cases.case()
    team.wall(walled, there.gull)
    wraps = walled.walled_keys
    there.keep(there.south, kept)

    act = there.keep(there.south, closed, junk, walled, kept)

    assert (act.before, act.left_out) == ([], 3), "the kept one is there already"
    assert walled.walled_keys == wraps
    assert (closed.walled_keys, junk.walled_keys) == (None, None)


def test_no_undo_reverses_keeping_and_an_older_one_leaves_the_case(there: Offices) -> None:
    case, who = there.team.cases.case(), reader(there.team.house, there.team.wren)
    moved = move_many([case.reference], who, there.north, **AT)
    db.session.commit()
    kept = there.keep(there.south, case)

    assert undo_many(moved.id, who, **AT) == 0
    with pytest.raises(TooLate):
        undo_many(kept.id, who, **AT)

    assert (case.office_id, walls.office_of(case)) == (there.south, there.south)


def test_a_kept_wall_frees_no_conflict(there: Offices) -> None:
    case = there.team.cases.case(conflict=Conflict.POSSIBLE, status="conflict_hold")
    there.keep(there.south, case)

    with pytest.raises(WallNeeded):
        decide_conflict(
            case.reference,
            reader(there.team.house, there.team.wren),
            Grounds.SCREENED,
            "They are kept out.",
            version=case.version,
            **AT,
        )


def test_a_wall_by_name_follows_no_office_and_no_wall_neither(there: Offices) -> None:
    team, case, other = there.team, there.team.cases.case(), there.team.cases.case()
    there.keep(there.south, case, other)
    team.wall(case, there.gull)
    who = reader(team.house, team.wren)
    take_down_wall(other.reference, who, "It is over.", version=other.version, **AT)
    db.session.commit()

    assert there.opens(case) == [True, True, False]
    assert (walls.office_of(case), walls.office_of(other)) == ("", "")
    assert there.opens(other) == [True, True, True]
    there.staff_with(there.south, there.gull)
    assert there.opens(case) == [True, True, False]


def test_cases_of_a_removed_office_open_for_the_same_members(there: Offices) -> None:
    case = there.team.cases.case()
    there.keep(there.south, case)

    remove_office(there.south, there.team.wren, **AT)
    db.session.commit()
    db.session.refresh(case)

    assert there.opens(case) == [True, False, True]
    assert (case.office_id, walls.has_own_wall(case)) == (there.north, True)


def test_a_new_password_a_restore_and_two_sheets_open_a_kept_case(there: Offices) -> None:
    team, case = there.team, there.team.cases.case()
    there.keep(there.south, case)

    change(team.house, there.tern)
    assert walls.office_of(case) == there.south
    assert isinstance(walls.wraps_of(case).get(there.tern.id), bytes)
    settle_walls(today=TODAY)
    assert walled_cases() == {case.id}
    first, second, _ = team.started.sheets
    open_wall(
        first,
        second,
        case.reference,
        team_id=team.wren.team_id,
        installation=team.house.installation,
        today=TODAY,
    )
    db.session.commit()
    assert walls.office_of(case) == ""
    assert isinstance(team.open(case, there.gull), OpenedCase)


def at_once(app: Flask, acts: Sequence[Callable[[], object]]) -> list[Exception | None]:
    """Do these acts in transactions of their own at one time; return how each was refused."""
    db.session.commit()

    def do(act: Callable[[], object]) -> Exception | None:
        with app.app_context():
            try:
                with writing():
                    act()
                    db.session.commit()
            except LastKeys as refusal:
                return refusal
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def summary(there: Offices, member: StaffMember) -> KeptCases:
    """Return what the office in the south keeps to itself, as this member sees it."""
    team_id = member.team_id
    kept = kept_by_office(walls.of_team(team_id), team_id=team_id, member_id=member.id)
    return kept[there.south]


def plan_of(name: str, members: Sequence[StaffMember]) -> OfficePlan:
    """Return the plan of an office with these members."""
    ids = frozenset(member.id for member in members)
    return OfficePlan(name=name, states=(), languages=(), member_ids=ids, is_default=False)


@pytest.fixture
def there(app: Flask, started: Started, db_session: scoped_session[Session]) -> Offices:
    pinned(app, started.fingerprint)
    house = Begun(installation=started.fingerprint, link=started.invitation_token)
    wren = joined(house, house.token)
    team = Team(house=house, started=started, wren=wren, cases=made_for(house, wren))
    gull = team.member(Role.CASEWORKER, name="gull")
    tern = team.member(Role.CASEWORKER, name="tern")
    north = add_office(plan_of("North", [gull]), wren, **AT)
    south = add_office(plan_of("South", [tern]), wren, **AT)
    db.session.commit()
    return Offices(team=team, gull=gull, tern=tern, north=north, south=south)
