"""Numbers in dispute: the reason says to check today's rule, and the other day stands beside."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from intake.law.book import Binds, Confidence, LawBook, shipped
from intake.questionnaire.answers import Answers
from intake.questionnaire.dates import NOT_SURE, on
from intake.triage.facts import Facts
from tests.triage.making import TODAY, cases, deadlines_of, triage_of

CHECK = "Rules can change. Ask a lawyer before you rely on this."
FEAR = {
    "fear_interview": "not_passed",
    "fear_decision_date": "2026-11-20",
    "fear_review_date": "2026-11-23",
}
DENIED = {"bad_decision": "judge", "bad_decision_date": "2026-11-18"}
HERE = {"location_kind": "in_us", "court_case": "no", "lawful_status": "no"}

DISPUTED: list[Any] = [
    pytest.param(
        "R05",
        {"bad_decision": "judge", "bad_decision_date": "2026-11-18"},
        "bia_appeal_days",
        "2026-11-27",
        "The limit may change to 10 days. If it does, the appeals board (BIA) must get your"
        " appeal by 28 November 2026.",
        id="appeal",
    ),
    pytest.param(
        "R09",
        {"gov_motion": "yes", "gov_motion_date": "2026-11-20"},
        "motion_answer_days",
        "2026-12-18",
        "If the judge gives you 30 days, your response is due by 20 December 2026.",
        id="motion",
    ),
    pytest.param(
        "R11",
        {"asylum_filed": "yes", "asylum_filed_date": "2026-07-01"},
        "work_permit_apply_days",
        "2027-07-01",
        "A new rule is proposed. If it takes effect, the wait is 365 days, until 1 July 2027.",
        id="work permit",
    ),
]


@pytest.mark.parametrize("rule, answers, parameter, act_by, says", DISPUTED)
def test_a_number_in_dispute_is_told_with_the_day_it_would_have(
    rule, answers, parameter, act_by, says
):
    deadline = deadlines_of(rule, triage_of(answers))[0]

    assert shipped().parameter(parameter, on=TODAY).confidence is Confidence.CONTESTED
    assert deadline.reason.says.in_english().endswith(CHECK)
    assert deadline.alternative is not None
    assert deadline.alternative.act_by.isoformat() == act_by
    assert deadline.alternative.says.in_english() == says


@pytest.mark.parametrize("rule, answers, parameter, act_by, says", DISPUTED)
def test_once_it_is_settled_nothing_is_said_of_it(rule, answers, parameter, act_by, says):
    deadline = deadlines_of(rule, triage_of(answers, law=settled(parameter)))[0]

    assert CHECK not in deadline.reason.says.in_english()
    assert deadline.alternative is None


def test_every_number_in_dispute_is_one_of_these():
    tables = ("tps_", "parole_", "bond_hearing_circuit_", "fee_", "asylum_form_edition")
    contested = {
        row.id
        for row in shipped().rows
        if row.confidence is Confidence.CONTESTED and not row.id.startswith(tables)
    }

    told = {dispute.values[2] for dispute in DISPUTED}
    assert contested == told | {"expedited_removal_years"}


@pytest.mark.parametrize(
    "rule, answers",
    [
        ("R05", {"bad_decision": "judge"}),
        ("R09", {"gov_motion": "yes"}),
        ("R11", {"asylum_filed": "yes", "asylum_filed_date": "not_sure"}),
        ("R13", {**HERE, "last_arrival_date": "not_sure"}),
    ],
)
def test_a_day_not_known_has_no_other_but_is_doubted(rule, answers):
    deadline = deadlines_of(rule, triage_of(answers))[0]

    assert deadline.alternative is None
    assert deadline.reason.says.in_english().endswith(CHECK)


def test_a_half_known_day_has_its_other_from_the_earliest():
    decided = {"bad_decision": "judge", "bad_decision_date": "2026-11"}
    (appeal,) = deadlines_of("R05", triage_of(decided, received=date(2026, 11, 9)))

    assert appeal.alternative is not None
    assert appeal.alternative.act_by.isoformat() == "2026-11-10"


@pytest.mark.parametrize(
    "rule, answers",
    [
        ("R05", {"bad_decision": "judge", "bad_decision_date": "2026-11-10"}),
        # an end of exposure is told to nobody
        ("R13", {**HERE, "last_arrival_date": "2026-11-10"}),
    ],
)
def test_the_other_day_is_not_told_once_it_has_gone(rule, answers):
    (deadline,) = deadlines_of(rule, triage_of(answers))

    assert deadline.reason.says.in_english().endswith(CHECK)
    assert deadline.alternative is None


@pytest.mark.parametrize(
    "decided, received, act_by",
    [
        ("2026-11-17", "2026-12-02", "2026-12-17"),
        ("2026-11-30", "2026-12-02", "2026-12-30"),
        ("2026-12-01", "2026-12-02", "2026-12-11"),
        # half known: the clock that began soonest, by the law of that day
        ("2026-11", "2026-11-30", "2026-12-01"),
        # not known: the law of the day received, and a day of ours
        ("not_sure", "2026-12-02", "2026-12-09"),
    ],
)
def test_a_number_that_changes_shortens_no_clock_that_runs_already(decided, received, act_by):
    row = shipped().parameter("bia_appeal_days", on=TODAY)
    law = shipped().amended([replace(row, value=10, from_day=date(2026, 12, 1), alternative=30)])
    answers = {"bad_decision": "judge", "bad_decision_date": decided}

    appeal = deadlines_of(
        "R05", triage_of(answers, law=law, received=date.fromisoformat(received))
    )[0]

    assert appeal.act_by is not None
    assert appeal.act_by.isoformat() == act_by
    if decided == "2026-11-17":
        says = appeal.reason.says.in_english()
        assert says.startswith("You have 30 days to appeal a judge’s decision.")
        assert "must get your appeal by 17 December 2026" in says


@pytest.mark.parametrize(
    "rule, parameter, answers",
    cases("days.txt", "governs"),
)
def test_the_number_of_the_day_of_the_event_governs_its_clock(rule, parameter, answers):
    row = shipped().parameter(parameter, on=TODAY)
    law = shipped().amended([replace(row, value=5, from_day=TODAY)])

    assert deadlines_of(rule, triage_of(answers, law=law)) == deadlines_of(rule, triage_of(answers))


@pytest.mark.parametrize(
    "binds, number",
    [(Binds.EVENT, 30), (Binds.HEARING, 30), (Binds.FILING, 30), (Binds.RECEIPT, 10)],
)
def test_a_number_that_binds_by_receipt_is_that_of_the_day_received(binds, number):
    row = replace(shipped().parameter("bia_appeal_days", on=TODAY), binds=binds)
    law = LawBook(rows=(row, replace(row, value=10, from_day=date(2026, 12, 1))))
    facts = Facts(answers=Answers(), law=law, received=date(2026, 12, 2))

    assert facts.number_for("bia_appeal_days", on(date(2026, 11, 17))) == number
    assert facts.number_for("bia_appeal_days", NOT_SURE) == 10


def settled(parameter):
    row = shipped().parameter(parameter, on=TODAY)
    return shipped().amended(
        [replace(row, confidence=Confidence.VERIFIED, alternative=None, alternative_if="")]
    )
