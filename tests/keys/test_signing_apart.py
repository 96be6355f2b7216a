"""A dismissed reader with every key that a reader held, and write access to the database.

Row 40 of the attacks: the key that opens cases signs no epoch and vouches for no administrator, on
a node that has seen all epochs and on one that has seen none.
"""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import delete, update

from intake.actions.accounts.change_roles import change_roles, disable_staff
from intake.actions.keys.grant_access import (
    NoSigningKey,
    NotWaiting,
    grant_signing_key,
    signers_of,
)
from intake.actions.keys.init_keys import Started
from intake.actions.keys.recover import open_epoch, rotate
from intake.audit.models import AuditEntry
from intake.extensions import db
from intake.keys import seen_epochs, store
from intake.keys.models import Epoch, Grant, SigningGrant
from intake.sealing.seal import Context, measured, new_pair
from intake.sealing.signing import BadRowMac, new_signing_pair, sign
from intake.sealing.teams import fingerprint, new_team_keys, sign_epoch
from intake.sealing.tokens import new_token
from intake.sealing.unlocking import Keyring, grant_place, signing_place, vouch
from intake.staff.models import StaffMember
from intake.staff.store import Role
from tests.staff.house import begun, colleague, give_access, keyring, reader
from tests.staff.making import TODAY, Begun, acting, moment
from tests.support.rows import all_rows, change_rows


@dataclass(frozen=True)
class Team:
    """A team of an administrator and a dismissed reader, whose keys the forger kept."""

    app: Flask
    house: Begun
    started: Started
    wren: StaffMember
    forger: StaffMember
    kept: Keyring

    @property
    def team_id(self):
        return self.wren.team_id

    @property
    def kept_keys(self):
        held = self.kept.of_team(self.team_id)[1]
        return [key for key in (held.vouch_private, held.sign_private) if key]


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.CASEWORKER, Role.SUPERVISOR])
def test_a_reader_holds_no_key_that_signs(app, started, db_session, role):
    team = a_team(app, started, role)

    assert bool(team.kept.team_keys) is (role is not Role.VOLUNTEER)
    assert team.kept.sign_keys == {}
    assert bool(team.kept.vouch_keys) is (role is not Role.VOLUNTEER)


@pytest.mark.parametrize("node", ["has seen all", "has seen nothing"])
def test_an_epoch_signed_with_what_a_reader_kept_is_refused(team, node, tmp_path):
    store.recipient_of(team.team_id, team.house.installation)
    if node == "has seen nothing":
        seen_epochs.bind(team.app, tmp_path)

    for key in (*team.kept_keys, new_signing_pair().private):
        add_epoch(team, key)
        assert_refused(team)
        db.session.execute(delete(Epoch).where(Epoch.number == 2))
        db.session.commit()

    assert store.recipient_of(team.team_id, team.house.installation).epoch == 1


def test_with_the_signing_key_the_same_forgery_succeeds(team):
    """The defence taken out: this is what readers could do while they held that key."""
    administrators = keyring(team.house, team.wren)

    add_epoch(team, administrators.sign_keys[team.team_id, 1])

    assert store.recipient_of(team.team_id, team.house.installation).epoch == 2


@pytest.mark.parametrize("column", ["hpke_public", "sign_public", "vouch_public"])
def test_a_key_put_into_the_row_of_an_epoch_is_refused(team, column):
    own = getattr(new_team_keys().public_halves(), column)
    db.session.execute(update(Epoch).values({column: own}))
    db.session.commit()

    assert_refused(team)


@pytest.mark.parametrize("number", [1, 2])
def test_an_epoch_without_its_vouching_key_is_refused_though_the_others_are_signed(team, number):
    """No other key of the epoch stands in for the one that vouches for members."""
    private = keyring(team.house, team.wren).sign_keys[team.team_id, 1]
    if number > 1:
        add_epoch(team, private)
    (row,) = all_rows(Epoch, Epoch.number == number)
    others = Context("", "epoch", row=team.team_id, version=number).to_bytes()
    others += measured(row.hpke_public, row.sign_public)
    signature = sign(private, others) if number > 1 else row.signature
    change_rows(Epoch, Epoch.number == number, vouch_public=b"", signature=signature)
    db.session.commit()

    assert_refused(team)


def test_a_forged_signing_grant_brings_no_key_of_the_next_epoch(team):
    """The forger vouches for an administrator who was never given the key, with a reader's key."""
    gull = colleague(team.house, roles=[Role.ADMINISTRATOR])
    held = team.kept.of_team(team.team_id)[1]
    place = signing_place(team.team_id, 1, gull.id, team.house.installation)
    store.add(
        SigningGrant(
            member_id=gull.id,
            team_id=team.team_id,
            epoch=1,
            sealed=b"none",
            vouched=vouch(held.vouch_private, gull.public_key, place),
        )
    )
    db.session.commit()

    renewed(team)

    assert [grant.member_id for grant in store.signing_grants_in(team.team_id, 2)] == [team.wren.id]


def test_a_colleagues_row_with_the_forgers_key_gets_none_despite_its_vouch(team):
    """The vouch holds, because the forger kept the vouching key: the row's MAC does not."""
    gull = colleague(team.house)
    give_access(team.house, team.wren, gull)
    own = new_pair().public
    held = team.kept.of_team(team.team_id)[1]
    place = grant_place(team.team_id, 1, gull.id, team.house.installation)
    vouched = vouch(held.vouch_private, own, place)
    change_rows(StaffMember, StaffMember.id == gull.id, public_key=own)
    change_rows(Grant, Grant.member_id == gull.id, vouched=vouched)
    db.session.commit()
    db.session.expire_all()

    renewed(team)

    assert store.members_with_keys(team.team_id) == {team.wren.id}


def test_only_an_administrator_gives_the_signing_key(team):
    gull, ibis = (
        colleague(team.house, f"{name}.testwood@example.org", roles=roles)
        for name, roles in (
            ("gull", (Role.ADMINISTRATOR,)),
            ("ibis", (Role.CASEWORKER,)),
        )
    )
    give_access(team.house, team.wren, ibis)

    with pytest.raises(NotWaiting):
        give_signing(team, team.wren, ibis)
    with pytest.raises(NoSigningKey):
        give_signing(team, gull, gull)
    give_signing(team, team.wren, gull)

    assert signers_of(team.team_id) == {team.wren.id, gull.id}
    assert keyring(team.house, gull).team_keys == {}
    assert keyring(team.house, gull).sign_keys == keyring(team.house, team.wren).sign_keys


def test_a_row_made_an_administrators_in_the_database_gets_no_signing_key(team):
    gull = colleague(team.house, roles=[Role.CASEWORKER])
    give_access(team.house, team.wren, gull)
    made = {"roles": ["caseworker", "administrator"]}
    change_rows(StaffMember, StaffMember.id == gull.id, **made)
    db.session.commit()
    db.session.expire_all()

    with pytest.raises(BadRowMac):
        give_signing(team, team.wren, gull)
    db.session.commit()

    assert store.signing_grants_of(gull.id) == []
    given = AuditEntry.act.in_(["signing_key_granted", "got_signing_key"])
    assert all_rows(AuditEntry.act, given) == []


def test_an_administrator_who_opens_no_case_opens_an_epoch(team):
    gull = colleague(team.house, roles=[Role.ADMINISTRATOR])
    give_signing(team, team.wren, gull)

    after = open_epoch(acting(reader(team.house, gull)), new_token())
    db.session.commit()

    assert store.recipient_of(team.team_id, team.house.installation).epoch == 2
    assert after.keyring.team_keys == {}
    assert list(keyring(team.house, team.wren).team_keys) == [(team.team_id, 1), (team.team_id, 2)]
    assert list(keyring(team.house, gull).sign_keys) == [(team.team_id, 2)]


def test_who_is_an_administrator_no_more_signs_nothing(team):
    gull = colleague(team.house, roles=[Role.ADMINISTRATOR, Role.CASEWORKER])
    give_access(team.house, team.wren, gull)
    give_signing(team, team.wren, gull)

    change_roles(gull.id, [Role.CASEWORKER], moment(), by=team.wren)
    db.session.commit()

    assert store.signing_grants_of(gull.id) == []
    assert store.due_since(team.team_id) == TODAY
    renewed(team)
    assert keyring(team.house, gull).sign_keys == {}
    assert (team.team_id, 2) in keyring(team.house, gull).team_keys


def test_two_sheets_give_the_signing_key_back_to_administrators(team):
    """No administrator holds it any more: passwords were reset, or the last one left."""
    gull = colleague(team.house, roles=[Role.ADMINISTRATOR, Role.CASEWORKER])
    give_access(team.house, team.wren, gull)
    db.session.execute(delete(SigningGrant))
    db.session.commit()
    assert signers_of(team.team_id) == frozenset()

    rotate(
        team.started.sheets[0],
        team.started.sheets[1],
        moment(installation=team.house.installation),
        team_id=team.team_id,
    )
    db.session.commit()

    assert signers_of(team.team_id) == {team.wren.id, gull.id}
    assert list(keyring(team.house, gull).sign_keys) == [(team.team_id, 2)]


def add_epoch(team, sign_private):
    """Add an epoch of the forger's own keys behind the newest, signed with this key."""
    own = new_team_keys().public_halves()
    signed = sign_epoch(sign_private, team_id=team.team_id, number=2, public=own)
    store.add_epoch(signed, sealed_to_recovery=b"")
    db.session.commit()


def assert_refused(team):
    with pytest.raises(store.UntrustedTeamKey):
        store.recipient_of(team.team_id, team.house.installation)


def renewed(team):
    open_epoch(acting(reader(team.house, team.wren)), new_token())
    db.session.commit()


def give_signing(team, giver, member):
    compared = fingerprint(member.public_key)
    grant_signing_key(member.id, acting(reader(team.house, giver)), compared=compared)
    db.session.commit()


def a_team(app, started, role):
    house, wren = begun(app, started)
    forger = colleague(house, "tern.testwood@example.org", roles=[role])
    give_access(house, wren, forger)
    kept = keyring(house, forger)
    disable_staff(forger, moment())
    db.session.commit()
    return Team(app=app, house=house, started=started, wren=wren, forger=forger, kept=kept)


@pytest.fixture
def team(app, started, db_session):
    return a_team(app, started, Role.CASEWORKER)
