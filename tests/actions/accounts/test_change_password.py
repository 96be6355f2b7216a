from dataclasses import replace

import pytest
from sqlalchemy import select

from intake.actions.access.unlock_keys import keyring_of
from intake.actions.accounts.change_password import change_password, new_keys
from intake.actions.accounts.sign_in import WrongPassword, account_of, begin_login, unlock
from intake.actions.feeds.make_feed import make_feed
from intake.audit.models import AuditEntry
from intake.diary import feeds
from intake.extensions import db
from intake.sealing.teams import fingerprint
from intake.sealing.tokens import new_token, token_hash
from intake.sessions import store as sessions
from intake.staff import login_throttle
from tests.staff.house import keyring
from tests.staff.making import DEVICES, EMAIL, NOW, PASSWORD, SECRETS, TODAY

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

    session = sessions.find(token_hash(token), now=NOW)
    assert sessions.find(token_hash(old), now=NOW) is None
    assert session is not None
    held = keyring_of(session, token, installation=house.installation)
    assert held == keyring(house, wren, NEW)


def test_a_change_is_written_down_and_forgets_the_tries(house, wren):
    unlocked_member = unlocked(house, wren)
    for _ in range(login_throttle.MOST):
        begin_login(EMAIL, secrets=SECRETS, now=NOW)

    change(house, unlocked_member)

    begin_login(EMAIL, secrets=SECRETS, now=NOW)
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
    make_feed(wren, new_token(), installation=house.installation, today=TODAY, now=NOW)

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
        becomes=becomes or new_token(),
        new_sheet=new_sheet,
        secrets=SECRETS,
        installation=house.installation,
        today=TODAY,
        now=NOW,
    )
    db.session.commit()
