"""Likely, a person, or probably not us: which answers decide, and whom no program declines."""

from datetime import date, timedelta

import pytest

from intake.actions.assessment.assess import assess_answers, nearest_day, what_would_change
from intake.eligibility.request import IntakeStatus, Practice
from intake.law.book import shipped
from tests.eligibility.making import COUNSEL, FITS
from tests.triage.making import TODAY, answers_of, cases

ELSE = {"help_types": ["something_else"]}


def weighed(answers, area=(), **limits):
    return assess_answers(
        answers_of(answers),
        shipped(),
        today=TODAY,
        received=TODAY,
        practice=Practice(income_percent=200, service_area=area, **limits),
    ).eligibility


@pytest.mark.parametrize("outcome, more", cases("../eligibility/outcomes.txt", "outcome"))
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


LIFTS = [
    *(answers for (answers,) in cases("../eligibility/outcomes.txt", "lifts")),
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
    "answers", [answers for (answers,) in cases("../eligibility/outcomes.txt", "no ground")]
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
    answers = FITS | {"full_name_docs": "Ada", "do_not_tell": "a cousin"}

    reason = next(reason for reason in weighed(answers).reasons if reason.rule == "E5")

    assert reason.answers == ("full_name_docs", "do_not_tell")
    assert "Ada" not in reason.says.in_english()


def test_no_answers_at_all_are_for_a_person():
    eligibility = weighed({})

    assert eligibility.outcome == "person"
    assert all(reason.answers for reason in eligibility.reasons)


@pytest.mark.parametrize(
    "outcome, more",
    cases("../eligibility/outcomes.txt", "few"),
)
@pytest.mark.parametrize("status", [IntakeStatus.EMERGENCIES, IntakeStatus.PAUSED])
def test_while_we_take_few_cases_whoever_is_never_declined_goes_to_a_person(more, outcome, status):
    result = weighed(FITS | more, status=status, until=date(2027, 1, 4))

    assert result.outcome == outcome
    assert "E8" in [reason.rule for reason in result.reasons]


PRACTICE = Practice(income_percent=200, service_area=())


def changes_of(answers):
    return what_would_change(
        answers_of(answers), shipped(), today=TODAY, received=TODAY, practice=PRACTICE
    )


def test_too_much_money_would_be_little_enough_at_the_guide():
    changes = {change.question: change for change in changes_of(FITS | {"income_amount": 9000})}

    assert (changes["income_amount"].to, changes["income_amount"].outcome) == ("3606", "likely")


def test_one_more_in_the_family_may_be_enough():
    changes = {change.question: change for change in changes_of(FITS | {"income_amount": 3700})}

    assert (changes["household_size"].to, changes["household_size"].outcome) == ("3", "likely")


def test_without_a_lawyer_it_would_be_likely():
    moves = [
        (change.to, change.outcome)
        for change in changes_of(FITS | COUNSEL)
        if change.question == "has_lawyer"
    ]

    assert ("no", "likely") in moves


def test_a_page_that_would_not_be_asked_no_longer_counts():
    answers = FITS | {"court_case": "yes", "gov_motion": "yes", "gov_motion_date": "2026-11-20"}

    moves = [
        (change.to, change.tier)
        for change in changes_of(answers)
        if change.question == "court_case"
    ]

    assert ("no", "P4") in moves


def test_an_answer_not_given_yet_is_tried_too():
    moves = {(change.question, change.to, change.tier) for change in changes_of(FITS)}

    assert ("danger_now", "yes", "P0") in moves


def test_one_code_less_is_tried_where_others_stay():
    moves = {
        (change.to, change.outcome)
        for change in changes_of(FITS | {"help_types": ["fear_return", "something_else"]})
        if change.question == "help_types"
    }

    assert ("something_else", "unlikely") in moves


@pytest.mark.parametrize(
    "question, more, day, moves",
    [
        # the one-year deadline: one step down the ladder, one step up
        (
            "last_arrival_date",
            {"asylum_filed": "no", "fear_interview": "no", "lawful_status": "no"},
            "2025-12-20",
            {("2025-12-29", "P3"), ("2025-12-07", "P1")},
        ),
        # nothing is said beyond the day received: an event of the past cannot be later
        (
            "last_arrival_date",
            {"asylum_filed": "no", "fear_interview": "no", "lawful_status": "no"},
            "2026-11-24",
            {("2025-12-28", "P2")},
        ),
        (
            "next_hearing_date",
            {"court_case": "yes", "hearing_kind": "master"},
            "2026-12-20",
            {("2027-01-24", "P3"), ("2026-12-15", "P1")},
        ),
    ],
)
def test_a_day_is_told_with_the_nearest_on_which_the_tier_is_another(question, more, day, moves):
    changes = changes_of(FITS | more | {question: day})

    assert {(change.to, change.tier) for change in changes if change.question == question} == moves


@pytest.mark.parametrize("written", ["2025-12", "2025", "not_sure"])
def test_a_day_half_known_has_no_nearest(written):
    changes = changes_of(FITS | {"asylum_filed": "no", "last_arrival_date": written})

    assert "last_arrival_date" not in {change.question for change in changes}


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("off", [1, 2, 3, 7, 8, 100, 1500, 2048])
def test_the_nearest_day_is_the_nearest(direction, off):
    nearest = TODAY + timedelta(days=off * direction)

    def beyond(day):
        return (day - nearest).days * direction >= 0

    nearest_found = nearest_day(TODAY, direction, differs=beyond, allowed=lambda _: True)

    assert nearest_found == nearest


@pytest.mark.parametrize("off, nearest_found", [(1, True), (6, True), (7, True), (8, False)])
def test_a_day_that_may_not_be_said_is_not_the_nearest(*, off, nearest_found):
    expected, last = TODAY + timedelta(days=off), TODAY + timedelta(days=7)

    nearest = nearest_day(
        TODAY, 1, differs=lambda day: day >= expected, allowed=lambda day: day <= last
    )

    assert nearest == (expected if nearest_found else None)


def test_nobody_looks_farther_than_six_years():
    assert nearest_day(TODAY, 1, differs=lambda _: False, allowed=lambda _: True) is None


def test_every_change_is_true():
    answers = FITS | COUNSEL | {"last_arrival_date": "2026-01-15", "asylum_filed": "no"}
    here = assess_answers(
        answers_of(answers), shipped(), today=TODAY, received=TODAY, practice=PRACTICE
    )

    changes = changes_of(answers)

    assert changes
    for change in changes:
        assert (change.outcome, change.tier) != (here.eligibility.outcome, here.triage.tier)
