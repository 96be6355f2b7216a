import pytest

from intake.sealing.contexts import Context
from intake.sealing.seal import (
    Recipient,
    UnusableKey,
    load_private,
    load_public,
    new_pair,
    public_half,
    seal_to,
)

CARD = Context(installation="here", request="r1", kind="card", row="c1")


def test_every_pair_is_another():
    first, second = new_pair(), new_pair()

    assert first.private != second.private
    assert first.public != second.public


def test_the_public_half_follows_from_the_private_one():
    pair = new_pair()

    assert public_half(pair.private) == pair.public
    assert (len(pair.private), len(pair.public)) == (97, 1217)


def test_a_private_key_does_not_show_itself():
    pair = new_pair()

    assert repr(pair.private) not in repr(pair)


@pytest.mark.parametrize("damage", ["cut", "longer", "empty", "other suite"])
def test_a_damaged_key_is_named_as_such(damage):
    pair = new_pair()

    with pytest.raises(UnusableKey):
        load_private(damaged(pair.private, damage))
    with pytest.raises(UnusableKey):
        load_public(damaged(pair.public, damage))


def test_bytes_that_are_no_point_and_no_encapsulation_key_are_refused():
    pair = new_pair()
    no_point = pair.public[:-32] + bytes(32)
    no_lattice = pair.public[:1] + b"\xff" * 1184 + pair.public[-32:]

    for public in (no_point, no_lattice):
        with pytest.raises(UnusableKey):
            seal_to(Recipient(whose="nobody", public_key=public), b"x", context=CARD)


def damaged(key, how):
    return {
        "cut": key[:-1],
        "longer": key + b"\0",
        "empty": b"",
        "other suite": b"\x03" + key[1:],
    }[how]
