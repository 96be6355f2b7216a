import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.sealing.seal import FLOOR, MARK, NotPadded, pad, padded_length, unpad


@given(st.binary(max_size=4000))
def test_what_is_padded_comes_back(content):
    assert unpad(pad(content)) == content


@given(st.integers(1, 2**40))
def test_padding_costs_an_eighth_at_most(length):
    padded = padded_length(length)

    assert length <= padded
    assert padded == FLOOR or padded <= length * 1.125
    assert padded_length(padded) == padded


@given(st.integers(1, 2**40), st.integers(0, 2**20))
def test_more_is_never_padded_to_less(length, more):
    assert padded_length(length) <= padded_length(length + more)


def test_short_things_are_all_of_one_size():
    sizes = {len(pad(b"x" * length)) for length in range(FLOOR)}

    assert sizes == {256}


def test_few_sizes_are_left_to_tell_stories_apart():
    sizes = {len(pad(b"x" * length)) for length in range(64 * 1024)}

    assert len(sizes) == 129


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        bytes(256),
        pad(b"something")[:-1] + b"X",
        b"no mark".ljust(256, b"\0"),
        b"short" + MARK,
        b"an odd size".ljust(300, b"\0"),
        pad(b"cut")[:-1],
        pad(b"lengthened") + b"\0",
        pad(b"x" * 400) + bytes(256),
    ],
)
def test_what_is_not_padded_as_we_pad_is_refused(padded):
    with pytest.raises(NotPadded):
        unpad(padded)


def test_content_that_looks_like_padding_comes_back():
    for content in (MARK, MARK + b"\0", bytes(255), bytes(256), MARK * 300):
        assert unpad(pad(content)) == content
