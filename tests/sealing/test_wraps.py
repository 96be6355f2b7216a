"""Boxes, pairs, tokens and wraps: what opens them, and what does not."""

from hashlib import sha256
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import LargeBinary

from intake.actions.backup.tables import all_tables
from intake.sealing.seal import (
    FLOOR,
    MARK,
    Context,
    NotPadded,
    Recipient,
    UnusableContext,
    UnusableKey,
    load_private,
    load_public,
    measured,
    new_pair,
    pad,
    padded_length,
    public_half,
    seal_to,
    unpad,
)
from intake.sealing.sheets import pair_place
from intake.sealing.signing import imported_names_place, stub_key_place, stub_place
from intake.sealing.teams import first_invitation_place, recovery_place
from intake.sealing.tokens import (
    MistypedToken,
    feed_key_place,
    feed_place,
    new_token,
    read_token,
    token_hash,
    token_text,
)
from intake.sealing.unlocking import grant_place, member_key_place, session_keys_place
from intake.sealing.wraps import card_pack_place, wraps


def test_these_columns_open_a_request_and_its_case_or_are_needed_for_it():
    marked = [(column.table.name, column.name) for column in wraps(all_tables())]

    assert marked == [
        ("cases", "rewrapped_epoch"),
        ("cases", "rewrapped_key"),
        ("cases", "sealed_key"),
        ("cases", "walled_keys"),
        ("loans", "sealed"),
        ("requests", "code_auth"),
        ("requests", "code_under_token"),
        ("requests", "joined_key"),
        ("requests", "joined_to"),
        ("requests", "key_under_code"),
        ("requests", "key_under_token"),
        ("requests", "receipt"),
        ("requests", "session_until"),
        ("requests", "token_hash"),
        ("requests", "typed_form"),
    ]


def test_a_wrap_can_be_taken_out_of_its_row():
    assert all(column.nullable for column in wraps(all_tables()))


def test_what_looks_like_a_wrap_is_marked():
    tables = [all_tables().tables[name] for name in ("requests", "cases")]

    unmarked = [
        column.name
        for table in tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
        and ("key" in column.name or "under" in column.name)
        and column not in wraps(all_tables())
    ]
    assert unmarked == []


CARD = Context("here", "card", request="r1", row="c1")


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
            seal_to(Recipient(whose="nobody", public_key=public), b"x", CARD)


def damaged(key, how):
    return {
        "cut": key[:-1],
        "longer": key + b"\0",
        "empty": b"",
        "other suite": b"\x03" + key[1:],
    }[how]


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


texts = st.text("ab\0é", max_size=3)
contexts = st.builds(
    Context,
    installation=texts,
    request=texts,
    kind=st.sampled_from(["card", "story", "wrap:case-key"]),
    row=texts,
    version=st.integers(0, 2**32 - 1),
)


@given(contexts, contexts)
def test_two_contexts_have_the_same_bytes_only_if_they_are_the_same(first, second):
    assert (first.to_bytes() == second.to_bytes()) == (first == second)


def test_letters_cannot_move_from_one_part_to_the_next():
    moved = [
        Context("ab", "card", request="", row="c"),
        Context("a", "card", request="b", row="c"),
        Context("", "card", request="ab", row="c"),
        Context("", "card", request="a", row="bc"),
    ]

    told_apart = [first.to_bytes() != second.to_bytes() for first, second in combinations(moved, 2)]

    assert all(told_apart)
    assert measured(b"ab", b"") != measured(b"a", b"b")


@pytest.mark.parametrize(
    "kind", ["", "Card", "two words", "wrap:", ":card", "a:b:c", "card\n", "çard", "card/1", "1"]
)
def test_a_kind_is_a_plain_word(kind):
    with pytest.raises(UnusableContext):
        Context("", kind, request="")


@pytest.mark.parametrize("version", [-1, 2**32])
def test_a_version_is_a_count(version):
    with pytest.raises(UnusableContext):
        Context("", "card", request="", version=version)


def test_only_kinds_of_wraps_are_wraps():
    card = Context("", "card", request="")
    wrap = Context("", "wrap:case-key", request="")

    assert (card.wraps_a_key, wrap.wraps_a_key) == (False, True)


PIN = "a fingerprint"


@pytest.mark.parametrize(
    "place_of, of, kind, row, version",
    [
        (recovery_place, ("t", 3), "wrap:team-recovery", "t", 3),
        (first_invitation_place, ("t", 3), "wrap:first-invitation", "t", 3),
        (grant_place, ("t", 3, "m"), "wrap:team-key", "t m", 3),
        (member_key_place, ("m",), "wrap:member-key", "m", 2),
        (session_keys_place, ("m",), "wrap:session-keys", "m", 1),
        (pair_place, ("AB",), "wrap:recovery-keys", "AB", 1),
        (stub_key_place, ("t", 3), "wrap:stub-key", "t", 3),
        (stub_place, ("s",), "stub", "s", 1),
        (imported_names_place, ("l",), "imported-names", "l", 1),
        (feed_key_place, ("f",), "wrap:feed-key", "f", 1),
        (feed_place, ("f",), "feed", "f", 1),
        (card_pack_place, ("t", "p", 3), "card-pack", "t p", 3),
    ],
)
def test_keys_that_belong_to_no_request_lie_here(place_of, of, kind, row, version):
    place = place_of(*of, installation=PIN)

    assert place == Context(PIN, kind, request="", row=row, version=version)
