"""Likely, a person, or probably not us: which answers decide, and whom no program declines."""

from datetime import date
from typing import Any

import pytest

from intake.actions.assessment.assess import assess_answers
from intake.eligibility.decide import Practice
from intake.eligibility.request import IntakeStatus
from intake.law.book import shipped
from tests.eligibility.making import COUNSEL, FITS
from tests.triage.making import TODAY, answers_of

ELSE = {"help_types": ["something_else"]}


def weighed(answers, area=(), **limits):
    return assess_answers(
        answers_of(answers),
        shipped(),
        today=TODAY,
        received=TODAY,
        practice=Practice(income_percent=200, service_area=area, **limits),
    ).eligibility


@pytest.mark.parametrize(
    "more, outcome",
    [
        ({}, "likely"),
        # E1
        ({"help_types": ["harmed_in_us"]}, "likely"),
        ({"help_types": ["forced_work_or_sex"]}, "likely"),
        ({"help_types": ["parent_harm"]}, "likely"),
        ({"help_types": ["bring_family"]}, "likely"),
        ({"help_types": ["court_or_order"]}, "likely"),
        ({"help_types": ["court_or_order"], "has_lawyer": "unsure_if_lawyer"}, "likely"),
        ({"help_types": ["court_or_order"], "has_lawyer": "before"}, "likely"),
        ({"help_types": ["court_or_order"], "has_lawyer": "not_sure"}, "person"),
        ({"help_types": ["not_sure"]}, "person"),
        ({"help_types": ["court_or_order", "not_sure"]}, "likely"),
        ({"help_types": ["something_else", "court_or_order"]}, "likely"),
        ({"help_types": ["something_else", "not_sure"]}, "person"),
        ({"help_types": ["something_else", "fear_return"]}, "likely"),
        ({"help_types": ["not_sure", "fear_return"]}, "likely"),
        (ELSE, "unlikely"),
        # E2
        ({"has_lawyer": "before"}, "likely"),
        ({"has_lawyer": "unsure_if_lawyer"}, "likely"),
        ({"has_lawyer": "not_sure"}, "person"),
        ({"has_lawyer": "yes"}, "person"),
        ({"has_lawyer": "yes", "lawyer_scope": "one_part"}, "person"),
        ({"has_lawyer": "yes", "lawyer_scope": "want_other"}, "person"),
        ({"has_lawyer": "yes", "lawyer_scope": "second_opinion"}, "person"),
        ({"has_lawyer": "yes", "lawyer_scope": "stopped_answering"}, "person"),
        (COUNSEL, "unlikely"),
        # E4
        ({"location_kind": "outside_us"}, "person"),
        ({"location_kind": "at_border"}, "person"),
        # what only tells something
        ({"filling_for": "other_person", "full_name_docs": "Ada Invented"}, "likely"),
        # no ground of E7 lowers who is likely
        ({"detained_now": "yes"}, "likely"),
        ({"danger_now": "yes"}, "likely"),
        ({"bad_decision": "judge", "bad_decision_date": "2026-11-10"}, "likely"),
        ({"fear_interview": "not_sure"}, "likely"),
    ],
)
def test_the_outcome(more, outcome):
    assert weighed(FITS | more).outcome == outcome


@pytest.mark.parametrize(
    "question, outcome",
    [
        ("help_types", "person"),
        ("has_lawyer", "person"),
        ("location_kind", "likely"),
        ("household_size", "person"),
        ("income", "person"),
        ("us_state", "likely"),
        ("detained_now", "likely"),
    ],
)
def test_what_is_missing_is_never_a_no(question, outcome):
    answers = {id_: answer for id_, answer in FITS.items() if id_ != question}

    assert weighed(answers).outcome == outcome


@pytest.mark.parametrize(
    "state, area, outcome",
    [
        ("TX", ("TX", "NY"), "likely"),
        ("NY", ("TX", "NY"), "likely"),
        ("CA", ("TX", "NY"), "unlikely"),
        ("CA", (), "likely"),
        ("PR", ("TX",), "unlikely"),
    ],
)
def test_a_service_area_counts_where_there_is_one(state, area, outcome):
    assert weighed(FITS | {"us_state": state}, area).outcome == outcome


def test_a_service_area_without_a_state_is_for_a_person():
    answers = {id_: answer for id_, answer in FITS.items() if id_ != "us_state"}

    assert weighed(answers, ("TX",)).outcome == "person"


LIFTS: list[dict[str, Any]] = [
    {"detained_now": "yes"},
    {"detained_now": "not_sure"},
    {"filling_for": "detained_person"},
    {"filling_for": "child"},
    {"birth_date": "2010-05-05"},
    {"birth_date": "2008"},
    {"birth_date": "2008-11-25"},
    {"birth_date": "not_sure"},
    {"needs": ["child_alone"]},
    {"under_18": "yes"},
    {"danger_now": "yes"},
    {"removal_soon": "check_in", "removal_soon_date": "2026-12-24"},
    {"removal_soon": "leave_or_flight", "removal_soon_date": "2026-03-01"},
    {"removal_soon": "not_sure"},
    {"next_hearing_date": "2027-01-22"},
    {"fee_notice": "yes", "fee_notice_date": "2026-11-20"},
    {"fear_interview": "waiting"},
    {"bad_decision": "judge", "bad_decision_date": "2019-01-01"},
    {"bad_decision": "appeals_board"},
    {"old_order": "never_left"},
    {"old_order": "came_back"},
    {"bad_decision": "asylum_office", "bad_decision_date": "2024-01-01"},
    {"court_case": "not_sure"},
    {"hearing_kind": "not_sure"},
    {"asylum_filed_date": "not_sure"},
    {"children_birth_dates": ["2015", "not_sure"]},
    {"last_arrival_date": {"words": "before the war"}},
]


@pytest.mark.parametrize("unlikely", [COUNSEL, ELSE, {"us_state": "CA"}], ids=["E2", "E1", "E4"])
@pytest.mark.parametrize("ground", LIFTS, ids=str)
def test_a_ground_to_see_a_person_lifts_every_unlikely(unlikely, ground):
    area = ("TX", "NY")
    assert weighed(FITS | unlikely, area).outcome == "unlikely"

    lifted = weighed(FITS | unlikely | ground, area)

    assert lifted.outcome == "person"
    assert lifted.reasons[0].rule == "E7"
    assert set(ground) & {answer for reason in lifted.reasons for answer in reason.answers}


@pytest.mark.parametrize(
    "ground",
    [
        {"help_types": ["something_else", "forced_work_or_sex"]},
        {"lawyer_scope": "stopped_answering"},
    ],
)
def test_a_ground_that_is_an_answer_of_another_rule_lifts_too(ground):
    assert weighed(FITS | COUNSEL | {"us_state": "CA"} | ground, ("TX",)).outcome == "person"


@pytest.mark.parametrize(
    "answers",
    [
        {"birth_date": "1990-01-01"},
        {"birth_date": "2008-11-24"},
        {"needs": ["trauma"]},
        {"danger_now": "rather_not_say"},
        {"danger_now": "no"},
        {"next_hearing_date": "2027-06-25", "hearing_kind": "individual"},
        {"asylum_filed": "yes", "asylum_filed_date": "2026-07-01"},
        {"filling_for": "other_person"},
        {"filling_for": "self"},
        {"income": "rather_not_say"},
        {"income": "none"},
        {"fear_interview": "passed"},
        {"bad_decision": "none"},
    ],
)
def test_what_is_no_ground_leaves_unlikely(answers):
    assert weighed(FITS | COUNSEL | answers).outcome == "unlikely"


@pytest.mark.parametrize(
    "question",
    [
        "help_types",
        "has_lawyer",
        "lawyer_scope",
        "household_size",
        "income",
        "location_kind",
        "us_state",
        "detained_now",
    ],
)
def test_anything_missing_keeps_a_person_in(question):
    answers = {id_: answer for id_, answer in (FITS | COUNSEL).items() if id_ != question}

    assert weighed(answers).outcome == "person"


def test_court_without_a_lawyer_says_so():
    reasons = weighed(FITS | {"help_types": ["court_or_order"]}).reasons

    (reason,) = (reason for reason in reasons if reason.rule == "E1")
    assert reason.says.for_staff().in_english()
    assert reason.answers == ("help_types", "has_lawyer")


def test_the_reasons_that_decided_stand_first():
    reasons = weighed(FITS | {"income_amount": 9000, "filling_for": "other_person"}).reasons

    assert [reason.rule for reason in reasons] == ["E3", "E1", "E2", "E4", "E6"]


def test_a_means_reason_names_family_guide_and_table():
    reason = next(reason for reason in weighed(FITS).reasons if reason.rule == "E3")

    assert reason.says.in_english() == (
        "For a household of 2, our income limit is $43,280 a year. Your household is within it."
    )
    assert reason.authority == "42 USC 9902(2); 91 FR 1797 (15 Jan 2026)"
    assert reason.answers == ("income_amount", "income_period", "household_size", "us_state")


@pytest.mark.parametrize(
    "income, part, outcome",
    [("none", "you have no income", "likely"), ("rather_not_say", "We do not know", "person")],
)
def test_no_money_is_told_apart_from_not_knowing(income, part, outcome):
    eligibility = weighed(FITS | {"income": income})
    reason = next(reason for reason in eligibility.reasons if reason.rule == "E3")

    assert eligibility.outcome == outcome
    assert part in reason.says.in_english()


def test_names_wait_for_the_conflict_check():
    answers = FITS | {"full_name_docs": "Ada Invented", "do_not_tell": "a cousin"}

    reason = next(reason for reason in weighed(answers).reasons if reason.rule == "E5")

    assert reason.answers == ("full_name_docs", "do_not_tell")
    assert "Ada" not in reason.says.in_english()


def test_no_answers_at_all_are_for_a_person():
    eligibility = weighed({})

    assert eligibility.outcome == "person"
    assert all(reason.answers for reason in eligibility.reasons)


@pytest.mark.parametrize(
    "more, outcome",
    [
        ({}, "unlikely"),
        ({"detained_now": "yes"}, "person"),
        ({"court_case": "yes", "next_hearing_date": "2026-12-09"}, "person"),
        ({"under_18": "yes", "birth_date": "2011-02-03"}, "person"),
        ({"danger_now": "yes"}, "person"),
        ({"bad_decision": "judge", "bad_decision_date": "2026-11-09"}, "person"),
        ({"has_lawyer": "not_sure"}, "person"),
    ],
)
@pytest.mark.parametrize("status", [IntakeStatus.EMERGENCIES, IntakeStatus.PAUSED])
def test_while_we_take_few_cases_whoever_is_never_declined_goes_to_a_person(more, outcome, status):
    result = weighed(FITS | more, status=status, until=date(2027, 1, 4))

    assert result.outcome == outcome
    assert "E8" in [reason.rule for reason in result.reasons]
