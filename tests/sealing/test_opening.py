"""A case opens with a key of its team, a team with a key of a member, and with no other."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, permutations
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.sealing.opening import open_sealed, open_under
from intake.sealing.seal import (
    Context,
    Recipient,
    SealBroken,
    Suite,
    UnusableKey,
    WeakKey,
    bound,
    derived,
    header,
    new_key,
    new_pair,
    public_half,
    seal_to,
    seal_under,
)
from intake.sealing.signing import is_signed, new_signing_pair, sign
from intake.sealing.stretching import (
    COSTS,
    PASSWORD_AND_DEVICE,
    RETURN_CODE,
    UnknownCost,
    new_salt,
    stretch,
)
from intake.sealing.teams import (
    TEAM_KEYS_BYTES,
    BrokenChain,
    PrivateKeys,
    PublicKeys,
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
from intake.sealing.unlocking import (
    Keyring,
    grant_place,
    is_vouched,
    member_key_place,
    new_password_salt,
    password_halves,
    session_keys_place,
    vouch,
)

CARD = Context("here", "card", request="r1", row="c1", version=1)
OTHERS: dict[str, Any] = {
    "installation": "elsewhere",
    "request": "r2",
    "kind": "story",
    "row": "c2",
    "version": 2,
}
WRAP = replace(CARD, kind="wrap:case-key")
SOMEBODY = new_pair()
SECRET = b"Amina Invented, from Nowhere"

Seal = Callable[[bytes, Context], bytes]
Open = Callable[[bytes, Context], bytes]
Way = tuple[Seal, Open]


def test_what_was_sealed_opens_in_its_place(functions):
    seal, open_ = functions

    for context in (CARD, WRAP):
        for content in (b"", SECRET, os.urandom(10_000)):
            assert open_(seal(content, context), context) == content


def test_it_opens_in_no_other_place(functions):
    seal, open_ = functions
    places = all_places()
    sealed = {place: seal(SECRET, place) for place in places}

    for place, elsewhere in permutations(places, 2):
        with pytest.raises(SealBroken):
            open_(sealed[place], elsewhere)
    assert len(places) == 32


def test_it_opens_with_no_other_key():
    key, pair = new_key(), new_pair()
    under, to = seal_under(key, SECRET, CARD), sealed_to(pair, SECRET)

    with pytest.raises(SealBroken):
        open_under(new_key(), under, CARD)
    with pytest.raises(SealBroken):
        open_sealed(to, new_pair().private, CARD)


def test_cut_anywhere_it_does_not_open(functions):
    seal, open_ = functions
    sealed = seal(SECRET, CARD)

    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            open_(sealed[:length], CARD)


def test_lengthened_or_doubled_it_does_not_open(functions):
    seal, open_ = functions
    sealed = seal(SECRET, CARD)

    for longer in (sealed + b"\0", sealed + sealed, sealed[:2] + sealed):
        with pytest.raises(SealBroken):
            open_(longer, CARD)


def test_with_one_bit_flipped_it_does_not_open(functions):
    seal, open_ = functions
    sealed = seal(SECRET, WRAP)

    every = 1 if len(sealed) < 100 else 7
    for at in range(0, len(sealed) * 8, every):
        flipped = bytearray(sealed)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises(SealBroken):
            open_(bytes(flipped), WRAP)


def test_two_seals_cannot_be_spliced(functions):
    seal, open_ = functions
    first, second = seal(b"one", CARD), seal(b"two", CARD)

    for cut in range(3, len(first) - 1, 7):
        spliced = first[:cut] + second[cut:]
        if spliced in (first, second):
            continue  # their random bytes before or after the cut happen to be the same
        with pytest.raises(SealBroken):
            open_(spliced, CARD)


@given(st.binary(max_size=2000))
def test_whatever_the_bytes_nothing_else_is_raised(noise):
    for sealed in (noise, b"\x01\x01" + noise, b"\x01\x02" + noise):
        with pytest.raises(SealBroken):
            open_under(bytes(32), sealed, CARD)
        with pytest.raises(SealBroken):
            open_sealed(sealed, SOMEBODY.private, CARD)


def test_no_other_version_and_no_other_suite_opens(functions):
    seal, open_ = functions
    sealed = seal(SECRET, CARD)

    for head in (bytes((a, b)) for a in range(256) for b in range(256)):
        if head != sealed[:2]:
            with pytest.raises(SealBroken):
                open_(head + sealed[2:], CARD)


def test_a_wrap_does_not_open_as_a_text_nor_a_text_as_a_wrap():
    key = new_key()
    wrap, text = (seal_under(key, SECRET, place) for place in (WRAP, CARD))

    for sealed, place in ((wrap, CARD), (text, WRAP)):
        with pytest.raises(SealBroken):
            open_under(key, sealed, place)


def test_what_somebody_sealed_without_padding_does_not_open_as_a_text():
    key, nonce, bound_to = new_key(), bytes(12), bound(Suite.AES_256_GCM, CARD)

    unpadded = AESGCM(derived(key, "card")).encrypt(nonce, SECRET, bound_to)

    with pytest.raises(SealBroken):
        open_under(key, header(Suite.AES_256_GCM) + nonce + unpadded, CARD)


@pytest.mark.parametrize("key", [b"", b"short", bytes(31)])
def test_a_weak_key_seals_nothing_and_opens_nothing(key):
    sealed = seal_under(new_key(), SECRET, CARD)

    with pytest.raises(WeakKey):
        seal_under(key, SECRET, CARD)
    with pytest.raises(SealBroken):
        open_under(key, sealed, CARD)
    with pytest.raises(SealBroken):
        open_sealed(sealed_to(new_pair(), SECRET), key, CARD)


def test_a_key_that_opens_one_kind_is_not_the_key_of_another():
    """Each kind has a key of its own, so that nonces are counted for each kind alone."""
    key = new_key()

    derivations = [derived(key, kind) for kind in ("card", "story", "draft", "at rest")]

    assert len(set(derivations)) == 4
    assert key not in derivations


def test_a_nonce_never_comes_twice():
    key, seals = new_key(), 100_000

    nonces = {seal_under(key, b"", WRAP)[2:14] for _ in range(seals)}

    assert len(nonces) == seals


def test_sealing_the_same_twice_looks_different(functions):
    seal, _ = functions

    assert seal(SECRET, CARD) != seal(SECRET, CARD)


def test_neither_failure_nor_envelope_tells_what_was_sealed(functions):
    seal, open_ = functions
    sealed = seal(SECRET, CARD)

    with pytest.raises(SealBroken) as failure:
        open_(sealed[:-1], CARD)

    assert SECRET not in sealed
    assert failure.value.args == ()
    assert failure.value.__suppress_context__


@settings(max_examples=30)
@given(st.binary(max_size=255), st.binary(max_size=255))
def test_short_texts_are_sealed_to_one_size(first, second):
    key = new_key()

    sizes = {len(seal_under(key, text, CARD)) for text in (first, second)}

    assert sizes == {2 + 12 + 256 + 16}


def test_a_wrapped_key_is_as_small_as_it_can_be():
    under = seal_under(new_key(), new_key(), WRAP)
    to = seal_to(Recipient(whose="t", public_key=new_pair().public), new_key(), WRAP)

    assert (len(under), len(to)) == (2 + 12 + 32 + 16, 2 + 1120 + 32 + 16)


@pytest.fixture(params=["under a key", "to a recipient"])
def functions(request):
    """The two ways to seal, each with the opening that belongs to it."""
    if request.param == "under a key":
        key = new_key()
        return (
            lambda content, context: seal_under(key, content, context),
            lambda sealed, context: open_under(key, sealed, context),
        )
    pair = new_pair()
    return (
        lambda content, context: sealed_to(pair, content, context),
        lambda sealed, context: open_sealed(sealed, pair.private, context),
    )


def all_places():
    """Every combination of one thing changed, two, three, four, all five, and none."""
    return [
        replace(CARD, **{name: OTHERS[name] for name in names})
        for count in range(len(OTHERS) + 1)
        for names in combinations(OTHERS, count)
    ]


def sealed_to(pair, content, context=CARD):
    return seal_to(Recipient(whose="team", public_key=pair.public), content, context)


def test_the_newest_epoch_of_a_sound_chain_is_trusted(chain, voucher):
    for length in (1, 2, 3):
        newest = verify_chain(chain[:length], voucher, fingerprint(voucher))

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
            verify_chain(chain, voucher, pin)


def test_another_recovery_key_in_the_table_is_not_the_pinned_one(chain, voucher):
    """Somebody put in a whole chain of their own, down to the recovery key."""
    theirs = new_team_keys()
    own = [vouched(theirs, "team", 1, new_team_keys())]

    with pytest.raises(BrokenChain):
        verify_chain(own, theirs.public_halves().sign_public, fingerprint(voucher))
    with pytest.raises(BrokenChain):
        verify_chain(own, voucher, fingerprint(voucher))


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
            [replace(epoch, team_id="other") for epoch in chain], voucher, fingerprint(voucher)
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
            verify_chain(broken, voucher, fingerprint(voucher))


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
    two = new_private_keys().to_bytes()
    for cut in (b"", two, keys.to_bytes()[:-1], keys.to_bytes() + b"\0", keys.to_bytes() * 2):
        with pytest.raises(UnusableKey):
            TeamPrivate.from_bytes(cut)


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
        verify_chain([*chain[:at], instead, *chain[at + 1 :]], voucher, fingerprint(voucher))


HERE = "here"


def test_a_password_leads_to_the_team_keys_step_by_step():
    salt, member, team, token = new_password_salt(), new_pair(), new_team_keys(), new_key()
    halves = password_halves("a long invented password", salt)
    own = member_key_place("m1", HERE)
    grant = grant_place("t1", 1, "m1", HERE)
    wrapped = seal_under(halves.wrap, member.private, own)
    recipient = Recipient(whose="m1", public_key=member.public)
    granted = seal_to(recipient, team.to_bytes(), grant)

    again = password_halves("a long invented password", salt)
    private = open_under(again.wrap, wrapped, own)
    opened = open_sealed(granted, private, grant)
    keyring = Keyring(member_id="m1", team_keys={}).with_epoch(
        ("t1", 1), TeamPrivate.from_bytes(opened)
    )
    session = session_keys_place("m1", HERE)
    locked = seal_under(token, keyring.to_bytes(), session)

    unlocked = Keyring.from_bytes("m1", open_under(token, locked, session))
    assert again == halves
    assert unlocked.team_keys == {("t1", 1): team.hpke_private}


def test_a_wrong_password_unwraps_nothing_and_checks_as_wrong():
    salt, member = new_password_salt(), new_pair()
    own = member_key_place("m1", HERE)
    right, wrong = (password_halves(word, salt) for word in ("the right one", "the wrong one"))

    wrapped = seal_under(right.wrap, member.private, own)

    assert right.check != wrong.check
    with pytest.raises(SealBroken):
        open_under(wrong.wrap, wrapped, own)


def test_what_checks_a_password_does_not_unwrap():
    halves = password_halves("the right one", new_password_salt())

    own = member_key_place("m1", HERE)
    wrapped = seal_under(halves.wrap, b"private", own)

    assert halves.check != halves.wrap
    with pytest.raises(SealBroken):
        open_under(halves.check, wrapped, own)


def test_the_same_letters_typed_on_another_keyboard_are_the_same_password():
    salt = new_password_salt()

    assert password_halves("caf\u00e9", salt) == password_halves("cafe\u0301", salt)


def test_another_salt_gives_other_halves():
    first, second = (password_halves("the same", new_password_salt()) for _ in range(2))

    assert len({first.check, first.wrap, second.check, second.wrap}) == 4


def test_a_salt_names_its_cost():
    costs = [COSTS[new_salt(cost)[0]] for cost in (PASSWORD_AND_DEVICE, RETURN_CODE)]

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
    mine, theirs = new_pair().public, new_pair().public
    place, elsewhere = (grant_place("t1", 1, member_id, HERE) for member_id in ("m1", "m2"))
    public = team.public_halves().vouch_public

    word = vouch(team.vouch_private, mine, place)

    assert is_vouched(public, word, mine, place)
    assert not is_vouched(public, word, theirs, place)
    assert not is_vouched(public, word, mine, elsewhere)
    assert not is_vouched(other_team.public_halves().vouch_public, word, mine, place)
    assert not is_vouched(team.public_halves().sign_public, word, mine, place)
    assert not is_vouched(public, b"", mine, place)


def test_a_grant_is_for_one_member_one_team_and_one_epoch():
    places = {
        grant_place(team, epoch, member, HERE).to_bytes()
        for team in ("t1", "t2")
        for epoch in (1, 2)
        for member in ("m1", "m2")
    }

    assert len(places) == 8


def test_a_member_has_a_pair_to_seal_to():
    keys = new_pair()

    assert public_half(keys.private) == keys.public
