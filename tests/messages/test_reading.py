"""The hint of how hard a text is comes near to what a dictionary of sounds says."""

from __future__ import annotations

import pytest

from intake.messages.reading import ease_of
from intake.messages.wordings import WORDINGS, Wording
from tests.support.clients.readability import measure


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=lambda one: one.id.value)
def test_the_grade_is_that_of_the_dictionary_give_or_take_one(wording: Wording) -> None:
    text = "\n\n".join(wording.sentences)

    ease, known = ease_of(text, language="en"), measure(text)

    assert ease is not None
    assert ease.grade is not None
    assert abs(ease.grade - max(0, known.grade)) <= 1
    assert ease.is_plain


def test_a_long_sentence_and_long_words_are_not_plain() -> None:
    long, hard = ease_of("and so " * 8, language="es"), ease_of("Documentation.", language="en")

    assert long is not None
    assert (long.longest, long.grade, long.is_plain) == (16, None, False)
    assert hard is not None
    assert not hard.is_plain


@pytest.mark.parametrize(("text", "language"), [("", "en"), (" \n", "am"), ("မင်္ဂလာပါ", "my")])
def test_of_nothing_and_of_words_without_spaces_nothing_is_said(text: str, language: str) -> None:
    assert ease_of(text, language=language) is None
