"""A database of the previous release moves over: nobody is locked out, nothing is lost.

Until its next epoch every reader holds the signing key; from then on only administrators do.
"""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from intake.actions.accounts.change_roles import disable_staff
from intake.actions.keys.grant_access import NoSigningKey, is_apart, signers_of
from intake.actions.keys.init_keys import init_keys
from intake.actions.keys.recover import open_epoch, open_recovery_keys, recover, rotate
from intake.actions.keys.reseal_cases import IN_FLIGHT, destroy_old_keys, progress, reseal_some
from intake.actions.opening.case_keys import case_key
from intake.cases.models import Case
from intake.extensions import db
from intake.keys import store as keys
from intake.keys.models import Epoch, Grant
from intake.keys.seen_epochs import seen_epochs
from intake.sealing.seal import Recipient, seal_to, seal_under
from intake.sealing.teams import (
    first_invitation_place,
    new_private_keys,
    recovery_place,
    sign_epoch,
)
from intake.sealing.tokens import new_token, read_token
from intake.sealing.unlocking import Keyring, grant_place, vouch
from intake.staff.models import StaffMember
from intake.staff.store import Role
from tests.staff.house import begun, colleague, give_access, keyring, made_for, reader
from tests.staff.making import NOW, TODAY, acting, joined, moment
from tests.support.databases.door_roles import grant_roles
from tests.support.rows import change_rows

ROOT = Path(__file__).parents[2]
PREVIOUS = "0035"


class OldHouse:
    """An installation as the previous release made it, moved to this one's tables."""

    def __init__(self, app, started):
        self.started = started
        self.house, self.wren = begun(app, started)
        self.gull = colleague(self.house, "gull.testwood@example.org", roles=[Role.CASEWORKER])
        self.ibis = colleague(self.house, "ibis.testwood@example.org", roles=[Role.ATTORNEY])
        self.team_id = self.wren.team_id
        self.make_old()
        seen_epochs().path.unlink()  # this node saw no other keys than the old ones
        keys.recipient_of(self.team_id, self.house.installation)
        self.case: Case = made_for(self.house, self.wren).case()
        db.session.commit()

    def make_old(self):
        """Give the team keys of the older form, and every reader both of them."""
        old, pin = new_private_keys(), self.house.installation
        recovery = open_recovery_keys(self.started.sheets[0], self.started.sheets[1], pin)
        public = old.public_halves()
        signed = sign_epoch(recovery.sign_private, team_id=self.team_id, number=1, public=public)
        sealed = seal_to(
            keys.recovery_recipient(pin), old.to_bytes(), recovery_place(self.team_id, 1, pin)
        )
        change_rows(
            Epoch,
            hpke_public=public.hpke_public,
            sign_public=public.sign_public,
            vouch_public=None,
            signature=signed.signature,
            sealed_to_recovery=sealed,
        )
        db.session.execute(text("DELETE FROM grants"))
        db.session.execute(text("DELETE FROM signing_grants"))
        for member in (self.wren, self.gull, self.ibis):
            self.grant_old(member, old)

    def grant_old(self, member, old):
        place = grant_place(self.team_id, 1, member.id, self.house.installation)
        recipient = Recipient(whose=member.id, public_key=member.public_key)
        keys.add(
            Grant(
                member_id=member.id,
                team_id=self.team_id,
                epoch=1,
                sealed=seal_to(recipient, old.to_bytes(), place),
                vouched=vouch(old.sign_private, member.public_key, place),
            )
        )

    def renewed(self):
        open_epoch(acting(reader(self.house, self.wren)), new_token())
        db.session.commit()


def test_before_the_new_epoch_members_hold_and_open_what_they_did(old):
    for member in (old.wren, old.gull, old.ibis):
        held = keyring(old.house, member)
        assert held.sign_keys == held.vouch_keys != {}
        assert case_key(old.case, reader(old.house, member))
    assert not is_apart(old.team_id)
    assert signers_of(old.team_id) == {old.wren.id}


def test_only_the_administrator_makes_them_though_all_hold_the_old_key(old):
    for member in (old.gull, old.ibis):
        with pytest.raises(NoSigningKey):
            open_epoch(acting(reader(old.house, member)), new_token())

    old.renewed()

    assert is_apart(old.team_id)
    assert signers_of(old.team_id) == {old.wren.id}


def test_afterwards_a_reader_signs_nothing_and_every_case_opens(old):
    old.renewed()

    at = (old.team_id, 2)
    wren, gull, ibis = (keyring(old.house, member) for member in (old.wren, old.gull, old.ibis))
    assert wren.team_keys[at] == gull.team_keys[at] == ibis.team_keys[at]
    assert (at in wren.sign_keys, at in gull.sign_keys, at in ibis.sign_keys) == (
        True,
        False,
        False,
    )
    assert (at in wren.vouch_keys, at in gull.vouch_keys) == (True, True)

    worker = reader(old.house, old.gull)
    while after := reseal_some(worker, after=""):
        db.session.commit()
        assert after == old.case.id
    destroy_old_keys(acting(worker, NOW + IN_FLIGHT), new_token())
    db.session.commit()

    assert progress(old.team_id).is_idle
    for member in (old.wren, old.gull, old.ibis):
        assert list(keyring(old.house, member).team_keys) == [at]
        assert case_key(old.case, reader(old.house, member))


def test_who_left_with_the_old_signing_key_is_refused_by_nodes_that_saw_the_new_epoch(
    old,
):
    kept: Keyring = keyring(old.house, old.ibis)
    disable_staff(old.ibis, moment())
    old.renewed()
    keys.recipient_of(old.team_id, old.house.installation)

    own = new_private_keys().public_halves()
    signed = sign_epoch(kept.sign_keys[old.team_id, 1], team_id=old.team_id, number=2, public=own)
    change_rows(
        Epoch,
        Epoch.number == 2,
        hpke_public=own.hpke_public,
        sign_public=own.sign_public,
        vouch_public=None,
        signature=signed.signature,
    )
    db.session.commit()

    with pytest.raises(keys.UntrustedTeamKey):
        keys.recipient_of(old.team_id, old.house.installation)


@pytest.mark.parametrize("way", ["rotate", "recover"])
def test_two_sheets_still_open_the_old_keys(old, way):
    _, second, third = old.started.sheets
    here = moment(installation=old.house.installation)
    if way == "rotate":
        assert rotate(second, third, here, team_id=old.team_id) == 2
        db.session.commit()
        assert signers_of(old.team_id) == {old.wren.id}
        return
    link = recover(second, third, here, team_id=old.team_id)
    db.session.commit()
    tern = joined(old.house, read_token(link), email="tern.testwood@example.org")
    assert signers_of(old.team_id) == {old.wren.id, tern.id}
    assert case_key(old.case, reader(old.house, tern))


def test_a_first_link_of_the_previous_release_still_works(old):
    """Its keys stand behind each other in 130 bytes."""
    link = recover(
        old.started.sheets[0],
        old.started.sheets[1],
        moment(installation=old.house.installation),
        team_id=old.team_id,
    )
    held = keyring(old.house, old.wren).of_team(old.team_id)[1]
    carried = held.hpke_private + held.sign_private
    place = first_invitation_place(old.team_id, 1, old.house.installation)
    wrapped = seal_under(read_token(link), carried, place)
    db.session.execute(text("UPDATE first_invitations SET wrapped_team_keys = :k"), {"k": wrapped})
    db.session.commit()

    tern = joined(old.house, read_token(link), email="tern.testwood@example.org")

    assert case_key(old.case, reader(old.house, tern))


def test_a_colleague_gets_access_to_the_old_keys_too(old):
    tern = colleague(old.house, "tern.testwood@example.org", roles=[Role.CASEWORKER])

    give_access(old.house, old.gull, tern)

    held = keyring(old.house, tern)
    assert case_key(old.case, reader(old.house, tern))
    assert held.sign_keys == {}


@pytest.fixture
def old(doorless_app):
    """Return a populated database that was of the previous revision, and moved to the newest."""
    started = init_keys(team_name="Harbor team", today=TODAY, now=NOW)
    db.session.commit()
    old = OldHouse(doorless_app, started)
    ids = [member.id for member in (old.wren, old.gull, old.ibis)]
    case_id = old.case.id
    change_rows(Case, days_sealed=False, language="es")  # as it was then
    db.session.commit()
    db.session.remove()
    config = Config(ROOT / "migrations" / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    command.stamp(config, "head")
    command.downgrade(config, PREVIOUS)
    columns = {column["name"] for column in db.inspect(db.engine).get_columns("teams")}
    assert "old_wraps_end_on" not in columns
    command.upgrade(config, "head")
    if db.engine.dialect.name == "postgresql":  # other tests use this database with its roles
        grant_roles(db.engine)
    old.wren, old.gull, old.ibis = (db.session.get_one(StaffMember, id_) for id_ in ids)
    old.case = db.session.get_one(Case, case_id)
    yield old
    db.session.remove()
