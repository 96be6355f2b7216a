import json

import pytest

from intake.sealing.opening import SealBroken, open_sealed, open_under
from intake.sealing.seal import Recipient, new_key, public_half, seal_to, seal_under
from intake.sealing.stretching import COSTS, PASSWORD, RETURN_CODE, UnknownCost, new_salt, stretch
from intake.sealing.teams import TeamPrivate, new_team_keys
from intake.sealing.unlocking import (
    Keyring,
    grant_place,
    is_vouched,
    member_key_place,
    new_member_keys,
    new_password_salt,
    password_halves,
    session_keys_place,
    vouch,
)

HERE = "here"


def test_a_password_leads_to_the_team_keys_step_by_step():
    salt, member, team, token = new_password_salt(), new_member_keys(), new_team_keys(), new_key()
    halves = password_halves("a long invented password", salt)
    own = member_key_place("m1", installation=HERE)
    grant = grant_place("t1", 1, "m1", installation=HERE)
    wrapped = seal_under(halves.wrap, member.private, context=own)
    recipient = Recipient(whose="m1", public_key=member.public)
    granted = seal_to(recipient, team.to_bytes(), context=grant)

    again = password_halves("a long invented password", salt)
    private = open_under(again.wrap, wrapped, context=own)
    opened = open_sealed(granted, private, context=grant)
    keyring = Keyring(member_id="m1", team_keys={}).with_epoch(
        ("t1", 1), TeamPrivate.from_bytes(opened)
    )
    session = session_keys_place("m1", installation=HERE)
    locked = seal_under(token, keyring.to_bytes(), context=session)

    unlocked = Keyring.from_bytes("m1", open_under(token, locked, context=session))
    assert again == halves
    assert unlocked.team_keys == {("t1", 1): team.hpke_private}


def test_a_wrong_password_unwraps_nothing_and_checks_as_wrong():
    salt, member = new_password_salt(), new_member_keys()
    own = member_key_place("m1", installation=HERE)
    right, wrong = (password_halves(word, salt) for word in ("the right one", "the wrong one"))

    wrapped = seal_under(right.wrap, member.private, context=own)

    assert right.check != wrong.check
    with pytest.raises(SealBroken):
        open_under(wrong.wrap, wrapped, context=own)


def test_what_checks_a_password_does_not_unwrap():
    halves = password_halves("the right one", new_password_salt())

    own = member_key_place("m1", installation=HERE)
    wrapped = seal_under(halves.wrap, b"private", context=own)

    assert halves.check != halves.wrap
    with pytest.raises(SealBroken):
        open_under(halves.check, wrapped, context=own)


def test_the_same_letters_typed_on_another_keyboard_are_the_same_password():
    salt = new_password_salt()

    assert password_halves("caf\u00e9", salt) == password_halves("cafe\u0301", salt)


def test_another_salt_gives_other_halves():
    first, second = (password_halves("the same", new_password_salt()) for _ in range(2))

    assert len({first.check, first.wrap, second.check, second.wrap}) == 4


def test_a_salt_names_its_cost():
    costs = [COSTS[new_salt(cost)[0]] for cost in (PASSWORD, RETURN_CODE)]

    assert [(cost.memory_kib, cost.passes) for cost in costs] == [(65536, 3), (32768, 2)]


@pytest.mark.parametrize("salt", [b"", b"\x00" * 17, b"\xff" * 17, b"\x01" * 16, b"\x01" * 18])
def test_a_salt_of_unknown_cost_derives_nothing(salt):
    with pytest.raises(UnknownCost):
        stretch(b"secret", salt, into=("one",))


def test_halves_and_keys_do_not_show_themselves():
    halves = password_halves("the right one", new_password_salt())
    keyring = Keyring(member_id="m1", team_keys={("t1", 1): b"private"})

    assert repr(halves) == "Halves()"
    assert repr(keyring) == "Keyring(member_id='m1')"


def test_a_keyring_comes_back_whole():
    keyring = Keyring(
        member_id="m1",
        team_keys={("t1", 1): b"a", ("t1", 2): b"b", ("t2", 1): b"c"},
        sign_keys={("t1", 2): b"s", ("t3", 1): b"t"},
        vouch_keys={("t1", 2): b"v", ("t1", 1): b"w"},
    )

    assert Keyring.from_bytes("m1", keyring.to_bytes()) == keyring
    for empty in (
        Keyring(member_id="m2", team_keys={}),
        Keyring(member_id="m2", team_keys={}, own_private=b"own", sheets=b"three"),
        Keyring(member_id="m2", team_keys={}, own="abcd-efgh"),
    ):
        assert Keyring.from_bytes("m2", empty.to_bytes()) == empty
    assert json.loads(empty.to_bytes()) == [["", 0, b"abcd-efgh".hex(), ""]]


def test_a_team_vouches_for_one_key_in_one_place():
    team, other_team = new_team_keys(), new_team_keys()
    mine, theirs = new_member_keys().public, new_member_keys().public
    place, elsewhere = (
        grant_place("t1", 1, member_id, installation=HERE) for member_id in ("m1", "m2")
    )
    public = team.public_halves().verifies_vouches

    word = vouch(team.vouch_private, mine, place=place)

    assert is_vouched(public, word, mine, place=place)
    assert not is_vouched(public, word, theirs, place=place)
    assert not is_vouched(public, word, mine, place=elsewhere)
    assert not is_vouched(other_team.public_halves().vouch_public, word, mine, place=place)
    assert not is_vouched(team.public_halves().sign_public, word, mine, place=place)
    assert not is_vouched(public, b"", mine, place=place)


def test_a_grant_is_for_one_member_one_team_and_one_epoch():
    places = {
        grant_place(team, epoch, member, installation=HERE).to_bytes()
        for team in ("t1", "t2")
        for epoch in (1, 2)
        for member in ("m1", "m2")
    }

    assert len(places) == 8


def test_a_member_has_a_pair_to_seal_to():
    keys = new_member_keys()

    assert public_half(keys.private) == keys.public
