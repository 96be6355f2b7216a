from datetime import date, timedelta

import pytest
from sqlalchemy import delete, event
from sqlalchemy.exc import IntegrityError

from intake.extensions import add_row, db
from intake.keys import store
from intake.keys.models import Epoch, FirstInvitation, Grant, RecoveryKey, Team
from intake.sealing.opening import open_sealed
from intake.sealing.seal import Context, seal_to
from intake.sealing.sheets import self_signature
from intake.sealing.teams import (
    PrivateKeys,
    TeamPrivate,
    fingerprint,
    new_private_keys,
    new_team_keys,
    sign_epoch,
)
from intake.sealing.tokens import new_token, token_hash
from tests.cases.making import NOW
from tests.support.databases.fixtures import ON_BOTH
from tests.support.rows import all_rows, change_rows

pytestmark = ON_BOTH


PLACE = Context("here", "wrap:case-key", request="r1", row="c1")


def test_the_recipient_of_a_team_is_its_newest_epoch(house):
    for number in (1, 2, 3):
        keys = house.open_epoch()

        team = store.recipient_of(house.team, house.pin)

        sealed = seal_to(team.recipient, b"a case key", PLACE)
        assert (team.team_id, team.epoch) == (house.team, number)
        assert open_sealed(sealed, keys.hpke_private, PLACE) == b"a case key"


def test_epochs_are_read_in_their_order_wherever_they_lie_in_the_table(house):
    for _ in range(3):
        house.open_epoch()
    chain = store.epochs_of(house.team)
    db.session.execute(delete(Epoch))

    for epoch in reversed(chain):
        store.add_epoch(epoch, sealed_to_recovery=b"sealed")

    assert store.epochs_of(house.team) == chain
    assert store.recipient_of(house.team, house.pin).epoch == 3


def test_a_replaced_public_key_is_refused_at_once_even_after_it_was_trusted(house):
    house.open_epoch()
    store.recipient_of(house.team, house.pin)

    change_rows(Epoch, hpke_public=new_team_keys().public_halves().hpke_public)

    assert_refused(house)


@pytest.mark.parametrize("column", ["hpke_public", "sign_public", "vouch_public", "signature"])
def test_any_changed_byte_of_any_epoch_is_refused(house, column):
    for _ in range(3):
        house.open_epoch()

    for epoch in all_rows(Epoch):
        sound = getattr(epoch, column)
        setattr(epoch, column, sound[:-1] + bytes((sound[-1] ^ 1,)))
        assert_refused(house)
        setattr(epoch, column, sound)

    assert store.recipient_of(house.team, house.pin).epoch == 3


def test_another_recovery_key_in_the_table_is_refused(house):
    theirs, keys = new_private_keys(), house.open_epoch()
    signed = sign_epoch(
        theirs.sign_private, team_id=house.team, number=1, public=keys.public_halves()
    )

    change_rows(RecoveryKey, sign_public=theirs.public_halves().sign_public)
    change_rows(Epoch, signature=signed.signature)

    assert_refused(house)
    with pytest.raises(store.UntrustedTeamKey):
        store.recovery_recipient(house.pin)


def test_keys_of_one_epoch_are_sealed_anew_and_those_of_others_stay(house):
    house.open_epoch()
    house.open_epoch()
    before = store.sealed_to_recovery(house.team)

    store.reseal_epoch(house.team, 1, b"anew")

    assert store.sealed_to_recovery(house.team) == {1: b"anew", 2: before[2]}


def test_another_pin_is_refused(house):
    house.open_epoch()

    for pin in ("", "not the pin", fingerprint(b"another")):
        with pytest.raises(store.UntrustedTeamKey):
            store.recipient_of(house.team, pin)


def test_a_team_without_epochs_or_without_a_row_is_refused(house):
    assert_refused(house)
    with pytest.raises(store.UntrustedTeamKey):
        store.recipient_of("no such team", house.pin)


def test_an_epoch_moved_to_another_team_is_refused(house):
    house.open_epoch()
    other_team = add_row(Team(name="Others"))

    change_rows(Epoch, team_id=other_team.id)

    with pytest.raises(store.UntrustedTeamKey):
        store.recipient_of(other_team.id, house.pin)


def test_looking_for_a_recipient_reads_public_columns_only(house):
    """The database role of the applicants' door is given no other."""
    house.open_epoch()
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))

    store.recipient_of(store.the_team().id, house.pin)

    assert len(asked) == 2
    assert not any("sealed" in statement or "wrapped" in statement for statement in asked)


def test_the_recovery_key_to_seal_to_is_the_pinned_one(house):
    recipient = store.recovery_recipient(house.pin)

    assert recipient.public_key == house.recovery.public_halves().hpke_public
    with pytest.raises(store.UntrustedTeamKey):
        store.recovery_recipient("another")


def test_a_planted_recovery_key_to_seal_to_is_refused(house):
    planted = new_private_keys().public_halves().hpke_public

    change_rows(RecoveryKey, hpke_public=planted)

    with pytest.raises(store.UntrustedTeamKey):
        store.recovery_recipient(house.pin)


def test_before_any_keys_there_is_no_team(doorless_app):
    with pytest.raises(store.NoKeysYet):
        store.the_team()
    with pytest.raises(store.NoKeysYet):
        store.recovery_recipient("any")


def test_two_recovery_keys_cannot_be_made(house):
    with pytest.raises(IntegrityError):
        store.add_recovery(recovery_row(new_private_keys()), {}, {})


def test_grants_are_found_by_member_and_dropped_together(house):
    for _ in range(2):
        house.open_epoch()
    for member, epoch in (("m1", 1), ("m1", 2), ("m2", 1)):
        store.add(Grant(member_id=member, team_id=house.team, epoch=epoch, sealed=b"sealed"))

    granted = [grant.epoch for grant in store.grants_of("m1")]
    with_keys = store.members_with_keys(house.team)
    store.drop_grants_of("m1")

    assert granted == [1, 2]
    assert with_keys == {"m1"}
    assert list(store.grants_of("m1")) == []
    assert len(store.grants_of("m2")) == 1


def test_a_grant_of_no_epoch_is_refused(house):
    store.add(Grant(member_id="m1", team_id=house.team, epoch=1, sealed=b"sealed"))

    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_grant_is_given_once(house):
    house.open_epoch()
    for _ in range(2):
        store.add(Grant(member_id="m1", team_id=house.team, epoch=1, sealed=b"sealed"))

    with pytest.raises(IntegrityError):
        db.session.flush()


def test_an_invitation_is_found_by_its_token_until_it_runs_out_or_is_used(house):
    house.open_epoch()
    token, until = token_hash(new_token()), NOW + timedelta(hours=72)
    store.add(
        FirstInvitation(
            token_hash=token,
            team_id=house.team,
            epoch=1,
            wrapped_team_keys=b"sealed",
            expires_at=until,
        )
    )

    in_time = store.first_invitation(token, until - timedelta(seconds=1))
    too_late = store.first_invitation(token, until)
    another = store.first_invitation(token_hash(new_token()), NOW)

    assert in_time is not None
    assert (too_late, another) == (None, None)
    assert store.first_invitation_waits(NOW)
    assert not store.first_invitation_waits(until)
    store.discard_first_invitation(in_time)
    assert store.first_invitation(token, NOW) is None
    assert not store.first_invitation_waits(NOW)


def test_teams_are_listed_by_name(house):
    add_row(Team(name="Appeals"))

    assert [team.name for team in store.teams()] == ["Appeals", "Intake"]


class House:
    """A recovery key and a team in the database, and what nobody but a test has: their keys."""

    def __init__(self):
        self.recovery = new_private_keys()
        self.pin = fingerprint(self.recovery.public_halves().sign_public)
        store.add_recovery(recovery_row(self.recovery), {"AB": b"sealed"}, {})
        self.team = add_row(Team(name="Intake")).id
        self.vouchers: list[PrivateKeys | TeamPrivate] = [self.recovery]

    def open_epoch(self):
        """The team's next epoch, signed by the one before."""
        keys, before = new_team_keys(), self.vouchers[-1]
        signed = sign_epoch(
            before.sign_private,
            team_id=self.team,
            number=len(self.vouchers),
            public=keys.public_halves(),
        )
        store.add_epoch(signed, sealed_to_recovery=b"sealed")
        self.vouchers.append(keys)
        return keys


@pytest.fixture
def house(doorless_app):
    return House()


def recovery_row(keys):
    public = keys.public_halves()
    return RecoveryKey(
        hpke_public=public.hpke_public,
        sign_public=public.sign_public,
        signature=self_signature(keys),
        made_on=date(2026, 11, 24),
    )


def assert_refused(house):
    with pytest.raises(store.UntrustedTeamKey):
        store.recipient_of(house.team, house.pin)
