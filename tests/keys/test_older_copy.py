"""An attacker who has an older copy of the database with a password, and a later copy too.

The older copy opens the cases of then, with what is added to them until they are erased, because a
case keeps its key. It opens no request that came in after the member's key pair and then the team's
keys were renewed.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from intake.actions.accounts.change_password import change_password, new_keys
from intake.actions.accounts.sign_in import account_of, unlock
from intake.actions.keys.recover import open_epoch
from intake.actions.keys.reseal_cases import IN_FLIGHT, destroy_old_keys, reseal_some
from intake.cases.models import Case
from intake.extensions import db
from intake.keys import store as keys
from intake.sealing.seal import Pair, public_half
from intake.sealing.tokens import new_token
from intake.staff.models import StaffMember
from tests.cases.making import InventedTeam
from tests.staff.house import begun, keyring, made_for, reader
from tests.staff.making import DEVICES, NOW, PASSWORD, Begun, acting, moment
from tests.support.databases.stolen_data import steal_everything

NEW = "seven quiet lamps by the lake"


@dataclass(frozen=True)
class Desk:
    """An installation with its first member and one case."""

    app: Flask
    house: Begun
    wren: StaffMember
    old_case: Case
    folder: Path

    def copy(self):
        db.session.commit()
        return steal_everything(self.app, self.folder)


def change(desk):
    """Change the password, and the device secret with it."""
    pin, device = desk.house.installation, DEVICES[desk.wren.id]
    made = new_keys(PASSWORD, installation=pin, member_id=desk.wren.id)
    change_password(
        unlock(account_of(desk.wren), PASSWORD, device=device, installation=pin),
        made,
        moment(installation=pin),
        becomes=new_token(),
        new_sheet=True,
    )
    DEVICES[desk.wren.id] = made.device
    db.session.commit()


def test_no_request_after_new_team_keys_opens_with_an_older_copy(desk):
    known = known_from_older_copy(desk)
    change(desk)
    renew_team_keys(desk)
    new_case = received(desk, epoch=2)

    later = desk.copy()

    opened = later.opened_with(known)
    assert cases_in(later) == {desk.old_case.id, new_case.id}
    assert cases_of(opened) == {desk.old_case.id}
    assert {item.column for item in opened} <= {"cases.card", "cases.story", "diary_entries.sealed"}


def test_until_then_the_team_key_in_the_older_copy_opens_new_requests(desk):
    """Show what an older copy still opens; SECURITY.md advises new team keys against it."""
    known = known_from_older_copy(desk)
    change(desk)
    new_case = received(desk, epoch=1)

    assert new_case.id in cases_of(desk.copy().opened_with(known))


def test_the_renewed_member_opens_everything(desk):
    change(desk)
    renew_team_keys(desk)
    received(desk, epoch=2)

    later = desk.copy()
    known = later.keys_of(desk.wren.id, PASSWORD, DEVICES[desk.wren.id])
    assert cases_of(later.opened_with(known)) == cases_in(later)


def known_from_older_copy(desk):
    """Return all that a copy of now, the password and the device secret give away."""
    older = desk.copy()
    keys_of_then = older.keys_of(desk.wren.id, PASSWORD, DEVICES[desk.wren.id])
    assert cases_of(older.opened_with(keys_of_then)) == {desk.old_case.id}
    return older.all_keys(keys_of_then)


def renew_team_keys(desk):
    """Make new team keys, reseal the cases, and destroy the old keys."""
    open_epoch(acting(reader(desk.house, desk.wren)), new_token())
    db.session.commit()
    worker = reader(desk.house, desk.wren)
    while reseal_some(worker, after=""):
        db.session.commit()
    destroy_old_keys(acting(worker, NOW + IN_FLIGHT), new_token())
    db.session.commit()


def received(desk, *, epoch):
    """Add a case that was sealed to this epoch of the team."""
    private = keyring(desk.house, desk.wren).team_keys[desk.wren.team_id, epoch]
    pair = Pair(private=private, public=public_half(private))
    team = InventedTeam(row=keys.the_team(), pair=pair, installation=desk.house.installation)
    return team.case(epoch=epoch)


def cases_in(data):
    return cases_of(set(data.sealed))


def cases_of(items):
    return {item.case_id for item in items if item.case_id}


@pytest.fixture
def desk(app, started, db_session, tmp_path):
    house, wren = begun(app, started)
    old_case = made_for(house, wren).case()
    db.session.commit()
    return Desk(app=app, house=house, wren=wren, old_case=old_case, folder=tmp_path)
