from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.sealing.tokens import MistypedToken, new_token, read_token, token_hash, token_text


@given(st.binary(min_size=32, max_size=32))
def test_a_token_comes_back_from_its_link(token):
    text = token_text(token)

    assert read_token(text) == token
    assert len(text) == 43
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text(max_size=50))
def test_any_other_text_is_no_token(text):
    with pytest.raises(MistypedToken):
        read_token(text)


def test_each_token_is_written_in_one_way():
    text = token_text(bytes(32))

    for damaged in (
        text + "=",
        text[:-1] + "B",
        text[:-1],
        text + "A",
        text[:20] + "\n" + text[20:],
    ):
        with pytest.raises(MistypedToken):
            read_token(damaged)


def test_a_row_keeps_the_hash_alone():
    token = new_token()

    assert token_hash(token) == sha256(token).digest()
    assert new_token() != token
