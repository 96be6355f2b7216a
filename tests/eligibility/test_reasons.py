"""A reason has its authority, exactly the answers that say it, and a whole sentence."""

import pytest

from intake.actions.assessment.assess import assess_answers
from intake.eligibility.request import Practice
from intake.law.book import shipped
from tests.eligibility.making import COUNSEL, FITS
from tests.triage.making import TODAY, answers_of, cases

AUTHORITY = {
    "E1": "INA 208, 241(b)(3), 101(a)(15)(T), (U), 101(a)(27)(J), 204(a)(1); 8 CFR 1208.16-.18",
    "E2": "ABA Model Rule 4.2, comment 4",
    "E3": "42 USC 9902(2); 91 FR 1797 (15 Jan 2026)",
    "E4": "INA 208(a)(1); the organisation's service area",
    "E5": "ABA Model Rules 1.7, 1.9, 1.10, 1.18",
    "E6": "ABA Model Rules 1.6(a), 1.14",
    "E7": "ABA Model Rules 1.18, 4.2; intake policy: nobody is declined by a program",
}


@pytest.mark.parametrize(
    "rule, answers, part, more", cases("../eligibility/reasons.txt", "reasons")
)
def test_a_reason_names_its_authority_and_its_answers(rule, answers, part, more):
    (reason,) = [reason for reason in reasons_of(FITS | more) if reason.rule == rule]

    assert (reason.authority, reason.answers) == (AUTHORITY[rule], tuple(answers.split()))
    assert part in reason.says.in_english()
    is_whole(reason)


@pytest.mark.parametrize("answers, part, more", cases("../eligibility/reasons.txt", "held"))
def test_who_is_held_is_told_by_which_answer(answers, part, more):
    held = [reason for reason in reasons_of(FITS | COUNSEL | more) if reason.rule == "E7"]

    reasons = [reason for reason in held if part in reason.says.in_english()]
    assert [(reason.authority, reason.answers) for reason in reasons] == [
        (AUTHORITY["E7"], tuple(answers.split()))
    ]
    for reason in held:
        is_whole(reason)


@pytest.mark.parametrize(
    "more, answers",
    [
        ({"lawyer_scope": "stopped_answering"}, ("lawyer_scope",)),
        ({"has_lawyer": "unsure_if_lawyer"}, ("has_lawyer",)),
    ],
)
def test_a_failing_helper_holds_whoever_is_elsewhere(more, answers):
    held = reasons_of({**FITS, **COUNSEL, "us_state": "CA", **more})

    assert answers in [reason.answers for reason in held if reason.rule == "E7"]


@pytest.mark.parametrize(
    "question",
    ["help_types", "has_lawyer", "household_size", "income", "location_kind", "detained_now"],
)
def test_what_is_missing_is_named(question):
    answers = {**FITS, **COUNSEL, "us_state": "CA"}
    del answers[question]

    assert (question,) in [reason.answers for reason in reasons_of(answers) if reason.rule == "E7"]


def test_money_is_not_missing_of_whom_it_was_not_asked():
    answers = {"filling_for": "detained_person", "has_lawyer": "yes", "lawyer_scope": "whole_case"}

    reasons = reasons_of(answers)

    assert not [reason for reason in reasons if {"household_size", "income"} & {*reason.answers}]


def test_what_an_answer_opened_is_missing_too():
    no_scope = FITS | {"has_lawyer": "yes", "help_types": ["something_else"]}
    no_state = {k: v for k, v in (FITS | COUNSEL).items() if k != "us_state"}

    assert ("lawyer_scope",) in [reason.answers for reason in reasons_of(no_scope)]
    assert ("us_state",) in [reason.answers for reason in reasons_of(no_state)]


@pytest.mark.parametrize(
    "state, area, says",
    [
        ("CA", (), "You are asking for help in the US."),
        ("CA", ("TX",), "Our lawyers do not work in that state."),
        ("", ("TX",), "Someone on our team will ask which state you are in."),
    ],
)
def test_a_place_is_told_by_the_area_that_we_serve(state, area, says):
    answers = {id_: answer for id_, answer in FITS.items() if id_ != "us_state"}

    reasons = reasons_of(answers | ({"us_state": state} if state else {}), area=area)

    assert [reason.says.in_english() for reason in reasons if reason.rule == "E4"] == [says]


@pytest.mark.parametrize("born", [{}, {"birth_date": "2012-05-01"}, {"birth_date": "not_sure"}])
def test_a_parent_is_not_asked_for_the_permission_of_a_child(born):
    reasons = reasons_of(FITS | {"filling_for": "child", "detained_now": "yes"} | born)

    assert "E6" not in [reason.rule for reason in reasons]


@pytest.mark.parametrize("more", [{"has_lawyer": "unsure_if_lawyer"}, {"detained_now": "yes"}])
def test_what_says_yes_stands_in_its_place_and_not_behind(more):
    reasons = reasons_of(FITS | {"filling_for": "other_person"} | more)

    assert [reason.rule for reason in reasons] == ["E1", "E2", "E3", "E4", "E6"]


def reasons_of(answers, *, area=("TX",)):
    practice = Practice(income_percent=200, service_area=area)
    weighed = assess_answers(
        answers_of(answers), shipped(), today=TODAY, received=TODAY, practice=practice
    )
    return weighed.eligibility.reasons


def is_whole(reason):
    text = reason.says.text
    assert text[0].isupper()
    assert text not in (text.upper(), text.lower())
    assert text.endswith(".")
    assert "%" not in reason.says.in_english()
