"""A password is changed by its member, or reset by a colleague."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from intake.actions.access.unlock_keys import keyring_of
from intake.actions.accounts.change_password import (
    LastKeys,
    NoColleague,
    change_password,
    new_keys,
    reset_password,
)
from intake.actions.accounts.enrol_staff import InvitationEnded
from intake.actions.accounts.sign_in import WrongPassword, account_of, begin_login, unlock
from intake.actions.feeds import make_feed
from intake.audit.models import AuditEntry
from intake.diary import feeds
from intake.extensions import db
from intake.keys import store as keys
from intake.sealing.teams import fingerprint
from intake.sealing.tokens import new_token, token_hash
from intake.sessions import store as sessions
from intake.staff import invitations, login_throttle, passkeys, recovery_codes
from intake.staff.models import Invitation, Passkey
from intake.staff.store import Role
from tests.staff.house import colleague, give_access, keyring, let_reset_work
from tests.staff.making import (
    DEVICES,
    EMAIL,
    NOW,
    PASSWORD,
    STEP,
    TODAY,
    joined,
    member,
    moment,
    team,
)
from tests.support.rows import all_rows, count_rows

LATER = NOW + STEP


def test_a_reset_takes_sessions_grants_and_the_password(house, wren, gull):
    token = new_token()
    give_access(house, wren, gull)
    sessions.begin(member_id=gull.id, token_hash=token_hash(token), locked_keys=b"", now=NOW)

    reset(gull, by=wren)

    assert sessions.find(token_hash(token), NOW) is None
    assert keys.members_with_keys(wren.team_id) == {wren.id}
    with pytest.raises(WrongPassword):
        unlock(account_of(gull), PASSWORD, device=DEVICES[gull.id], installation=house.installation)


def test_a_reset_takes_the_second_factors_of_one_member_and_is_written_down(house, wren, gull):
    for person in (wren, gull):
        recovery_codes.renew(person.id)
        number = person.id.encode()
        db.session.add(
            Passkey(
                member_id=person.id,
                credential_id=number,
                public_key=b"",
                sign_count=0,
                added_on=TODAY,
            )
        )

        make_feed(person, new_token(), moment(installation=house.installation))

    token = reset(gull, by=wren)

    assert feeds.of_member(gull.id) is None
    assert feeds.of_member(wren.id) is not None
    assert (recovery_codes.left(gull.id), passkeys.of(gull.id)) == (0, [])
    assert recovery_codes.left(wren.id) == recovery_codes.COUNT
    assert len(passkeys.of(wren.id)) == 1
    entries = all_rows(AuditEntry, AuditEntry.at == LATER)
    logged = {(member.act, member.member_id, member.on) for member in entries}
    assert logged == {
        ("password_reset", wren.id, TODAY),
        ("lost_access", gull.id, TODAY),
        ("calendar_revoked", gull.id, TODAY),
    }
    invitation = invitations.find(token_hash(token), LATER)
    assert invitation is not None
    assert (invitation.email, invitation.roles, invitation.team_id) == (
        gull.email,
        ["caseworker"],
        gull.team_id,
    )


def test_who_chose_a_new_password_waits_and_gets_everything_back(house, wren, gull):
    give_access(house, wren, gull)
    before, old_key, joined_on = keyring(house, gull).team_keys, gull.public_key, gull.joined_on
    token = reset(gull, by=wren)

    let_reset_work(gull.id)
    again = joined(house, token, email="")

    assert (again.id, again.joined_on, again.roles) == (gull.id, joined_on, ["caseworker"])
    chosen = select(AuditEntry.member_id).where(AuditEntry.act == "password_chosen")
    assert db.session.scalars(chosen).all() == [gull.id]
    assert again.public_key != old_key
    assert keyring(house, again).team_keys == {}
    give_access(house, wren, again)
    assert keyring(house, again).team_keys == before


def test_who_left_chooses_no_new_password(house, wren, gull):
    token = reset(gull, by=wren)
    let_reset_work(gull.id)
    gull.disabled_on = TODAY
    db.session.commit()

    with pytest.raises(InvitationEnded):
        joined(house, token, email="")


def test_the_last_keys_of_a_team_are_not_reset(house, wren, gull):
    keeper = colleague(house, "ibis.testwood@example.org", [Role.ADMINISTRATOR])

    with pytest.raises(LastKeys):
        reset(wren, by=keeper)

    assert keys.members_with_keys(wren.team_id) == {wren.id}


def test_nobody_resets_themselves_a_stranger_or_somebody_who_left(house, wren, gull):
    theirs = member(team("Another team"), "tern.testwood@example.org")
    gull.disabled_on = TODAY
    for item in (wren.id, gull.id, theirs.id, "0" * 32):
        with pytest.raises(NoColleague):
            reset_password(item, new_token(), moment(), by=wren)


def test_a_second_reset_ends_the_first_link(house, wren, gull):
    reset(gull, by=wren)
    reset(gull, by=wren)

    assert count_rows(Invitation) == 1


def reset(member, *, by):
    token = new_token()
    reset_password(member.id, token, moment(LATER), by=by)
    db.session.commit()
    return token


NEW = "seven quiet lamps by the lake"


def test_a_change_keeps_the_keys_that_a_member_holds(house, wren):
    before = keyring(house, wren)

    change(house, unlocked(house, wren))

    after = keyring(house, wren, NEW)
    assert after.own == fingerprint(wren.public_key)
    assert after.own_private != before.own_private
    assert replace(after, own=before.own, own_private=before.own_private) == before
    with pytest.raises(WrongPassword):
        unlocked(house, wren)


def test_every_session_ends_and_one_begins_with_the_keys(house, wren):
    old, token = new_token(), new_token()
    sessions.begin(member_id=wren.id, token_hash=token_hash(old), locked_keys=b"", now=NOW)

    change(house, unlocked(house, wren), becomes=token)

    session = sessions.find(token_hash(token), NOW)
    assert sessions.find(token_hash(old), NOW) is None
    assert session is not None
    held = keyring_of(session, token, house.installation)
    assert held == keyring(house, wren, NEW)


def test_a_change_is_written_down_and_forgets_the_tries(house, wren):
    unlocked_member = unlocked(house, wren)
    for _ in range(login_throttle.MOST):
        begin_login(EMAIL, moment())

    change(house, unlocked_member)

    begin_login(EMAIL, moment())
    changed = select(AuditEntry).where(AuditEntry.act == "password_changed")
    entry = db.session.scalars(changed).one()
    assert (entry.member_id, entry.on, entry.at) == (wren.id, TODAY, NOW)


def test_who_was_disabled_meanwhile_changes_nothing(house, wren):
    unlocked_member = unlocked(house, wren)
    wren.disabled_on = TODAY
    db.session.flush()

    with pytest.raises(WrongPassword):
        change(house, unlocked_member)


def test_of_two_changes_at_one_moment_the_later_is_refused(house, wren):
    both = [unlocked(house, wren), unlocked(house, wren)]
    change(house, both[0])

    with pytest.raises(WrongPassword):
        change(house, both[1])


@pytest.mark.parametrize("lost", ["", "phone"])
def test_a_calendar_address_ends_with_a_lost_device_alone(house, wren, lost):
    make_feed(wren, new_token(), moment(installation=house.installation))

    change(house, unlocked(house, wren), new_sheet=bool(lost))

    assert (feeds.of_member(wren.id) is None) == bool(lost)


def unlocked(house, member):
    return unlock(
        account_of(member), PASSWORD, device=DEVICES[member.id], installation=house.installation
    )


def change(house, unlocked_member, *, becomes=b"", new_sheet=False):
    change_password(
        unlocked_member,
        new_keys(
            NEW,
            installation=house.installation,
            member_id=unlocked_member.account.member_id,
            device=DEVICES[unlocked_member.account.member_id],
        ),
        moment(installation=house.installation),
        becomes=becomes or new_token(),
        new_sheet=new_sheet,
    )
    db.session.commit()
