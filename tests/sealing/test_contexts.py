from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.sealing.contexts import Context, UnusableContext, measured

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
        Context(installation="ab", request="", kind="card", row="c"),
        Context(installation="a", request="b", kind="card", row="c"),
        Context(installation="", request="ab", kind="card", row="c"),
        Context(installation="", request="a", kind="card", row="bc"),
    ]

    told_apart = [first.to_bytes() != second.to_bytes() for first, second in combinations(moved, 2)]

    assert all(told_apart)
    assert measured(b"ab", b"") != measured(b"a", b"b")


@pytest.mark.parametrize(
    "kind", ["", "Card", "two words", "wrap:", ":card", "a:b:c", "card\n", "çard", "card/1", "1"]
)
def test_a_kind_is_a_plain_word(kind):
    with pytest.raises(UnusableContext):
        Context(installation="", request="", kind=kind)


@pytest.mark.parametrize("version", [-1, 2**32])
def test_a_version_is_a_count(version):
    with pytest.raises(UnusableContext):
        Context(installation="", request="", kind="card", version=version)


def test_only_kinds_of_wraps_are_wraps():
    card = Context(installation="", request="", kind="card")
    wrap = Context(installation="", request="", kind="wrap:case-key")

    assert (card.wraps_a_key, wrap.wraps_a_key) == (False, True)
