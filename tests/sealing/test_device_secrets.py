"""The letters of a sign-in sheet, and the key that needs them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.sealing.sheets import (
    ALPHABET,
    DEVICE_BYTES,
    MistypedDeviceCode,
    device_groups,
    new_device_secret,
    read_device_code,
)
from intake.sealing.unlocking import member_wrap

SECRETS = st.binary(min_size=DEVICE_BYTES, max_size=DEVICE_BYTES)


@given(SECRETS)
def test_a_sheet_is_read_as_it_was_printed(secret):
    groups = device_groups(secret)

    assert [len(group) for group in groups] == [5] * 7
    assert read_device_code("-".join(groups)) == secret
    assert read_device_code(" ".join(groups).lower()) == secret


@given(SECRETS, st.integers(0, 34), st.sampled_from(ALPHABET))
def test_a_wrong_letter_is_noticed_and_its_group_is_named(secret, at, letter):
    letters = "".join(device_groups(secret))
    if letters[at] == letter:
        return

    with pytest.raises(MistypedDeviceCode) as failure:
        read_device_code(letters[:at] + letter + letters[at + 1 :])

    assert failure.value.groups == (at // 5 + 1,)


def test_exchanged_groups_are_noticed():
    one, other, *rest = device_groups(bytes(range(DEVICE_BYTES)))

    with pytest.raises(MistypedDeviceCode) as failure:
        read_device_code(" ".join((other, one, *rest)))

    assert failure.value.groups == ()


@pytest.mark.parametrize("typed", ["", "AAAAA", "A" * 34, "A" * 36, "é" * 35])
def test_what_is_no_sheet_is_refused(typed):
    with pytest.raises(MistypedDeviceCode):
        read_device_code(typed)


def test_two_secrets_differ():
    assert new_device_secret() != new_device_secret()
    assert len(new_device_secret()) == DEVICE_BYTES


def test_the_key_needs_both_the_password_and_the_device_secret():
    wrap, device = b"w" * 32, b"d" * DEVICE_BYTES
    key = member_wrap(wrap, device)

    assert len(key) == 32
    assert key != wrap
    assert key != member_wrap(wrap, b"e" * DEVICE_BYTES)
    assert key != member_wrap(b"v" * 32, device)
