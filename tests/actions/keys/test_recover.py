from datetime import timedelta
from itertools import combinations

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session, scoped_session

from intake.actions.access.unlock_keys import RowRevoked
from intake.actions.accounts.enrol_staff import InvitationEnded
from intake.actions.keys.init_keys import INVITATION_LASTS, init_keys
from intake.actions.keys.recover import NobodyHolds, SheetsOpenNothing, open_epoch, recover, rotate
from intake.actions.upkeep.jobs import discard_expired
from intake.extensions import db
from intake.keys import store as keys
from intake.keys.models import Epoch, FirstInvitation
from intake.keys.store import UntrustedTeamKey
from intake.sealing.seal import seal_to
from intake.sealing.sheets import OneSheetTwice, new_sheets
from intake.sealing.teams import new_team_keys, recovery_place
from intake.sealing.tokens import new_token, read_token, token_hash
from intake.sessions import store as sessions
from tests.staff.house import colleague, keyring, made_for, reader
from tests.staff.making import EMAIL, NOW, TODAY, Begun, acting, joined, moment
from tests.support.rows import change_rows

Db = scoped_session[Session]
IBIS = "ibis.testwood@example.org"
FIRST = FirstInvitation.metadata.tables["first_invitations"]


@pytest.mark.parametrize("pair", [*combinations(range(3), 2), (2, 0)])
def test_any_two_sheets_let_somebody_in_who_opens_everything(started, house, wren, pair):
    first_sheet, second_sheet = (started.sheets[at] for at in pair)

    ibis = joined(house, recovered(house, first_sheet, second_sheet), email=IBIS)

    assert set(ibis.roles) == {"administrator", "supervisor"}
    assert keyring(house, ibis).team_keys == keyring(house, wren).team_keys


def test_after_a_new_epoch_the_sheets_open_old_and_new(started, house, wren):
    made_for(house, wren).case()
    open_epoch(acting(reader(house, wren)), new_token())
    db.session.commit()

    ibis = joined(house, recovered(house, *started.sheets[:2]), email=IBIS)

    assert list(keyring(house, ibis).team_keys) == [(wren.team_id, 1), (wren.team_id, 2)]
    assert keyring(house, ibis).sign_keys == keyring(house, wren).sign_keys != {}


def test_one_sheet_is_not_two_and_sheets_of_others_open_nothing(started, house, wren):
    first_sheet, theirs = started.sheets[0], new_sheets()[1]

    with pytest.raises(OneSheetTwice):
        recovered(house, first_sheet, first_sheet)
    with pytest.raises(SheetsOpenNothing):
        recovered(house, first_sheet, theirs)


def test_another_public_key_in_the_table_is_noticed(started, house, wren):
    change_rows(Epoch, signature=bytes(64))
    db.session.commit()

    with pytest.raises(UntrustedTeamKey):
        recovered(house, *started.sheets[:2])


def test_keys_that_somebody_else_sealed_to_the_sheets_are_not_taken_for_the_teams(
    started, house, wren
):
    pin = house.installation
    theirs = seal_to(
        keys.recovery_recipient(pin),
        new_team_keys().to_bytes(),
        recovery_place(wren.team_id, 1, pin),
    )
    change_rows(Epoch, sealed_to_recovery=theirs)
    db.session.commit()

    with pytest.raises(UntrustedTeamKey):
        recovered(house, *started.sheets[:2])


def test_a_link_that_was_made_before_works_no_more(started, house, wren):
    before = recovered(house, *started.sheets[:2])
    row = dict(db.session.execute(select(FIRST)).mappings().one())

    recovered(house, *started.sheets[1:])

    with pytest.raises(InvitationEnded):
        joined(house, before, email=IBIS)
    db.session.rollback()
    db.session.execute(insert(FIRST).values(row))
    with pytest.raises(RowRevoked):
        joined(house, before, email=IBIS)


def test_a_link_that_ran_out_carries_no_keys(started, house):
    query = select(FIRST.c.wrapped_team_keys)

    discard_expired({}, today=TODAY, now=NOW + INVITATION_LASTS - timedelta(seconds=1))
    assert db.session.scalar(query)
    discard_expired({}, today=TODAY, now=NOW + INVITATION_LASTS)

    assert db.session.scalar(query) is None


def test_with_the_keys_that_the_sheets_open_everybody_signs_in_anew(started, house, wren):
    token = token_hash(new_token())
    sessions.begin(member_id=wren.id, token_hash=token, locked_keys=b"", now=NOW)

    rotated(house, *started.sheets[1:])

    assert sessions.find(token, NOW) is None


def test_the_sheets_open_a_new_epoch_for_who_is_here(started, house, wren):
    waiting = colleague(house)

    number = rotated(house, *started.sheets[1:])

    assert number == keys.recipient_of(wren.team_id, house.installation).epoch == 2
    assert list(keyring(house, wren).team_keys) == [(wren.team_id, 1), (wren.team_id, 2)]
    assert keyring(house, waiting).team_keys == {}


def test_no_epoch_is_opened_that_nobody_could_use(started, house):
    with pytest.raises(NobodyHolds):
        rotated(house, *started.sheets[1:])

    assert keys.newest_number(keys.the_team().id) == 1


def recovered(house, first_sheet, second_sheet):
    started_keys = recover(
        first_sheet,
        second_sheet,
        moment(installation=house.installation),
        team_id=keys.the_team().id,
    )
    db.session.commit()
    return read_token(started_keys)


def rotated(house, first_sheet, second_sheet):
    team_id = keys.the_team().id
    number = rotate(
        first_sheet, second_sheet, moment(installation=house.installation), team_id=team_id
    )
    db.session.commit()
    return number


@pytest.fixture
def started(db_session):
    started_keys = init_keys(team_name="Harbor team", today=TODAY, now=NOW)
    db.session.commit()
    return started_keys


@pytest.fixture
def house(started):
    return Begun(installation=started.fingerprint, link=started.invitation_token)


@pytest.fixture
def wren(house):
    return joined(house, house.token, email=EMAIL)
