"""A stream opens whole, in its order and its place, or not at all."""

from io import BytesIO

import pytest

from intake.sealing.at_rest import LENGTH_BYTES, PIECE_BYTES, TAG_BYTES, seal_stream
from intake.sealing.opening import open_stream
from intake.sealing.seal import Context, SealBroken, new_key

KEY = new_key()
PLACE = Context("here", "backup", request="", row="a")
WHOLE = LENGTH_BYTES + PIECE_BYTES + TAG_BYTES
CONTENT = bytes(2 * PIECE_BYTES) + b"the end"


@pytest.mark.parametrize(
    "size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES]
)
def test_what_was_sealed_in_pieces_of_any_size_opens(size):
    content = bytes(at % 251 for at in range(size))
    some = [content[at : at + 7_000] for at in range(0, size, 7_000)]

    assert opened(b"".join(seal_stream(KEY, some, PLACE))) == content


def test_cut_swapped_doubled_and_longer_streams_do_not_open():
    sealed = b"".join(seal_stream(KEY, [CONTENT], PLACE))
    first, two, last = sealed[:WHOLE], sealed[WHOLE : 2 * WHOLE], sealed[2 * WHOLE :]
    assert opened(first + two + last) == CONTENT

    for broken in (
        b"",
        first,
        first + two,
        first + last,
        two + first + last,
        first + first + two + last,
        first + two + last + last,
        first + two + last[:-1],
        first + two + last + b"\0",
        first + two + last[:3],
        b"\xff" + sealed[1:],
    ):
        with pytest.raises(SealBroken):
            opened(broken)


def test_a_piece_that_is_too_long_is_not_even_read():
    too_long = PIECE_BYTES + TAG_BYTES + 1
    file = BytesIO(too_long.to_bytes(LENGTH_BYTES) + bytes(too_long))

    with pytest.raises(SealBroken):
        next(open_stream(KEY, file, PLACE))
    assert file.tell() == LENGTH_BYTES


def test_what_fills_its_pieces_ends_with_the_last_of_them():
    assert len(b"".join(seal_stream(KEY, [bytes(PIECE_BYTES)], PLACE))) == WHOLE


@pytest.mark.parametrize("at", [LENGTH_BYTES, WHOLE - 1, WHOLE + LENGTH_BYTES, -1])
def test_a_changed_byte_does_not_open(at):
    sealed = bytearray(b"".join(seal_stream(KEY, [CONTENT], PLACE)))
    sealed[at] ^= 1

    with pytest.raises(SealBroken):
        opened(bytes(sealed))


def test_another_key_and_another_place_do_not_open():
    sealed = b"".join(seal_stream(KEY, [CONTENT], PLACE))
    elsewhere = Context("here", "backup", request="", row="b")

    with pytest.raises(SealBroken):
        opened(sealed, key=new_key())
    with pytest.raises(SealBroken):
        opened(sealed, place=elsewhere)


def opened(sealed, *, key=KEY, place=PLACE):
    return b"".join(open_stream(key, BytesIO(sealed), place))
