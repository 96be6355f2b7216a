"""Texts: how readable they are, in two languages, and worded by the house."""

import pytest

from intake.messages.thread import readability_of
from intake.messages.wordings import (
    CALL,
    DEADLINES,
    DECLINE,
    WORDINGS,
    Problem,
    Variable,
    halves,
    paragraphs,
    problems_of,
    tagged_lines,
    telling_lines,
    two_languages,
    variables_of,
    with_day,
)
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


BOTH = two_languages("Uno.\n\nDos.", "One.\n\nTwo.")


def test_the_halves_of_a_letter_are_found_again():
    assert halves(BOTH) == ("Uno.\n\nDos.", "One.\n\nTwo.")
    assert halves("Uno.") == ("Uno.", "")


def test_each_line_has_the_tag_of_its_language():
    assert list(tagged_lines(BOTH, "es")) == [
        ("Uno.", "es"),
        ("Dos.", "es"),
        ("English:", "en"),
        ("One.", "en"),
        ("Two.", "en"),
    ]


GOOD = "We cannot help.\n\n{deadlines}\n\n{contacts}\n\nWe delete your answers on {deletion_day}."


def test_a_text_with_each_variable_in_its_place_has_no_problem():
    assert list(problems_of(GOOD, DECLINE)) == []
    assert list(problems_of("Call us.", CALL)) == []


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=lambda wording: wording.id.value)
def test_the_variables_of_a_template_are_what_its_own_text_has(wording):
    ends = "\n\n".join(wording.ends)

    assert (Variable.DELETION_DAY in variables_of(wording)) is ("%(day)s" in ends)
    assert (Variable.DEADLINES in variables_of(wording)) is wording.days
    assert (Variable.CONTACTS in variables_of(wording)) is wording.places


@pytest.mark.parametrize(
    "text, wording, problem",
    [
        (GOOD.replace("{contacts}", ""), DECLINE, (Problem.MISSING, "{contacts}")),
        (f"{GOOD}\n\n{{deadlines}}", DECLINE, (Problem.TWICE, "{deadlines}")),
        (f"{GOOD} {{name}}", DECLINE, (Problem.UNKNOWN, "{name}")),
        ("Call us by {deletion_day}.", CALL, (Problem.UNKNOWN, "{deletion_day}")),
        ("Your days: {deadlines}", DEADLINES, (Problem.NOT_ALONE, "{deadlines}")),
        (
            GOOD.replace("We delete your answers on {deletion_day}.", "{deletion_day}"),
            DECLINE,
            (Problem.NOT_IN_SENTENCE, "{deletion_day}"),
        ),
        ("Call us}", CALL, (Problem.BRACE, "")),
        ("{{7*7}}", CALL, (Problem.BRACE, "")),
        ("Call %(phone)s", CALL, (Problem.BRACE, "")),
        ("{}", CALL, (Problem.UNKNOWN, "{}")),
        ("Llame.\nEnglish:\nCall.", CALL, (Problem.SEPARATOR, "English:")),
        ("{DEADLINES}", DEADLINES, (Problem.MISSING, "{deadlines}")),
        ("{ deadlines }", DEADLINES, (Problem.UNKNOWN, "{ deadlines }")),
        ("{deadlines.__class__}", DEADLINES, (Problem.UNKNOWN, "{deadlines.__class__}")),
    ],
)
def test_misused_variables_are_named(text, wording, problem):
    assert problem in list(problems_of(text, wording))


def test_only_the_variable_is_replaced():
    line = "On {deletion_day} {{deletion_day}} {0} %s"

    assert with_day(line, "1 May {x}") == "On 1 May {x} {1 May {x}} {0} %s"


def test_empty_lines_separate_paragraphs():
    assert paragraphs("One\n \n\nTwo\nlines\n") == ["One", "Two\nlines"]


def test_a_short_line_tells_no_language():
    assert telling_lines(f"Harbor Legal Aid\n{GOOD}\nWe are not your lawyer here.") == {
        "We are not your lawyer here."
    }
