"""A reason has an authority as a lawyer writes it, its answers, and a whole sentence."""

import ast
import re

import pytest

from tests.house.source import modules
from tests.triage.making import deadlines_of, table, triage_of, typed

NEW_RULES = {"R03c", "R21", "R23"}
"""Rules whose reasons are held by the tests of their subject."""

RESTS_ON = table("reasons.txt")
"""Rule, authority, the questions on which the reason rests, and answers that call the rule."""


@pytest.mark.parametrize("rule, authority, questions, answers", RESTS_ON)
def test_a_reason_is_a_whole_sentence_and_names_its_authority_and_its_answers(
    rule, authority, questions, answers
):
    triage = triage_of(typed(answers))

    reasons = [deadline.reason for deadline in deadlines_of(rule, triage)]
    assert (authority, tuple(questions.split())) in [(r.authority, r.answers) for r in reasons]
    for deadline in triage.deadlines:
        text, english = deadline.reason.says.text, deadline.reason.says.in_english()
        assert text[0].isupper()
        assert text not in (text.upper(), text.lower())
        assert text.endswith(".")
        assert "%" not in english
        assert "None" not in english


def test_every_rule_stands_in_the_table():
    numbers = {
        node.value
        for module in modules("intake/triage/rules")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and re.fullmatch(r"R\d\d[a-z]?", str(node.value))
    }

    assert len(numbers) > 20
    assert {rule for rule, *_ in RESTS_ON} | NEW_RULES == numbers


@pytest.mark.parametrize(
    "rule, first_answers, second_answers",
    [
        ("R02", {"detained_now": "yes"}, {"detained_now": "not_sure"}),
        (
            "R14",
            {"birth_date": "2010-01-01", "minor_with_parent": "no"},
            {"birth_date": "2008", "minor_with_parent": "no"},
        ),
        ("R15", {"danger_now": "yes"}, {"help_types": ["forced_work_or_sex"]}),
    ],
)
def test_what_is_sure_and_what_may_be_are_told_apart(rule, first_answers, second_answers):
    (first,), (second,) = (
        deadlines_of(rule, triage_of(answers)) for answers in (first_answers, second_answers)
    )

    assert first.reason.says.text != second.reason.says.text


@pytest.mark.parametrize(
    "answers, outright",
    [
        ({"detained_now": "yes"}, True),
        ({"filling_for": "detained_person", "detained_now": "yes"}, True),
        ({"filling_for": "detained_person"}, True),
        ({"filling_for": "detained_person", "detained_now": "not_sure"}, True),
        ({"filling_for": "detained_person", "detained_now": "no"}, True),
        ({"filling_for": "self", "detained_now": "not_sure"}, False),
    ],
)
def test_locked_up_is_told_outright_only_where_it_was_said_so(answers, *, outright):
    (locked_up,) = deadlines_of("R02", triage_of(answers))

    assert (
        locked_up.reason.says.in_english().startswith("You are in jail or detention.") is outright
    )


def test_without_a_letter_and_in_custody_are_told_apart():
    missed = {"bad_decision": "judge", "missed_hearing": "yes"}

    says = {
        deadlines_of("R06b", triage_of({**missed, "missed_why": why}))[0].reason.says.text
        for why in ("no_letter", "detained")
    }

    assert len(says) == 2


@pytest.mark.parametrize(
    "answers",
    [
        {"removal_soon": "not_sure"},
        {"court_case": "not_sure", "next_hearing_date": "not_sure"},
        {"detained_now": "not_sure"},
        {"birth_date": "2010-01-01", "minor_with_parent": "not_sure"},
    ],
)
def test_what_somebody_is_not_sure_of_is_not_told_back_as_a_fact(answers):
    triage = triage_of(answers)

    assert triage.deadlines
    for deadline in (
        first_answers
        for first_answers in triage.deadlines
        if first_answers.rule not in ("R12", "R13")
    ):
        assert " may " in deadline.reason.says.in_english()
