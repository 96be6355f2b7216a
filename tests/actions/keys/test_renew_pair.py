"""A member's key pair is renewed: what was sealed to the old one is sealed to the new one."""

import pytest

from intake.actions.access.unlock_keys import own_codes, verify_login_row
from intake.actions.accounts import change_password as change_module
from intake.actions.accounts.change_password import change_password, new_keys
from intake.actions.accounts.second_factors import renew_codes
from intake.actions.accounts.sign_in import account_of, unlock
from intake.actions.keys.grant_access import (
    NotWaiting,
    OtherKey,
    grant_access,
    grant_signing_key,
    vouches_of,
)
from intake.actions.keys.recover import open_epoch
from intake.extensions import db
from intake.keys import store as keys
from intake.sealing.opening import Opener, open_sealed
from intake.sealing.seal import Recipient, SealBroken, seal_to
from intake.sealing.signing import BadRowMac
from intake.sealing.teams import fingerprint
from intake.sealing.tokens import new_token
from intake.sealing.unlocking import grant_place, pending_sheets_place, signing_place
from intake.staff import recovery_codes
from intake.staff.store import Role
from tests.staff.house import colleague, give_access, keyring, reader
from tests.staff.making import DEVICES, PASSWORD, acting, moment

NEW = "seven quiet lamps by the lake"


def test_the_old_key_opens_no_grant_and_the_new_one_each(house, wren):
    before, unlocked = keyring(house, wren), unlocked_member(house, wren)

    change(house, unlocked)

    after = keyring(house, wren, NEW)
    assert (after.team_keys, after.sign_keys, after.vouch_keys) == (
        before.team_keys,
        before.sign_keys,
        before.vouch_keys,
    )
    assert after.own == fingerprint(wren.public_key) != before.own
    for sealed, place in grants_of(house, wren):
        with pytest.raises(SealBroken):
            Opener(unlocked.private_key).open_sealed(sealed, place)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.ATTORNEY, Role.SUPERVISOR])
def test_who_may_give_access_vouches_for_the_own_new_key(house, wren, role):
    gull = colleague(house, roles=[role])
    give_access(house, wren, gull)
    change(house, unlocked_member(house, gull))

    grant = next(row for row in keys.grants_in(gull.team_id, 1) if row.member_id == gull.id)
    vouches = vouches_of(gull.team_id, 1, installation=house.installation)
    assert vouches.hold_for(grant, gull)
    assert keys.members_with_unvouched_key(gull.team_id) == frozenset()
    renew_team_keys(house, wren)
    assert (gull.team_id, 2) in keyring(house, gull, NEW).team_keys


def test_an_administrator_who_opens_no_case_keeps_the_signing_key(house, wren):
    gull = colleague(house, roles=[Role.ADMINISTRATOR])
    compared = fingerprint(gull.public_key)
    grant_signing_key(gull.id, acting(reader(house, wren)), compared=compared)
    change(house, unlocked_member(house, gull))

    renew_team_keys(house, wren)

    assert list(keyring(house, gull, NEW).sign_keys) == [(gull.team_id, 2)]


def test_a_volunteer_is_compared_before_the_next_keys(house, wren):
    ibis = colleague(house, roles=[Role.VOLUNTEER])
    give_access(house, wren, ibis)
    change(house, unlocked_member(house, ibis))

    assert keys.members_with_unvouched_key(ibis.team_id) == {ibis.id}
    give_access(house, wren, ibis)
    assert keys.members_with_unvouched_key(ibis.team_id) == frozenset()
    with pytest.raises(NotWaiting):
        give_access(house, wren, ibis)
    renew_team_keys(house, wren)
    assert [grant.epoch for grant in keys.grants_of(ibis.id)] == [1, 2]
    assert keyring(house, ibis, NEW).team_keys == {}


def test_a_volunteer_whom_nobody_compared_is_not_vouched_for_by_the_next_keys(house, wren):
    ibis = colleague(house, roles=[Role.VOLUNTEER])
    give_access(house, wren, ibis)
    compared = fingerprint(ibis.public_key)
    change(house, unlocked_member(house, ibis))

    with pytest.raises(OtherKey):
        grant_access(ibis.id, acting(reader(house, wren)), compared=compared)
    renew_team_keys(house, wren)

    assert [grant.epoch for grant in keys.grants_of(ibis.id)] == [1]
    give_access(house, wren, ibis)
    assert [grant.epoch for grant in keys.grants_of(ibis.id)] == [1, 2]


def test_recovery_sheets_that_wait_are_sealed_to_the_new_key(house, wren):
    place = pending_sheets_place(wren.id, house.installation)
    recipient = Recipient(whose=wren.id, public_key=wren.public_key)
    keys.add_pending_sheets(wren.id, seal_to(recipient, b"three sheets", place))
    db.session.commit()
    unlocked = unlocked_member(house, wren)

    change(house, unlocked)

    assert keyring(house, wren, NEW).sheets == b"three sheets"
    with pytest.raises(SealBroken):
        open_sealed(keys.pending_sheets(wren.id) or b"", unlocked.private_key, place)


def test_recovery_codes_go_on_and_refused_ones_stay_refused(house, wren):
    renew_codes(wren, moment())
    forged, *_ = recovery_codes.of(wren.id)
    forged.code_hash = recovery_codes.hashed(wren.id, "1" * recovery_codes.DIGITS)
    db.session.commit()

    change(house, unlocked_member(house, wren))

    for code in recovery_codes.of(wren.id):
        if code.id != forged.id:
            verify_login_row(code, *own_codes(wren))
    with pytest.raises(BadRowMac):
        verify_login_row(forged, *own_codes(wren))


def test_a_change_that_breaks_off_loses_nothing(house, wren, monkeypatch):
    before = keyring(house, wren)

    def break_off(*_args, **_kwargs):
        raise ConnectionError

    monkeypatch.setattr(change_module, "begin_session", break_off)
    with pytest.raises(ConnectionError):
        change(house, unlocked_member(house, wren))
    db.session.rollback()

    assert keyring(house, wren) == before


def test_a_grant_that_does_not_open_stops_the_change(house, wren):
    unlocked = unlocked_member(house, wren)
    grant = keys.grants_of(wren.id)[0]
    grant.sealed = grant.sealed[:-1] + bytes((grant.sealed[-1] ^ 1,))
    db.session.commit()

    with pytest.raises(SealBroken):
        change(house, unlocked)
    db.session.rollback()

    assert unlocked_member(house, wren).private_key == unlocked.private_key


def unlocked_member(house, member):
    device = DEVICES[member.id]
    return unlock(account_of(member), PASSWORD, device=device, installation=house.installation)


def change(house, unlocked):
    member_id = unlocked.account.member_id
    change_password(
        unlocked,
        new_keys(
            NEW,
            installation=house.installation,
            member_id=member_id,
            device=DEVICES[member_id],
        ),
        moment(installation=house.installation),
        becomes=new_token(),
    )
    db.session.commit()


def renew_team_keys(house, administrator):
    open_epoch(acting(reader(house, administrator)), new_token())
    db.session.commit()


def grants_of(house, member):
    """Return what is granted to a member, sealed, each with its context."""
    pin = house.installation
    return [
        *(
            (row.sealed, grant_place(row.team_id, row.epoch, member.id, pin))
            for row in keys.grants_of(member.id)
        ),
        *(
            (row.sealed, signing_place(row.team_id, row.epoch, member.id, pin))
            for row in keys.signing_grants_of(member.id)
        ),
    ]
