"""After a no: appeals, reopening, review, an old order."""

from dataclasses import replace
from datetime import date

import pytest

from intake.law.book import shipped
from intake.triage.findings import CHECK
from tests.triage.making import cases, deadlines_of, found, triage_of


def _on(day):
    return {"bad_decision_date": day} if day else {}


def judge(day, **more):
    return {"bad_decision": "judge", **_on(day), **more}


def board(day):
    return {"bad_decision": "appeals_board", **_on(day)}


def office(day):
    return {"bad_decision": "asylum_office", **_on(day)}


@pytest.mark.parametrize("rules, answers", cases("decisions.txt", "rules"))
def test_which_rules_a_no_calls(answers, rules):
    assert {deadline.rule for deadline in triage_of(answers).deadlines} - {"R23"} == set(
        rules.split()
    )


@pytest.mark.parametrize("rule, act_by, plan_by, more", cases("decisions.txt", "planned"))
def test_appeals_are_planned_for_two_weeks_before_and_answers_to_an_office_are_not(
    rule, more, act_by, plan_by
):
    (deadline,) = deadlines_of(rule, triage_of(judge("2026-11-20") | more))

    assert (str(deadline.act_by), str(deadline.plan_by)) == (act_by, plan_by)


def test_what_is_due_within_a_week_is_planned_for_that_day():
    (appeal,) = deadlines_of("R05", triage_of(judge("2026-11-01")))

    assert appeal.act_by == appeal.plan_by == date(2026, 12, 1)


def test_nothing_is_planned_for_before_it_came_in():
    (appeal,) = deadlines_of("R05", triage_of(judge("2026-11-03")))

    assert appeal.act_by == date(2026, 12, 3)
    assert appeal.plan_by == date(2026, 11, 24)


def test_nothing_is_planned_for_once_it_has_passed():
    (appeal,) = deadlines_of("R05", triage_of(judge("2026-09-01")))

    assert appeal.plan_by is None


def test_the_shorter_limit_counts_when_it_comes_into_force():
    row_ = shipped().parameter("bia_appeal_days", on=date(2026, 11, 24))
    law = shipped().amended([replace(row_, value=10, from_day=date(2026, 11, 1), alternative=None)])

    (appeal,) = deadlines_of("R05", triage_of(judge("2026-11-17"), law=law))

    assert found(appeal) == "P0 2026-11-27 2026-11-27 exact"
    assert appeal.alternative is None


def test_a_law_that_begins_later_moves_no_case_that_came_in_before():
    row_ = shipped().parameter("bia_appeal_days", on=date(2026, 11, 24))
    law = shipped().amended([replace(row_, value=10, from_day=date(2026, 12, 1))])

    triage = triage_of(judge("2026-11-17"), law=law, today=date(2026, 12, 5))

    assert deadlines_of("R05", triage)[0].act_by == date(2026, 12, 17)


def test_an_unknown_date_has_no_shorter_limit_beside_it():
    (appeal,) = deadlines_of("R05", triage_of(judge("not_sure")))

    assert appeal.alternative is None


@pytest.mark.parametrize(
    "answers, says",
    [
        (
            judge("2026-11-10"),
            (
                "You have 30 days to appeal a judge’s decision. The appeals board (BIA) must get"
                " your appeal by 10 December 2026."
            ),
        ),
        (
            judge("2026-11"),
            (
                "You have 30 days to appeal a judge’s decision. Your appeal may have to"
                " reach the appeals board (BIA) by 1 December 2026."
            ),
        ),
        (
            judge("2026-09-01"),
            "You had 30 days to appeal a judge’s decision. That time ended on 1 October 2026.",
        ),
        (
            judge("2026-10"),
            "You have 30 days to appeal a judge’s decision. That time may end very soon.",
        ),
        (
            judge(None),
            "You have 30 days to appeal a judge’s decision. That time may end very soon.",
        ),
    ],
)
def test_the_sentence_says_how_well_the_day_is_known(answers, says):
    (appeal,) = deadlines_of("R05", triage_of(answers))

    assert appeal.reason.says.in_english() == f"{says} {CHECK.in_english()}"


def test_a_pending_appeal_names_the_days_for_its_brief():
    answers = {"bad_decision": "judge", "bad_decision_date": "2026-11-10", "appeal_sent": "yes"}
    (brief,) = deadlines_of("R24", triage_of(answers))

    assert "20 days" in brief.reason.says.in_english()


def test_an_appeal_that_is_pending_leaves_its_brief():
    triage = triage_of(judge("2026-11-10", appeal_sent="yes", appeal_reply="receipt"))

    assert {deadline.rule for deadline in triage.deadlines} == {"R23", "R24"}
    assert found(deadlines_of("R24", triage)[0]) == "P1 2026-12-01 - unknown"
    assert {
        deadline.rule for deadline in triage_of(judge("2026-11-10", appeal_sent="no")).deadlines
    } == {"R05", "R06c", "R23"}


@pytest.mark.parametrize(
    "letter, rules",
    [
        ("referral", {"R04"}),
        ("intent_to_deny", {"R17"}),
        ("denial", {"R17"}),
        ("not_sure", {"R17"}),
    ],
)
def test_a_letter_of_the_asylum_office_has_its_kind(letter, rules):
    triage = triage_of(office("2026-11-20") | {"office_letter": letter})

    assert {deadline.rule for deadline in triage.deadlines} == rules


@pytest.mark.parametrize("decided, rules", [("2026-09-25", {"R17"}), ("2026-09-24", set())])
def test_an_old_letter_with_a_hearing_is_a_referral(decided, rules):
    answers = office(decided) | {"court_case": "yes", "next_hearing_date": "2028-06-01"}
    triage = triage_of(answers)

    assert {deadline.rule for deadline in triage.deadlines} - {"R04", "R23"} == rules


@pytest.mark.parametrize(
    "answers, expected",
    [
        ({"old_order_from": "border_or_ice", "old_order_date": "2026-11-01"}, ["2026-12-01"]),
        ({"old_order_from": "judge", "old_order_date": "2026-11-01"}, []),
    ],
)
def test_an_order_of_an_officer_is_reviewed_from_its_own_day(answers, expected):
    triage = triage_of({"old_order": "came_back"} | answers)

    assert [str(deadline.act_by) for deadline in deadlines_of("R07", triage)] == expected
    assert found(deadlines_of("R20", triage)[0]) == "P1 2026-11-27 - exact"


def test_a_day_of_filing_tells_of_a_filing_that_may_have_been_denied():
    filed = {"location_kind": "in_us", "asylum_filed_date": "2026-10-01"}
    for told in ({}, {"asylum_filed": "yes"}):
        (appeal,) = deadlines_of("R05", triage_of(filed | told, quiet=False))
        assert (appeal.tier, appeal.asks) == ("P1", True)
