"""Keys that a password alone opens end on a named day; nobody is locked out, nothing is lost."""

from datetime import date, timedelta

import pytest

from intake.actions.access.unlock_keys import RowRevoked, open_member_key, verify_member_row
from intake.actions.accounts.sign_in import (
    OldWrapEnded,
    WrongPassword,
    account_of,
    unlock,
)
from intake.actions.keys.grant_access import asks_for_key, working_holders
from intake.actions.keys.recover import open_epoch
from intake.actions.upkeep.end_old_wraps import LASTS, end_old_wraps, members_to_move, set_day
from intake.cli.keys import command as keys_command
from intake.extensions import db
from intake.keys import store as keys
from intake.keys.models import Epoch
from intake.sealing.seal import seal_under
from intake.sealing.signing import set_row_mac
from intake.sealing.stretching import PASSWORD as PASSWORD_ALONE
from intake.sealing.tokens import new_token
from intake.sealing.unlocking import member_key_place, needs_device, password_halves
from intake.staff.models import StaffMember
from intake.staff.store import Act, Role
from tests.staff.house import colleague, give_access, reader
from tests.staff.making import DEVICES, NOW, PASSWORD, TODAY, acting, pinned
from tests.support.rows import change_rows

DAY = TODAY + LASTS


def test_the_first_run_names_a_day_and_ends_nothing(house, gull):
    make_old(house, gull)

    assert run(TODAY) == 0
    assert run(DAY - timedelta(days=1)) == 0

    assert keys.old_wraps_end_on(gull.team_id) == DAY
    assert members_to_move(gull.team_id) == [gull]
    assert unlock(account_of(gull), PASSWORD, installation=house.installation).private_key


def test_on_the_day_the_wrap_is_deleted_and_its_row_refused(house, gull):
    make_old(house, gull)
    run(TODAY)
    before = {name: getattr(gull, name) for name in ("wrapped_private_key", "row_mac")}

    assert run(DAY) == 1

    assert gull.wrapped_private_key == b""
    assert verify_member_row(gull)
    assert working_holders(gull.team_id) == {first(gull).id}
    with pytest.raises(OldWrapEnded):
        unlock(account_of(gull), PASSWORD, installation=house.installation)
    with pytest.raises(WrongPassword):
        unlock(account_of(gull), "another password", installation=house.installation)
    restore(gull, before)
    with pytest.raises(RowRevoked):
        verify_member_row(gull)


def test_once_all_have_moved_new_keys_are_due(house, gull):
    make_old(house, gull)
    run(TODAY)
    assert keys.due_since(gull.team_id) is None

    gull.password_salt = bytes((3,)) + gull.password_salt[1:]
    set_row_mac(gull)
    db.session.commit()
    run(TODAY + timedelta(days=2))

    assert keys.due_since(gull.team_id) == TODAY + timedelta(days=2)
    assert keys.old_wraps_end_on(gull.team_id) is None


def test_new_keys_are_due_after_the_day_too(house, gull):
    make_old(house, gull)
    run(TODAY)

    run(DAY)

    assert keys.due_since(gull.team_id) == DAY


def test_a_member_whose_key_ended_gets_no_new_keys_and_cannot_be_given_them(house, wren, gull):
    """An older copy of the database still opens that key with a password alone."""
    make_old(house, gull)
    run(TODAY)
    run(DAY)

    open_epoch(acting(reader(house, wren)), new_token())

    assert keys.members_with_keys(gull.team_id) == {wren.id}
    assert not asks_for_key(gull, Act.OPEN_CASE, frozenset({wren.id}))


def test_keys_that_readers_sign_with_are_due_as_soon_as_nobody_has_to_move(house, wren):
    run(TODAY)
    assert keys.due_since(wren.team_id) is None

    change_rows(Epoch, vouch_public=None)
    run(TODAY)

    assert keys.due_since(wren.team_id) == TODAY


def test_the_only_member_with_keys_keeps_the_old_wrap(house, wren):
    make_old(house, wren)
    run(TODAY)

    assert run(DAY) == 0

    assert unlock(account_of(wren), PASSWORD, installation=house.installation).private_key
    assert keys.due_since(wren.team_id) is None


def test_the_only_administrator_keeps_it_though_others_open_cases(house, wren, gull):
    make_old(house, wren)
    run(TODAY)

    assert run(DAY) == 0

    assert members_to_move(wren.team_id) == [wren]


def test_a_row_that_was_changed_outside_the_desk_is_left_as_it_is(house, gull):
    """With a new MAC it would count as the desk's own."""
    make_old(house, gull)
    run(TODAY)
    gull.roles = [Role.ADMINISTRATOR]

    assert run(DAY) == 0


def test_an_operator_names_another_day(house, gull):
    make_old(house, gull)
    run(TODAY)

    set_day(TODAY + timedelta(days=3))

    assert run(TODAY + timedelta(days=3)) == 1


def test_status_names_who_has_not_moved_and_the_day(doorless_app, house, gull):
    pinned(doorless_app, house.installation)
    doorless_app.cli.add_command(keys_command)
    make_old(house, gull)
    run(TODAY)
    invoke = doorless_app.test_cli_runner().invoke

    shown = invoke(args=["keys", "status"]).output
    changed = invoke(args=["keys", "end-old-wraps", "2026-12-01"])

    assert f"without a sign-in sheet yet: 1 ({gull.email}). Their keys end on {DAY}." in shown
    assert changed.exit_code == 0, changed.output
    assert keys.old_wraps_end_on(gull.team_id) == date(2026, 12, 1)


def run(day):
    ended = end_old_wraps(today=day, now=NOW)
    db.session.commit()
    return ended


def make_old(house, member):
    """Store the member's private key as releases before device secrets did."""
    halves = password_halves(PASSWORD, member.password_salt)
    private_key = open_member_key(
        member.wrapped_private_key,
        halves.wrap,
        device=DEVICES[member.id],
        member_id=member.id,
        installation=house.installation,
    )
    place = member_key_place(member.id, house.installation, with_device=False)
    salt = bytes((PASSWORD_ALONE,)) + member.password_salt[1:]
    wrap = password_halves(PASSWORD, salt).wrap
    member.password_salt = salt
    member.wrapped_private_key = seal_under(wrap, private_key, place)
    set_row_mac(member)
    db.session.commit()
    assert not needs_device(member.password_salt)


def restore(member, values):
    for name, value in values.items():
        setattr(member, name, value)


def first(member):
    return next(
        other
        for other in db.session.query(StaffMember).order_by(StaffMember.joined_on)
        if other.id != member.id
    )


@pytest.fixture
def gull(house, wren):
    member = colleague(house)
    give_access(house, wren, member)
    return member
