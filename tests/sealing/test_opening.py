import os
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, permutations
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.sealing.contexts import Context
from intake.sealing.envelope import Suite, WeakKey, bound, derived, header
from intake.sealing.opening import SealBroken, open_sealed, open_under
from intake.sealing.seal import Recipient, new_key, new_pair, seal_to, seal_under

CARD = Context(installation="here", request="r1", kind="card", row="c1", version=1)
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
    under, to = seal_under(key, SECRET, context=CARD), sealed_to(pair, SECRET)

    with pytest.raises(SealBroken):
        open_under(new_key(), under, context=CARD)
    with pytest.raises(SealBroken):
        open_sealed(to, new_pair().private, context=CARD)


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
            open_under(bytes(32), sealed, context=CARD)
        with pytest.raises(SealBroken):
            open_sealed(sealed, SOMEBODY.private, context=CARD)


def test_no_other_version_and_no_other_suite_opens(functions):
    seal, open_ = functions
    sealed = seal(SECRET, CARD)

    for head in (bytes((a, b)) for a in range(256) for b in range(256)):
        if head != sealed[:2]:
            with pytest.raises(SealBroken):
                open_(head + sealed[2:], CARD)


def test_a_wrap_does_not_open_as_a_text_nor_a_text_as_a_wrap():
    key = new_key()
    wrap, text = (seal_under(key, SECRET, context=place) for place in (WRAP, CARD))

    for sealed, place in ((wrap, CARD), (text, WRAP)):
        with pytest.raises(SealBroken):
            open_under(key, sealed, context=place)


def test_what_somebody_sealed_without_padding_does_not_open_as_a_text():
    key, nonce, bound_to = new_key(), bytes(12), bound(Suite.AES_256_GCM, CARD)

    unpadded = AESGCM(derived(key, "card")).encrypt(nonce, SECRET, bound_to)

    with pytest.raises(SealBroken):
        open_under(key, header(Suite.AES_256_GCM) + nonce + unpadded, context=CARD)


@pytest.mark.parametrize("key", [b"", b"short", bytes(31)])
def test_a_weak_key_seals_nothing_and_opens_nothing(key):
    sealed = seal_under(new_key(), SECRET, context=CARD)

    with pytest.raises(WeakKey):
        seal_under(key, SECRET, context=CARD)
    with pytest.raises(SealBroken):
        open_under(key, sealed, context=CARD)
    with pytest.raises(SealBroken):
        open_sealed(sealed_to(new_pair(), SECRET), key, context=CARD)


def test_a_key_that_opens_one_kind_is_not_the_key_of_another():
    """Each kind has a key of its own, so that nonces are counted for each kind alone."""
    key = new_key()

    derivations = [derived(key, kind) for kind in ("card", "story", "draft", "at rest")]

    assert len(set(derivations)) == 4
    assert key not in derivations


def test_a_nonce_never_comes_twice():
    key, seals = new_key(), 100_000

    nonces = {seal_under(key, b"", context=WRAP)[2:14] for _ in range(seals)}

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

    sizes = {len(seal_under(key, text, context=CARD)) for text in (first, second)}

    assert sizes == {2 + 12 + 256 + 16}


def test_a_wrapped_key_is_as_small_as_it_can_be():
    under = seal_under(new_key(), new_key(), context=WRAP)
    to = seal_to(Recipient(whose="t", public_key=new_pair().public), new_key(), context=WRAP)

    assert (len(under), len(to)) == (2 + 12 + 32 + 16, 2 + 1120 + 32 + 16)


@pytest.fixture(params=["under a key", "to a recipient"])
def functions(request):
    """The two ways to seal, each with the opening that belongs to it."""
    if request.param == "under a key":
        key = new_key()
        return (
            lambda content, context: seal_under(key, content, context=context),
            lambda sealed, context: open_under(key, sealed, context=context),
        )
    pair = new_pair()
    return (
        lambda content, context: sealed_to(pair, content, context),
        lambda sealed, context: open_sealed(sealed, pair.private, context=context),
    )


def all_places():
    """Every combination of one thing changed, two, three, four, all five, and none."""
    return [
        replace(CARD, **{name: OTHERS[name] for name in names})
        for count in range(len(OTHERS) + 1)
        for names in combinations(OTHERS, count)
    ]


def sealed_to(pair, content, context=CARD):
    return seal_to(Recipient(whose="team", public_key=pair.public), content, context=context)
