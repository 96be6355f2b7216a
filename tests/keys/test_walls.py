"""A walled case with every check taken out: the keys of those outside open no byte of it.

Row 43 of the attacks. Each member tries each key that they hold on each wrap of the case, in each
context that the code knows, as a changed process would.
"""

from dataclasses import dataclass, replace
from functools import partial
from runpy import run_path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text

from intake.actions.access.unlock_keys import verify_member_row
from intake.actions.accounts.change_password import (
    LastKeys,
    change_password,
    new_keys,
    reset_password,
)
from intake.actions.accounts.change_roles import disable_staff
from intake.actions.accounts.sign_in import account_of, unlock
from intake.actions.application.write_to_staff import withdraw_request
from intake.actions.backup.restore_backup import settle_walls
from intake.actions.case.erase_case import EraseReason, erase_case, hold_case
from intake.actions.case.link_cases import link_cases
from intake.actions.case.open_case import LockedCase, OpenedCase, open_case
from intake.actions.case.set_follow_up import assign_to_me
from intake.actions.conflicts.check_conflicts import check_conflicts
from intake.actions.conflicts.wall_case import (
    Grounds,
    WallPlan,
    decide_conflict,
    open_wall,
    put_up_wall,
    take_down_wall,
    wall_withdrawn,
)
from intake.actions.keys.init_keys import Started
from intake.actions.keys.recover import open_epoch, renew_sheets
from intake.actions.keys.reseal_cases import progress, reseal_some
from intake.actions.links import Relation, read_links, readable_links
from intake.actions.opening.card_packs import save_new_packs, seal_new_packs
from intake.actions.opening.case_keys import BehindWall, RolledBack, case_key
from intake.actions.opening.search_cards import read_cards, search_batch
from intake.actions.queue.change_many import assign_many, tag_many
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.log import walled_cases
from intake.audit.models import AuditEntry
from intake.cases import walls
from intake.cases.card import Card
from intake.cases.models import Conflict
from intake.cases.pipeline import Status
from intake.cases.store import NoSuchCase
from intake.cases.tags import Tag
from intake.conflicts.search_terms import read_search
from intake.conflicts.stubs import case_links
from intake.conflicts.traits import Why
from intake.desk_state.models import BulkAct
from intake.extensions import db, saving
from intake.sealing.opening import open_sealed, open_under
from intake.sealing.seal import Context, SealBroken, UnusableKey
from intake.sealing.tokens import new_token
from intake.sealing.wraps import RECOVERY, walled_place, wraps_from_bytes
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.store import Role
from intake.words import Refused
from tests.cases.making import InventedTeam, actor, own_request
from tests.staff.house import begun, colleague, give_access, keyring, made_for, reader
from tests.staff.making import DEVICES, NOW, PASSWORD, TODAY, Begun, acting, moment
from tests.support.rows import acts_logged
from tests.support.storm.concurrency import together

NEW = "seven quiet lamps by the lake"
KNOWS_OTHER = "is kept out, or has opened a case of the other person"
FEARED = Card(name_to_use="Lumo", names=("Lumora Testfold Wrenwick",), do_not_tell="my uncle")
OTHER = Card(name_to_use="Tarviq", do_not_tell="my niece Lumora Testfold Wrenwick")


@dataclass(frozen=True, kw_only=True)
class Team:
    """A team with members of every role; *wren* is the first, administrator and supervisor."""

    house: Begun
    started: Started
    wren: StaffMember
    cases: InventedTeam

    def member(self, *roles, name="", has_access=True):
        """Add a member, and give them access to cases."""
        email = f"{name or '.'.join(roles)}@example.org"
        member = colleague(self.house, email, roles=roles)
        if has_access:
            give_access(self.house, self.wren, member)
        return member

    def wall(self, case, *named):
        """Put up a wall with these members inside."""
        self.put_up(case, plan_for(*named, text="She is his niece."))

    def put_up(self, case, plan):
        """Put up a wall as planned."""
        put_up_wall(self.by(case), case.reference, plan)
        db.session.commit()

    def take_down(self, case, text="They made peace."):
        """Take the wall down."""
        take_down_wall(self.by(case), case.reference, text)
        db.session.commit()

    def by(self, case):
        """Return *wren*, who acts on the case as it is."""
        return actor(reader(self.house, self.wren), case, NOW)

    def open(self, case, member):
        """Open the case through the product."""
        who = reader(self.house, member)
        opened = open_case(case.reference, who, today=TODAY, now=NOW)
        db.session.commit()
        return opened

    def keys_of(self, case, member):
        """Return what a process without any check opens of a case with this member's keys."""
        return set(opened_by(keyring(self.house, member), case, self.house.installation))


def opened_by(held, case, installation):
    """Try each key of a keyring on each wrap of a case, in each context."""
    stored = [
        case.sealed_key,
        case.rewrapped_key,
        *wraps_from_bytes(case.walled_keys or b"").values(),
    ]
    keys = [*held.team_keys.values(), *held.vouch_keys.values(), *held.sign_keys.values()]
    for wrap in filter(None, stored):
        for key in filter(None, [*keys, held.own_private]):
            for context in contexts(case, installation):
                for attempt in (partial(open_sealed, wrap, key), partial(open_under, key, wrap)):
                    try:
                        yield attempt(context=context)
                    except (SealBroken, UnusableKey, ValueError):
                        continue


def contexts(case, installation):
    """Yield the context of every wrap that a case may have."""
    place = partial(Context, installation=installation, request=case.request_id, row=case.id)
    yield place(kind="wrap:case-key")
    yield from (place(kind="wrap:case-key-seen", version=epoch) for epoch in (1, 2, 3))
    for whose in (*walls.members_of(case), RECOVERY):
        yield walled_place(case.id, case.request_id, whose, installation)


def test_nobody_outside_opens_a_walled_case_with_all_checks_taken_out(team, gull, case):
    outside = [
        team.member(*roles, name=f"out{number}", has_access=has_access)
        for number, (roles, has_access) in enumerate(
            (
                ((Role.SUPERVISOR,), True),
                ((Role.ATTORNEY,), True),
                ((Role.CASEWORKER,), True),
                ((Role.VOLUNTEER,), True),
                ((Role.ADMINISTRATOR,), False),
                ((Role.REPORTER,), False),
            )
        )
    ]
    heron = team.member(Role.SUPERVISOR, name="heron")
    before = team.keys_of(case, outside[2])
    key = case_key(case, reader(team.house, gull)).key
    assert before == {key}, "before the wall every key of the team opens it"

    team.wall(case, gull, heron)

    assert [team.keys_of(case, member) for member in outside] == [set()] * len(outside)
    assert [team.keys_of(case, member) for member in (gull, heron, team.wren)] == [{key}] * 3
    assert walls.members_of(case) == {gull.id, heron.id, team.wren.id}


def test_the_product_says_that_a_walled_case_is_walled(team):
    gull, tern, case = *two(team), team.cases.case()
    team.wall(case, gull)

    refused = team.open(case, tern)

    assert isinstance(refused, LockedCase)
    assert refused.failure is BehindWall
    assert not refused.broken
    assert isinstance(team.open(case, gull), OpenedCase)
    assert case.walled_keys, "opening it does not wrap it for the team"
    assert case.rewrapped_key is None


def test_two_supervisors_who_are_not_kept_out_are_inside(team, gull, case):
    heron = team.member(Role.SUPERVISOR, name="heron")
    kite = team.member(Role.SUPERVISOR, name="kite")

    team.put_up(case, plan_for(gull, outside=[team.wren]))

    assert walls.members_of(case) == {gull.id, heron.id, kite.id}
    assert team.keys_of(case, team.wren) == set()


def test_who_knows_the_other_person_is_outside(team):
    gull, tern = two(team)
    case, other, third = (team.cases.case() for _ in range(3))
    team.open(other, tern)
    log.record(AuditAct.CARD_OPENED, on=TODAY, member_id=gull.id, case_id=other.id)
    assign_to_me(actor(reader(team.house, gull), third, NOW), third.reference)

    for member, reference in ((tern, other.reference), (gull, third.reference)):
        with pytest.raises(Refused, match=KNOWS_OTHER):
            team.put_up(case, plan_for(member, references=(reference,)))
    team.put_up(case, plan_for(gull, references=(other.reference,)))
    assert tern.id not in walls.members_of(case)
    with pytest.raises(Refused, match=KNOWS_OTHER):
        team.wall(case, tern)
    assert team.keys_of(case, tern) == set()


def test_nothing_is_sealed_to_a_key_that_nobody_compared(team):
    case = team.cases.case()
    waiting = team.member(Role.CASEWORKER, name="gull", has_access=False)

    with pytest.raises(Refused, match="has no case access yet, or has a new key"):
        team.wall(case, waiting)
    with pytest.raises(Refused, match="no case with one of these references"):
        team.put_up(case, plan_for(waiting, references=("ZZZZ-ZZZZ",)))
    with pytest.raises(Refused, match="Name at least one member who is not kept out"):
        team.put_up(case, plan_for(outside=[team.wren]))
    assert case.walled_keys is None


def test_members_change_and_the_wall_comes_down_each_with_reason_and_log(team):
    gull, tern, case = *two(team), team.cases.case()
    before = wrap(case)
    team.wall(case, gull)
    team.wall(case, tern)

    assert team.keys_of(case, gull) == set()
    assert team.keys_of(case, tern)
    team.take_down(case)

    assert team.keys_of(case, gull) == team.keys_of(case, tern) != set()
    assert case.walled_keys is None
    opened = team.open(case, gull)
    assert isinstance(opened, OpenedCase)
    texts = sorted(note.text for note in opened.notes)
    assert texts == ["She is his niece.", "She is his niece.", "They made peace."]
    acts = [act for act in acts_logged(case.id) if act.startswith("wall")]
    assert sorted(acts) == ["wall_changed", "wall_put_up", "wall_taken_down"]
    assert log.has_ended(before)


def test_the_wrap_of_the_team_that_was_put_back_is_noticed(team):
    gull, tern, case = *two(team), team.cases.case()
    team.open(case, tern)
    before = case.rewrapped_key
    team.wall(case, gull)

    case.rewrapped_key, case.rewrapped_epoch, case.walled_keys = before, 1, None
    db.session.commit()

    refused = team.open(case, tern)
    assert isinstance(refused, LockedCase)
    assert refused.broken


def test_the_first_wrap_of_a_case_that_was_put_back_opens_no_walled_one(team):
    gull, tern, case = *two(team), team.cases.case(card=FEARED)
    first = case.sealed_key
    team.open(case, gull)
    team.wall(case, gull)

    case.sealed_key, case.walled_keys = first, None
    db.session.commit()

    refused = team.open(case, tern)
    assert isinstance(refused, LockedCase)
    assert refused.failure is RolledBack
    acts = {entry.act for entry in log.history_of(case.id) if entry.member_id == tern.id}
    assert {"seal_broken", "row_put_back"} <= acts


def test_a_search_does_not_find_a_walled_case_by_its_first_wrap(team):
    gull, tern = two(team)
    case, plain = team.cases.case(card=FEARED), team.cases.case(card=FEARED)
    before, query = case.sealed_key, read_search("Lumora Testfold")
    packing = reader(team.house, tern)
    search_batch(query, packing, after="")
    pack = seal_new_packs(packing)
    team.wall(case, gull)

    case.sealed_key, case.walled_keys = before, None
    singly = search_batch(query, reader(team.house, tern), after="")
    versions = {**pack[0].versions, case.id: case.version}
    save_new_packs([replace(pack[0], versions=versions)], packing)
    case.version = pack[0].versions[case.id]
    packed = search_batch(query, reader(team.house, tern), after="")

    assert [batch.matches for batch in (singly, packed)] == [(plain.id,)] * 2
    assert [batch.unopened for batch in (singly, packed)] == [1, 1]
    assert list(read_cards([case, plain], reader(team.house, tern))) == [plain.id]


def test_a_wall_that_came_down_on_the_day_it_was_put_up_opens(team):
    case, who = team.cases.case(), reader(team.house, team.wren)
    for _ in range(2):
        team.wall(case, team.wren)
        team.take_down(case)
        assert case_key(case, who)
    assert walled_cases() == frozenset()


def test_a_case_that_only_its_wall_had_freed_is_held_without_it(team):
    case = team.cases.case(conflict="possible", status="conflict_hold")
    decision = (case.reference, Grounds.SCREENED, "They are kept out.")
    for by_sheets in (False, True):
        with pytest.raises(Refused, match="Put up a wall first"):
            decide_conflict(team.by(case), *decision)
        team.wall(case, team.wren)
        decide_conflict(team.by(case), *decision)
        assert (case.conflict, case.stage) == ("freed", Status.TRIAGE)

        if by_sheets:
            first, second, _ = team.started.sheets
            open_wall(
                first,
                second,
                case.reference,
                team_id=team.wren.team_id,
                installation=team.house.installation,
                today=TODAY,
            )
        else:
            team.take_down(case)
        assert (case.conflict, case.stage) == ("conflict", Status.CONFLICT_HOLD)
    acts = acts_logged(case.id)
    assert acts.count("conflict_stands") == 2


def test_a_restore_logs_the_walls_as_the_wraps_have_them(team):
    put_up, taken_down = team.cases.case(), team.cases.case()
    team.wall(taken_down, team.wren)
    walled, plain = taken_down.walled_keys, put_up.sealed_key
    put_up.walled_keys, put_up.sealed_key = walled, None
    taken_down.walled_keys, taken_down.sealed_key = None, plain

    settle_walls(today=TODAY)

    assert walled_cases() == {put_up.id}


def test_links_to_a_walled_case_that_are_put_back_open_no_more(team):
    case, kin = team.cases.case(), team.cases.case()
    who = reader(team.house, team.wren)
    by = actor(who, case, NOW)
    link_cases(by, case.reference, kin.reference, Relation.FAMILY)
    older = case_links.sealed_of(kin.id) or b""

    team.wall(case, team.wren)
    assert read_links(case_key(kin, who)) == ()
    case_links.keep(kin.id, older)

    assert readable_links(case_key(kin, who)) is None


def test_cases_of_the_same_person_get_the_same_wall(team):
    gull, tern = two(team)
    case, twin, third, kin = (team.cases.case() for _ in range(4))
    who = reader(team.house, team.wren)
    same, family = Relation.SAME_PERSON, Relation.FAMILY
    for linked, relation, other in ((case, same, twin), (twin, same, third), (twin, family, kin)):
        by = actor(who, linked, NOW)
        link_cases(by, linked.reference, other.reference, relation)

    team.wall(case, gull)

    assert [team.keys_of(each, tern) for each in (case, twin, third)] == [set()] * 3
    assert all(team.keys_of(each, gull) for each in (case, twin, third))
    assert kin.walled_keys is None
    assert read_links(case_key(kin, who)) == ()
    assert walled_cases() == {case.id, twin.id, third.id}
    inside = read_links(case_key(case, reader(team.house, gull)))
    assert [link.reference for link in inside] == [twin.reference]


@pytest.mark.parametrize("damage", ["shorter", "text"])
def test_damaged_wraps_stop_no_page_and_are_noticed(team, gull, case, damage):
    team.wall(case, gull)

    if damage == "text" and db.engine.dialect.name == "sqlite":
        db.session.execute(text("UPDATE cases SET walled_keys = 'text'"))
    else:
        case.walled_keys = (case.walled_keys or b"")[:-1]
    db.session.commit()

    assert walls.walls_for(team.wren.team_id, gull.id).hidden_ids == (case.id,)
    opened = team.open(case, gull)
    assert isinstance(opened, LockedCase)
    assert opened.broken


def test_acts_without_a_key_are_refused_outside(team, gull, case):
    heron, kite = (team.member(Role.SUPERVISOR, name=name) for name in ("heron", "kite"))
    team.wall(case, gull, heron)
    who, kept = reader(team.house, kite), case.version
    by = actor(who, case, NOW)

    with pytest.raises(BehindWall):
        assign_to_me(by, case.reference)
    with pytest.raises(BehindWall):
        hold_case(by, case.reference, "A court asked.")
    with pytest.raises(BehindWall):
        erase_case(by, case.reference, EraseReason.MISTAKE)
    inside = actor(reader(team.house, heron), case, NOW)
    acts = [
        assign_many(by, [case.reference], kite.id),
        assign_many(inside, [case.reference], kite.id),
        tag_many(by, [case.reference], Tag.TEAM_MEETING, off=False),
    ]
    assert [(act.before, act.left_out) for act in acts] == [([], 1)] * 3
    assert case.version == kept
    assert len(assign_many(inside, [case.reference], gull.id).before) == 1


def test_a_case_withdrawn_under_a_hold_opens_with_the_keys_of_those_who_decide_about_it(team):
    gull, kite = (team.member(Role.CASEWORKER, name=name) for name in ("gull", "kite"))
    heron = team.member(Role.ATTORNEY, name="heron")
    case = team.cases.case(assignee_id=gull.id)
    hold_case(team.by(case), case.reference, "A court asked.")
    withdraw_request(own_request(case.request_id), today=TODAY)
    db.session.expire_all()
    db.session.commit()

    for member in (gull, kite):
        assert isinstance(team.open(case, member), LockedCase)
    assert team.keys_of(case, gull), "until one of them is there, the key is the team's"
    wall_withdrawn(team.by(case), case.reference)
    db.session.commit()

    assert walls.holders_of(case) == {team.wren.id, heron.id}
    assert not team.keys_of(case, gull)
    assert team.keys_of(case, heron)
    assert isinstance(team.open(case, heron), OpenedCase)
    assert case.assignee_id is None
    assert walls.withdrawn_without_wall(case.team_id) == []


def test_a_conflict_check_finds_a_walled_case_and_says_only_that(team):
    gull, tern = two(team)
    walled, case = team.cases.case(card=FEARED), team.cases.case(card=OTHER, conflict=None)
    team.wall(walled, gull)

    for member in (tern, gull):
        check, _ = check_conflicts(case, reader(team.house, member), "", clock=lambda: NOW)
        assert [(hit.reference, hit.why, hit.sure) for hit in check.hits] == [
            ("", Why.WALLED, False)
        ]
        assert check.result is Conflict.POSSIBLE


def test_a_search_leaves_a_walled_case_out_for_everybody(team):
    gull, tern = two(team)
    walled, plain = team.cases.case(card=FEARED), team.cases.case(card=FEARED)
    team.wall(walled, gull)

    for member in (tern, gull):
        batch = search_batch(read_search("Lumora Testfold"), reader(team.house, member), after="")
        assert (batch.matches, batch.read, batch.unopened) == ((plain.id,), 1, 0)
    seen = walls.walls_for(team.wren.team_id, tern.id), walls.walls_for(team.wren.team_id, gull.id)
    assert [(len(view.own), len(view.hidden)) for view in seen] == [(0, 1), (1, 0)]


def test_new_keys_of_the_team_leave_a_walled_case_as_it_is(team, gull, case):
    team.cases.case()
    key = case_key(case, reader(team.house, gull)).key
    team.wall(case, gull)

    worker = open_epoch(acting(reader(team.house, team.wren)), new_token())
    reseal_some(worker, after="")
    db.session.commit()

    assert (progress(team.wren.team_id).total, progress(team.wren.team_id).left) == (1, 0)
    assert team.keys_of(case, gull) == {key}


def test_a_new_pair_of_a_named_member_opens_it_and_the_old_one_does_not(team, gull, case):
    key, before = case_key(case, reader(team.house, gull)).key, keyring(team.house, gull)
    team.wall(case, gull)

    change(team.house, gull)

    installation = team.house.installation
    assert set(opened_by(before, case, installation)) == set()
    assert set(opened_by(keyring(team.house, gull, NEW), case, installation)) == {key}


def test_a_reset_takes_the_key_and_a_named_member_gives_it_again(team, gull, case):
    team.wall(case, gull)
    before = keyring(team.house, gull)

    reset_password(gull.id, new_token(), moment(), by=team.wren)
    db.session.commit()

    assert set(opened_by(before, case, team.house.installation)) == set()
    assert walls.members_of(case) == {gull.id, team.wren.id}


def test_the_last_key_of_a_walled_case_is_not_taken(team, gull, case):
    key = case_key(case, reader(team.house, gull)).key
    team.put_up(case, plan_for(gull, outside=[team.wren]))

    with pytest.raises(LastKeys):
        reset_password(gull.id, new_token(), moment(), by=team.wren)
    db.session.rollback()
    with pytest.raises(LastKeys):
        disable_staff(gull, moment(), by=team.wren)
    db.session.rollback()
    before = keyring(team.house, gull)
    disable_staff(gull, moment())
    assert set(opened_by(before, case, team.house.installation)) == {key}


def test_of_the_two_inside_who_are_deactivated_at_once_one_stays(app, team):
    gull, tern, case = *two(team), team.cases.case()
    by, team_id = team.wren.id, team.wren.team_id
    team.put_up(case, plan_for(gull, tern, outside=[team.wren]))
    named = sorted((gull.id, tern.id))

    def deactivate(member_id):
        with app.app_context():
            members = {member.id: member for member in staff.members_of(team_id)}
            try:
                with saving():
                    disable_staff(members[member_id], moment(), by=members[by])
            except LastKeys:
                return False
        return True

    assert sorted(together(named, deactivate)) == [False, True]

    db.session.expire_all()
    assert len(walls.holders_of(case)) == 1


def test_two_sheets_take_down_a_wall_also_newer_ones(team):
    gull, tern, case = *two(team), team.cases.case()
    team.wall(case, gull)
    first, second, _ = team.started.sheets
    installation = team.house.installation

    newer = renew_sheets(first, second, moment(installation=installation))
    db.session.commit()
    with pytest.raises(NoSuchCase):
        open_wall(
            *newer[:2],
            "ZZZZ-ZZZZ",
            team_id=team.wren.team_id,
            installation=installation,
            today=TODAY,
        )
    open_wall(
        *newer[1:],
        case.reference,
        team_id=team.wren.team_id,
        installation=installation,
        today=TODAY,
    )
    db.session.commit()

    assert isinstance(team.open(case, tern), OpenedCase)
    last = db.session.query(AuditEntry).filter_by(act="wall_taken_down").one()
    assert (last.member_id, last.case_id) == (None, case.id)


def test_a_case_that_an_office_kept_is_walled_by_name_after_the_upgrade(team):
    (gull, tern), (case, damaged) = two(team), (team.cases.case() for _ in range(2))
    team.wall(case, gull)
    by_name = case.walled_keys or b""
    office = b"office " + b"0" * 32
    kept = by_name + len(office).to_bytes(4) + office + bytes(4)
    case.walled_keys, damaged.walled_keys = kept, kept[:-1]
    act = BulkAct(member_id=gull.id, at=NOW, kind="kept", before=[], left_out=0)
    db.session.add(act)
    db.session.flush()

    upgrade = run_path("migrations/versions/0091_no_kept_cases.py")["upgrade"]
    with Operations.context(MigrationContext.configure(db.session.connection())):
        upgrade()
    db.session.commit()
    db.session.expire_all()

    assert (case.walled_keys, damaged.walled_keys) == (by_name, kept[:-1])
    assert walls.members_of(case) == {gull.id, team.wren.id}
    assert isinstance(team.open(case, gull), OpenedCase)
    assert team.keys_of(case, tern) == set()
    assert db.session.query(BulkAct).all() == []

    team.wall(case, tern)
    case.walled_keys = kept
    db.session.commit()
    put_back = team.open(case, gull)
    assert isinstance(put_back, LockedCase), "gull was taken out of the wall since"
    assert put_back.broken


def two(team) -> tuple[StaffMember, StaffMember]:
    """Add two caseworkers."""
    return team.member(Role.CASEWORKER, name="gull"), team.member(Role.CASEWORKER, name="tern")


def wrap(case):
    """Return the wrap that the case has."""
    return case.walled_keys or case.rewrapped_key or case.sealed_key or b""


def plan_for(
    *named,
    outside=(),
    references=(),
    text="Kin.",
):
    """Return a plan with these members inside and outside."""
    inside, kept_out = (frozenset(member.id for member in some) for some in (named, outside))
    return WallPlan(named=inside, outside=kept_out, references=references, text=text)


def change(house, member):
    """Give a member a new password and a new key pair."""
    device = DEVICES[member.id]
    unlocked = unlock(account_of(member), PASSWORD, device=device, installation=house.installation)
    made = new_keys(NEW, installation=house.installation, member_id=member.id, device=device)
    change_password(unlocked, made, moment(installation=house.installation), becomes=new_token())
    db.session.commit()
    verify_member_row(member)


@pytest.fixture
def team(app, started, db_session):
    house, wren = begun(app, started)
    return Team(house=house, started=started, wren=wren, cases=made_for(house, wren))


@pytest.fixture
def gull(team):
    return team.member(Role.CASEWORKER, name="gull")


@pytest.fixture
def case(team):
    return team.cases.case()
