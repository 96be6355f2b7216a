"""A reset waits for a day, unless two administrators who have been here for a day agree."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from intake.actions.access.unlock_keys import RowRevoked
from intake.actions.accounts.change_password import (
    NothingToConfirm,
    confirm_reset,
    end_reset,
    reset_password,
)
from intake.actions.accounts.change_roles import change_roles
from intake.actions.accounts.enrol_staff import InvitationEnded, invitation_of
from intake.audit.models import AuditEntry
from intake.extensions import db
from intake.outbox.models import OutboxEmail, State
from intake.sealing.signing import BadRowMac
from intake.sealing.tokens import new_token
from intake.staff.invitations import LASTS, RESET_WAITS, InvitationWaits, link_id
from intake.staff.models import Invitation
from intake.staff.store import Role
from intake.words import Refused
from tests.staff.house import colleague
from tests.staff.making import NOW, moment
from tests.support.databases.raw_rows import copy_rows, restore_rows, update_rows
from tests.support.rows import one_row

TOMORROW = NOW + timedelta(days=1)
"""The moment of the resets below: who joined at ``NOW`` has been here for a day."""


def test_a_link_waits_for_a_day_and_then_works_for_three(house, wren, gull):
    token = reset(gull, by=wren)
    works_from = TOMORROW + RESET_WAITS

    for early in (TOMORROW, works_from - timedelta(seconds=1)):
        with pytest.raises(InvitationWaits) as waits:
            opened(house, token, now=early)
        assert waits.value.starts_at == works_from

    assert opened(house, token, now=works_from).member_id == gull.id
    assert opened(house, token, now=works_from + LASTS - timedelta(seconds=1))
    with pytest.raises(InvitationEnded):
        opened(house, token, now=works_from + LASTS)


def test_a_clock_set_back_does_not_shorten_the_wait(house, wren, gull):
    token = reset(gull, by=wren)

    with pytest.raises(InvitationWaits):
        opened(house, token, now=TOMORROW - timedelta(days=400))


def test_a_second_administrator_lets_it_work_at_once(house, wren, gull, ibis):
    token = reset(gull, by=wren)

    confirm(gull, by=ibis)

    assert opened(house, token, now=TOMORROW).member_id == gull.id
    acts = select(AuditEntry.member_id).where(AuditEntry.act == "reset_confirmed")
    assert db.session.scalars(acts).all() == [ibis.id]


def test_confirming_twice_changes_nothing(house, wren, gull, ibis):
    tern = colleague(house, "tern.testwood@example.org", [Role.ADMINISTRATOR])
    token = reset(gull, by=wren)
    confirm(gull, by=ibis)
    before = copy_rows("invitations")

    confirm(gull, by=tern)

    assert copy_rows("invitations") == before
    assert opened(house, token, now=TOMORROW)


def test_the_administrator_who_asked_does_not_confirm(house, wren, gull, ibis):
    token = reset(gull, by=wren)

    with pytest.raises(Refused, match="You asked for this reset"):
        confirm(gull, by=wren)

    with pytest.raises(InvitationWaits):
        opened(house, token, now=TOMORROW)


@pytest.mark.parametrize("asks", [True, False])
def test_an_account_that_is_new_neither_confirms_nor_asks(house, wren, gull, *, asks):
    """Otherwise one administrator invites a second account of their own and confirms with it."""
    puppet = colleague(house, "puppet.testwood@example.org", [Role.ADMINISTRATOR])
    first, second = (puppet, wren) if asks else (wren, puppet)
    just_after = NOW + timedelta(hours=23)
    token = reset(gull, by=first, now=just_after)

    with pytest.raises(Refused, match="since yesterday"):
        confirm(gull, by=second, now=just_after)

    with pytest.raises(InvitationWaits):
        opened(house, token, now=just_after)


@pytest.mark.parametrize("asks", [True, False])
def test_a_colleague_made_administrator_today_neither_confirms_nor_asks(house, wren, gull, *, asks):
    tern = colleague(house, "tern.testwood@example.org", [Role.CASEWORKER])
    roles = [Role.ADMINISTRATOR, Role.CASEWORKER]
    change_roles(tern.id, roles, moment(TOMORROW), by=wren)
    first, second = (tern, wren) if asks else (wren, tern)
    reset(gull, by=first)

    with pytest.raises(Refused, match="since yesterday"):
        confirm(gull, by=second)


def test_a_link_that_waited_before_the_confirmation_opens_nothing_when_restored(
    house, wren, gull, ibis
):
    token = reset(gull, by=wren)
    before = copy_rows("invitations")
    confirm(gull, by=ibis)

    restore_rows("invitations", before)

    with pytest.raises(RowRevoked):
        opened(house, token, now=TOMORROW + RESET_WAITS)


def test_whoever_writes_to_the_database_ends_no_wait_and_confirms_for_nobody(
    house, wren, gull, ibis
):
    token = reset(gull, by=wren)
    update_rows("invitations", starts_at=None)
    with pytest.raises(BadRowMac):
        opened(house, token, now=TOMORROW)

    update_rows("invitations", starts_at=TOMORROW + RESET_WAITS, asked_by=ibis.id)

    with pytest.raises(BadRowMac):
        confirm(gull, by=wren)


def test_a_link_made_after_the_page_was_shown_is_not_confirmed(house, wren, gull, ibis):
    reset(gull, by=wren)
    shown = link_id(one_row(Invitation))
    token = reset(gull, by=wren)

    with pytest.raises(NothingToConfirm):
        confirm_reset(gull.id, shown, moment(TOMORROW), by=ibis)

    with pytest.raises(InvitationWaits):
        opened(house, token, now=TOMORROW)


def test_any_administrator_ends_a_link_that_was_not_wanted(house, wren, gull, ibis):
    token = reset(gull, by=wren)
    before = copy_rows("invitations")

    end_reset(gull.id, moment(TOMORROW), by=ibis)
    db.session.commit()

    with pytest.raises(InvitationEnded):
        opened(house, token, now=TOMORROW + RESET_WAITS)
    with pytest.raises(NothingToConfirm):
        confirm(gull, by=ibis)
    restore_rows("invitations", before)
    with pytest.raises(RowRevoked):
        opened(house, token, now=TOMORROW + RESET_WAITS)


def test_the_owner_is_told_whether_they_want_email_or_not(house, wren, gull):
    gull.wants_letters = False

    reset(gull, by=wren)

    letter = one_row(OutboxEmail)
    assert (letter.letter, letter.reader, letter.state) == (
        "password_reset",
        gull.id,
        State.UNROUTED,
    )
    assert (letter.reference, letter.address) == ("", None)


def reset(member, *, by, now=TOMORROW):
    token = new_token()
    reset_password(member.id, token, moment(now), by=by)
    db.session.commit()
    assert one_row(Invitation).asked_by == by.id
    return token


def confirm(member, *, by, now=TOMORROW):
    link = db.session.scalars(select(Invitation)).one_or_none()
    shown = link_id(link) if link else ""
    confirm_reset(member.id, shown, moment(now), by=by)
    db.session.commit()


def opened(house, token, *, now):
    return invitation_of(token, moment(now, installation=house.installation), browser=b"")


@pytest.fixture
def ibis(house):
    """Return a second administrator."""
    return colleague(house, "ibis.testwood@example.org", [Role.ADMINISTRATOR])
