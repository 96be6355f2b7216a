"""Every answer and rule has reasons: with an authority, as whole sentences, on true facts."""

import ast
import re
from dataclasses import replace
from datetime import date

import pytest

from intake.law.book import LawBook, shipped
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Choice, Choices, Date, YesNo
from intake.triage.rests_on import cautions
from intake.triage.rules import decisions, safety
from tests.house.source import modules
from tests.triage.making import (
    EVERYTHING,
    QUIET,
    TODAY,
    answers_of,
    cases,
    deadlines_of,
    found,
    table,
    triage_of,
    typed,
)
from tests.triage.test_vignettes import VIGNETTES

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
    "outright, answers",
    cases("asks.txt", "locked up"),
)
def test_locked_up_is_told_outright_only_where_it_was_said_so(answers, *, outright):
    (locked_up,) = deadlines_of("R02", triage_of(answers))

    assert locked_up.reason.says.in_english().startswith("You are in jail or detention.") is (
        outright == "yes"
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


APPEAL = {"court_case": "yes", "bad_decision": "judge", "bad_decision_date": "2026-11-20"}


def signed_but(*ids):
    return LawBook(
        rows=tuple(
            row if row.id in ids else replace(row, signatures=(("Ada Example, NY 12345", TODAY),))
            for row in shipped().rows
        )
    )


@pytest.mark.parametrize(
    "answers, unsigned, is_said",
    [
        (APPEAL, ["bia_appeal_days"], True),
        (APPEAL, [], False),
        (APPEAL, ["sijs_state_age_ny", "credible_fear_review_days"], False),
        ({}, ["bia_appeal_days"], False),
        # a day of ours needs no lawyer
        ({"bad_decision": "judge", "bad_decision_date": "not_sure"}, ["ladder_p1_days"], False),
    ],
)
def test_a_day_of_law_rests_on_the_rows_that_its_rule_reads(answers, unsigned, *, is_said):
    law = signed_but(*unsigned)

    said = cautions(answers_of(QUIET | answers), law, received=TODAY)

    assert said == ["Our lawyers have not checked these days yet."] * is_said


def test_a_day_rests_on_the_row_of_its_event_and_on_no_later_one():
    signed = signed_but()
    row = shipped().parameter("bia_appeal_days", on=TODAY)
    law = signed.amended([replace(row, value=10, from_day=date(2026, 12, 1))])
    received = date(2026, 12, 2)

    answers = answers_of(QUIET | APPEAL, received=received)
    assert cautions(answers, law, received=received) == []
    newer = APPEAL | {"bad_decision_date": "2026-12-01"}
    answers = answers_of(QUIET | newer, received=received)
    assert cautions(answers, law, received=received) == [
        "Our lawyers have not checked these days yet."
    ]


def test_the_days_of_the_release_are_not_checked_yet():
    assert cautions(answers_of(QUIET | APPEAL), shipped(), received=TODAY) == [
        "Our lawyers have not checked these days yet."
    ]


@pytest.mark.parametrize(
    "day, said",
    [("2027-01-31", []), ("2027-02-01", ["Rules can change. Check these days today."])],
)
def test_a_day_that_rests_on_a_row_due_for_review_is_to_be_checked(day, said):
    answers = answers_of(QUIET | APPEAL, received=date.fromisoformat(day))

    assert cautions(answers, signed_but(), received=date.fromisoformat(day)) == said


DAYS = ("2019-03-04", "2026-05", "2026-11-02", "2026-11", "2026-11-24", "2026-12-03", "2027-06-01")
BASES = [{}, EVERYTHING, *(answers for (answers,) in cases("answers.txt", "bases"))]


def other_answers():
    """Yield each answer that differs from the base: question id and stored form."""
    for id_, question in ASYLUM.questions.items():
        if isinstance(question, Choice | YesNo):
            yield from ((id_, option.code) for option in question.options)
        elif isinstance(question, Choices):
            yield from ((id_, [option.code]) for option in question.options)
        elif isinstance(question, Date):
            yield from ((id_, day) for day in (*DAYS, "not_sure"))


@pytest.mark.parametrize("base", BASES, ids=lambda base: "-".join(list(base)[:2]) or "quiet")
def test_every_statement_and_every_step_is_a_whole_sentence(base):
    for id_, answer in other_answers():
        if _may_be(id_, answer):
            for deadline in triage_of(base | {id_: answer}).deadlines:
                check(deadline)


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette["name"][:60])
def test_vignettes_are_told_in_whole_sentences(vignette):
    received = date.fromisoformat(vignette["received"])
    for deadline in triage_of(vignette["answers"], received=received, quiet=False).deadlines:
        check(deadline)


ACTS = re.compile(r"(?:^|[.:;,] )(?:Or )?(?:Send|File|Pay|Go|Leave|Appeal)\b", re.IGNORECASE)


def check(deadline):
    """Fail unless statement, step and alternative are whole in each voice.

    What only asks says nowhere to send, file, pay or go.
    """
    if deadline.asks:
        for voice in (deadline.do, deadline.do.for_helper()):
            assert not ACTS.search(voice.in_english()), (deadline.rule, voice.in_english())
    alternative = deadline.alternative.says if deadline.alternative else deadline.do
    for sentence in (deadline.reason.says, deadline.do, alternative):
        for voice in (sentence, sentence.for_helper(), sentence.for_staff()):
            assert_whole(voice, deadline.rule)


def assert_whole(sentence, rule):
    text = sentence.in_english()
    assert text[0].isupper(), (rule, text)
    assert text.endswith("."), (rule, text)
    assert not {"None", "XX", "%("} & {part for part in ("None", "XX", "%(") if part in text}, rule
    assert len(text) > len("Go to it."), (rule, text)


def _may_be(id_, answer):
    """Return true for a day on which such a thing can have been, seen from Thanksgiving week."""
    question = ASYLUM.questions[id_]
    if not isinstance(question, Date):
        return True
    coming = answer in ("2026-12-03", "2027-06-01")
    span = question.span.value
    return not (span in ("past", "birth") and coming) and not (
        span == "coming" and answer == "2019-03-04"
    )


LETTER = {"bad_decision": "asylum_office", "bad_decision_date": "2026-11-20"}


def test_a_letter_of_the_asylum_office_is_told_as_sure_only_where_its_kind_is():
    kinds = ("intent_to_deny", "not_sure", "denial")
    sure, maybe, denied = (
        deadlines_of("R17", triage_of(LETTER | {"office_letter": kind}))[0].reason.says.text
        for kind in kinds
    )

    assert sure == decisions.OFFICE.exact.you
    assert maybe == decisions.OFFICE.may.you
    assert denied == decisions.OFFICE_DENIED.you


def test_whoever_is_in_danger_reads_of_danger_and_others_of_forced_work():
    forced = {"help_types": ["forced_work_or_sex"]}

    (danger,) = deadlines_of("R15", triage_of(forced | {"danger_now": "yes"}))
    (work,) = deadlines_of("R15", triage_of(forced))

    assert danger.do.text == safety.DANGER_DO.you
    assert work.do.text == safety.FORCED_DO.you


@pytest.mark.parametrize("given", [{"bad_decision_date": "2026-03-02"}, {}])
def test_a_decision_is_counted_whoever_made_it(given):
    for decision in ("judge", "appeals_board"):
        found = deadlines_of("R06c", triage_of({"bad_decision": decision, **given}))
        assert len(found) == 1, decision
        assert "bad_decision" in found[0].reason.answers


@pytest.mark.parametrize("rule, finds, situation", table("situations.txt"))
def test_a_rule_finds_in_a_situation_what_a_lawyer_expects(rule, finds, situation):
    """``finds`` has the deadlines of the rule in their order, or is ``nothing``."""
    day, _, answers = situation.removeprefix("received=").partition(" ")
    is_another_day = situation.startswith("received=")
    received = date.fromisoformat(day) if is_another_day else TODAY
    triage = triage_of(typed(answers if is_another_day else situation), received=received)

    rows = [found(deadline) for deadline in deadlines_of(rule, triage)]
    assert "; ".join(rows) == finds.replace("nothing", "")
