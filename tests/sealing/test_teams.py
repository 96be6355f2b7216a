from dataclasses import replace

import pytest

from intake.sealing.seal import UnusableKey
from intake.sealing.signing import is_signed, new_signing_pair, sign
from intake.sealing.teams import (
    TEAM_KEYS_BYTES,
    BrokenChain,
    PrivateKeys,
    PublicKeys,
    SignedEpoch,
    TeamPrivate,
    epochs_up_to,
    fingerprint,
    first_invitation_place,
    new_private_keys,
    new_team_keys,
    recovery_place,
    sign_epoch,
    verify_chain,
)

Chain = list[SignedEpoch]


def test_the_newest_epoch_of_a_sound_chain_is_trusted(chain, voucher):
    for length in (1, 2, 3):
        newest = verify_chain(chain[:length], voucher, pin=fingerprint(voucher))

        assert newest == chain[length - 1]


def test_another_pin_trusts_nothing(chain, voucher):
    for pin in (
        "",
        "xxxx",
        fingerprint(voucher).upper(),
        fingerprint(b""),
        fingerprint(voucher)[:-1],
    ):
        with pytest.raises(BrokenChain):
            verify_chain(chain, voucher, pin=pin)


def test_another_recovery_key_in_the_table_is_not_the_pinned_one(chain, voucher):
    """Somebody put in a whole chain of their own, down to the recovery key."""
    theirs = new_team_keys()
    own = [vouched(theirs, "team", 1, new_team_keys())]

    with pytest.raises(BrokenChain):
        verify_chain(own, theirs.public_halves().sign_public, pin=fingerprint(voucher))
    with pytest.raises(BrokenChain):
        verify_chain(own, voucher, pin=fingerprint(voucher))


def test_a_replaced_public_key_is_noticed(chain, voucher):
    theirs = new_team_keys().public_halves()

    for at in range(3):
        for part in ("hpke_public", "sign_public", "vouch_public"):
            changed = replace(chain[at].public, **{part: getattr(theirs, part)})
            assert_refused(chain, at, replace(chain[at], public=changed), voucher)


def test_bytes_moved_from_one_key_to_the_other_are_noticed(chain, voucher):
    whole = chain[2].public.hpke_public + chain[2].public.sign_public
    moved = PublicKeys(hpke_public=whole[:-32], sign_public=whole[-32:])

    assert_refused(chain, 2, replace(chain[2], public=moved), voucher)


def test_an_epoch_of_another_team_is_noticed(chain, voucher):
    for at in range(3):
        assert_refused(chain, at, replace(chain[at], team_id="other"), voucher)
    with pytest.raises(BrokenChain):
        verify_chain(
            [replace(epoch, team_id="other") for epoch in chain], voucher, pin=fingerprint(voucher)
        )


def test_an_epoch_out_of_its_order_is_noticed(chain, voucher):
    first, second, third = chain

    for broken in (
        [],
        [second],
        [first, third],
        [second, third],
        [first, first],
        [second, first, third],
        [first, replace(third, number=2)],
        [replace(first, number=0), second, third],
    ):
        with pytest.raises(BrokenChain):
            verify_chain(broken, voucher, pin=fingerprint(voucher))


def test_a_later_epoch_signed_by_the_recovery_key_does_not_pass(recovery, chain, voucher):
    """Each epoch is vouched for by the one before it and by nobody else."""
    straight = vouched(recovery, "team", 2, new_team_keys())

    assert_refused(chain, 1, straight, voucher)


def test_any_changed_bit_of_a_signature_is_noticed(chain, voucher):
    for bit in range(64 * 8):
        flipped = bytearray(chain[1].signature)
        flipped[bit // 8] ^= 1 << bit % 8
        assert_refused(chain, 1, replace(chain[1], signature=bytes(flipped)), voucher)
    assert_refused(chain, 1, replace(chain[1], signature=b""), voucher)


def test_a_fingerprint_is_eight_groups_that_two_people_can_compare():
    shown = fingerprint(new_signing_pair().public)

    assert [len(group) for group in shown.split("-")] == [4] * 8
    assert shown != fingerprint(new_signing_pair().public)


def test_private_keys_come_back_from_their_bytes():
    keys = new_private_keys()

    assert PrivateKeys.from_bytes(keys.to_bytes()) == keys
    assert len(keys.to_bytes()) == 130
    for cut in (b"", keys.to_bytes()[:-1], keys.to_bytes() + b"\0"):
        with pytest.raises(UnusableKey):
            PrivateKeys.from_bytes(cut)


def test_team_keys_come_back_whole_and_in_part():
    keys = new_team_keys()
    volunteer, caseworker = (keys.for_reader(vouches=vouches) for vouches in (False, True))

    for held in (keys, volunteer, caseworker, keys.for_signer()):
        assert TeamPrivate.from_bytes(held.to_bytes()) == held
    assert len(keys.to_bytes()) == TEAM_KEYS_BYTES
    assert (volunteer.vouch_private, volunteer.sign_private) == (b"", b"")
    assert (caseworker.vouch_private, caseworker.sign_private) == (keys.vouch_private, b"")
    for cut in (b"", keys.to_bytes()[:-1], keys.to_bytes() + b"\0", keys.to_bytes() * 2):
        with pytest.raises(UnusableKey):
            TeamPrivate.from_bytes(cut)


def test_an_older_release_had_one_key_for_both_kinds_of_signing():
    old = new_private_keys()

    keys = TeamPrivate.from_bytes(old.to_bytes())

    assert keys.vouch_private == keys.sign_private == old.sign_private
    assert keys.public_halves() == old.public_halves()
    assert keys.public_halves().verifies_vouches == old.public_halves().sign_public
    assert epochs_up_to(2, old.to_bytes() * 2) == {1: keys, 2: keys}


def test_an_invitation_carries_the_keys_of_all_epochs_so_far():
    three = [new_team_keys() for _ in range(3)]
    chain_bytes = b"".join(epoch.to_bytes() for epoch in three)

    assert epochs_up_to(3, chain_bytes) == {1: three[0], 2: three[1], 3: three[2]}
    assert epochs_up_to(5, three[0].to_bytes()) == {5: three[0]}
    with pytest.raises(UnusableKey):
        epochs_up_to(3, chain_bytes[:-1])


def test_private_keys_do_not_show_themselves():
    keys = new_team_keys()

    assert repr(keys) == "TeamPrivate()"
    assert repr(new_private_keys()) == "PrivateKeys()"


def test_places_of_epochs_are_told_apart():
    places = {
        make(team, epoch, installation=installation).to_bytes()
        for make in (recovery_place, first_invitation_place)
        for team in ("a", "b")
        for epoch in (1, 2)
        for installation in ("here", "elsewhere")
    }

    assert len(places) == 16


def test_a_key_that_is_none_has_signed_nothing():
    pair = new_signing_pair()
    signature = sign(pair.private, b"said")

    assert is_signed(pair.public, signature, b"said")
    for public in (b"", pair.public[:-1], b"\x02" + pair.public[1:], bytes(33)):
        assert not is_signed(public, signature, b"said")


@pytest.fixture
def recovery():
    return new_private_keys()


@pytest.fixture
def voucher(recovery):
    """The public half that is pinned."""
    return recovery.public_halves().sign_public


@pytest.fixture
def chain(recovery):
    """Three epochs, each vouched for by the one before."""
    keys = [new_team_keys() for _ in range(3)]
    vouchers: list[PrivateKeys | TeamPrivate] = [recovery, *keys]
    return [vouched(vouchers[at], "team", at + 1, keys[at]) for at in range(3)]


def vouched(by, team_id, number, keys):
    return sign_epoch(by.sign_private, team_id=team_id, number=number, public=keys.public_halves())


def assert_refused(chain, at, instead, voucher):
    """With this epoch in the place of the sound one, nothing is trusted."""
    with pytest.raises(BrokenChain):
        verify_chain([*chain[:at], instead, *chain[at + 1 :]], voucher, pin=fingerprint(voucher))
