"""The estimated readability of a text is near that of a pronouncing dictionary."""

import pytest

from intake.messages.thread import readability_of
from intake.messages.wordings import WORDINGS
from tests.support.clients.readability import measure


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=lambda wording: wording.id.value)
def test_the_grade_differs_by_one_at_most(wording):
    text = "\n\n".join(wording.sentences)

    estimate, measured = readability_of(text, language="en"), measure(text)

    assert estimate is not None
    assert estimate.grade is not None
    assert abs(estimate.grade - max(0, measured.grade)) <= 1
    assert estimate.is_plain


def test_a_long_sentence_and_long_words_are_not_plain():
    long = readability_of("and so " * 8, language="es")
    hard = readability_of("Documentation.", language="en")

    assert long is not None
    assert (long.longest, long.grade, long.is_plain) == (16, None, False)
    assert hard is not None
    assert not hard.is_plain


@pytest.mark.parametrize("text, language", [("", "en"), (" \n", "am"), ("မင်္ဂလာပါ", "my")])
def test_text_without_words_or_without_spaces_has_no_estimate(text, language):
    assert readability_of(text, language=language) is None
