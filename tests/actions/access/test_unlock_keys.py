import pytest

from intake.actions.access.unlock_keys import (
    halfway_place,
    keyring_of,
    lock_anew,
    open_grants,
    open_member_key,
)
from intake.keys import store as keys
from intake.sealing.opening import open_sealed
from intake.sealing.seal import Context, SealBroken, seal_to
from intake.sealing.teams import fingerprint
from intake.sealing.tokens import new_token, token_hash
from intake.sealing.unlocking import Keyring, password_halves
from intake.sessions import store as sessions
from tests.staff.making import DEVICES, NOW, PASSWORD, joined

TOKEN = new_token()


def test_the_keyring_opens_what_was_sealed_to_the_team(house, session):
    place = Context(house.installation, "wrap:case-key", request="r1", row="c1")
    team = keys.recipient_of(keys.the_team().id, house.installation)
    sealed = seal_to(team.recipient, b"k" * 32, place)

    keyring = keyring_of(session, TOKEN, house.installation)

    private = keyring.team_keys[team.team_id, team.epoch]
    assert open_sealed(sealed, private, place) == b"k" * 32


def test_without_the_token_of_the_cookie_a_session_opens_nothing(house, session):
    for token in (new_token(), session.token_hash):
        with pytest.raises(SealBroken):
            keyring_of(session, token, house.installation)


def test_a_session_is_locked_anew_with_other_keys(house, session):
    fewer = Keyring(member_id=session.member_id, team_keys={("t", 2): b"k"}, own="abcd")

    lock_anew(fewer, TOKEN, NOW, house.installation)

    assert keyring_of(session, TOKEN, house.installation) == fewer


def test_only_the_members_own_living_session_is_locked_anew(house, session):
    before = session.locked_keys
    mine, others = (
        Keyring(member_id=member_id, team_keys={})
        for member_id in (session.member_id, "somebody else")
    )

    lock_anew(others, TOKEN, NOW, house.installation)
    lock_anew(mine, new_token(), NOW, house.installation)
    lock_anew(mine, TOKEN, NOW + sessions.IDLE, house.installation)

    assert session.locked_keys == before


def test_a_key_that_waits_for_the_code_lies_here():
    place = halfway_place("m", "pin")

    assert place == Context("pin", "wrap:halfway-key", request="", row="m")


def test_keys_of_one_member_do_not_open_in_the_session_of_another(house, session):
    session.member_id = "0" * 32

    with pytest.raises(SealBroken):
        keyring_of(session, TOKEN, house.installation)


def test_the_password_opens_what_was_granted(house, wren):
    keyring = opened(house, wren)

    assert list(keyring.team_keys) == [(keys.the_team().id, 1)]
    assert list(keyring.sign_keys) == [(keys.the_team().id, 1)]


def test_a_keyring_knows_whose_own_key_opened_it(house, wren):
    assert opened(house, wren).own == fingerprint(wren.public_key)


def test_who_has_no_grants_has_an_empty_keyring(house, wren):
    keys.drop_grants_of(wren.id)

    assert dict(opened(house, wren).team_keys) == {}


def opened(house, of):
    halves = password_halves(PASSWORD, of.password_salt)
    private = open_member_key(
        of.wrapped_private_key,
        halves.wrap,
        device=DEVICES[of.id],
        member_id=of.id,
        installation=house.installation,
    )
    return open_grants(of.id, private, house.installation)


@pytest.fixture
def wren(house):
    return joined(house, house.token, session=TOKEN)


@pytest.fixture
def session(wren):
    session_row = sessions.find(token_hash(TOKEN), NOW)
    assert session_row is not None
    return session_row
