"""Ready texts as members edit them: each variable once, in its place, and nothing executed."""

import pytest

from intake.messages.wordings import (
    CALL,
    DEADLINES,
    DECLINE,
    WORDINGS,
    Problem,
    Variable,
    paragraphs,
    problems_of,
    telling_lines,
    variables_of,
    with_day,
)

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
