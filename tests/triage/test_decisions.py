"""After a no: appeals, reopening, review, an old order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from intake.law.book import shipped
from intake.triage.findings import CHECK
from tests.triage.making import Expected, deadlines_of, found, row, triage_of


def _on(day: str | None) -> dict[str, str]:
    return {"bad_decision_date": day} if day else {}


def judge(day: str | None, **more: str) -> dict[str, Any]:
    return {"bad_decision": "judge", **_on(day), **more}


def board(day: str | None) -> dict[str, Any]:
    return {"bad_decision": "appeals_board", **_on(day)}


def office(day: str | None) -> dict[str, Any]:
    return {"bad_decision": "asylum_office", **_on(day)}


ABSENT = {"missed_hearing": "yes"}


@pytest.mark.parametrize(
    ("answers", "rule", "expected"),
    [
        # R05: the ladder, both ends of each rung
        (judge("2026-10-25"), "R05", row("P0", "11-24", "11-24")),
        (judge("2026-10-28"), "R05", row("P0", "11-27", "11-27")),
        (judge("2026-10-29"), "R05", row("P0", "11-27", "11-30")),  # ends on a Saturday
        (judge("2026-10-31"), "R05", row("P1", "11-30", "11-30")),
        (judge("2026-11-04"), "R05", row("P1", "12-04", "12-04")),
        (judge("2026-11-05"), "R05", row("P1", "12-04", "12-07")),
        (judge("2026-11-07"), "R05", row("P2", "12-07", "12-07")),
        (judge("2026-11-24"), "R05", row("P2", "12-24", "12-24")),
        (judge("2026-10-27"), "R05", row("P0", "11-25", "11-27")),  # ends on Thanksgiving
        # R05: passed two weeks or less, and longer
        (judge("2026-10-23"), "R05", row("P0", "11-20", "11-23", "passed")),
        (judge("2026-10-12"), "R05", row("P0", "11-10", "11-12", "passed")),
        (judge("2026-10-11"), "R05", row("P0", "11-10", "11-10", "passed")),
        (judge("2026-10-10"), "R05", row("P1", "11-09", "11-09", "passed")),
        (judge("2020-01-06"), "R05", row("P1", "2020-02-05", "2020-02-05", "passed")),
        # R05: half known, not known, skipped
        (judge("2026-11"), "R05", row("P1", "12-01", "12-01", "earliest")),
        (judge("2026-10"), "R05", row("P0", "11-24", None, "earliest")),
        (judge("2026"), "R05", row("P0", "11-24", None, "earliest")),
        (judge("2025"), "R05", row("P1", "2025-01-31", "2025-01-31", "passed")),
        (judge("not_sure"), "R05", row("P1", "12-01", None, "unknown")),
        (judge(None), "R05", row("P1", "12-01", None, "unknown")),
        # R06a: at least P1 from the start, P0 in the last days, P1 once passed or unclear
        (judge("2026-10-24", **ABSENT), "R06a", row("P1", "2027-04-22", "2027-04-22")),
        # ... and perhaps, while the decision can be appealed
        (judge("2026-11-20", **ABSENT), "R06a", row("P1", "2027-05-19", "2027-05-19", "earliest")),
        (judge("2026-05-30", **ABSENT), "R06a", row("P0", "11-25", "11-27")),
        (judge("2026-05-01", **ABSENT), "R06a", row("P1", "10-28", "10-28", "passed")),
        (judge("2026-05", **ABSENT), "R06a", row("P1", "11-24", None, "earliest")),
        (judge("not_sure", **ABSENT), "R06a", row("P1", "12-01", None, "unknown")),
        (judge(None, **ABSENT), "R06a", row("P1", "12-01", None, "unknown")),
        # R06b: seven days from receipt, whatever the date
        (judge("2019-05-05", **ABSENT, missed_why="no_letter"), "R06b", row("P1", "12-01")),
        (judge("2019-05-05", **ABSENT, missed_why="detained"), "R06b", row("P1", "12-01")),
        (judge(None, **ABSENT, missed_why="no_letter"), "R06b", row("P1", "12-01")),
        # R06c
        (judge("2026-08-27"), "R06c", row("P0", "11-25", "12-28")),
        (judge("2026-08-30"), "R06c", row("P0", "11-27", "12-28")),
        (judge("2026-08-20"), "R06c", row("P1", "11-24", "12-18")),
        (board("2026-08"), "R06c", row("P1", "11-24", None, "earliest")),
        (board("not_sure"), "R06c", row("P2", "12-01", None, "unknown")),
        (board("2026-11-24"), "R06c", row("P3", "2027-02-22", "2027-02-22")),
        # R07: at least P1, and the same after the day as R05
        (board("2026-11-24"), "R07", row("P1", "12-24", "12-24")),
        (board("2026-10-26"), "R07", row("P0", "11-25", "11-25")),
        (board("2026-10-20"), "R07", row("P0", "11-19", "11-19", "passed")),
        (board("2026-09-15"), "R07", row("P1", "10-15", "10-15", "passed")),
        (board("2026-10"), "R07", row("P0", "11-24", None, "earliest")),
        (board("not_sure"), "R07", row("P1", "12-01", None, "unknown")),
        (board(None), "R07", row("P1", "12-01", None, "unknown")),
        # R17
        (office("2026-11-20"), "R17", row("P1", "12-04", "12-07")),
        (office("2026-11-16"), "R17", row("P1", "12-02", "12-02")),
        (office("2026-10-01"), "R17", row("P1", "10-16", "10-19", "passed")),
        (office("2026-11"), "R17", row("P1", "11-24", None, "earliest")),
        (office("not_sure"), "R17", row("P1", "12-01", None, "unknown")),
        (office(None), "R17", row("P1", "12-01", None, "unknown")),
        # R20: older than thirty days, or perhaps; or an order without a case in court
        (judge("2026-10-24"), "R20", row("P1", "11-27")),
        (judge("2026-10"), "R20", row("P1", "11-27")),
        (judge("not_sure"), "R20", row("P2", "11-27", None, "unknown")),
        (judge(None), "R20", row("P2", "11-27", None, "unknown")),
        ({"help_types": ["court_or_order"], "court_case": "no"}, "R20", row("P1", "11-27")),
    ],
)
def test_a_no_has_its_days(answers: dict[str, Any], rule: str, expected: Expected) -> None:
    assert found(deadlines_of(rule, triage_of(answers))[0]) == expected


@pytest.mark.parametrize(
    ("answers", "rules"),
    [
        (judge("2026-11-10"), {"R05", "R06c"}),
        (judge("2026-10-25"), {"R05", "R06c"}),  # thirty days ago is not more than thirty
        (judge("2026-10-24"), {"R05", "R06c", "R20"}),
        (judge("2026-10-24", **ABSENT), {"R06a", "R06c", "R20"}),
        (judge("2026-11-10", **ABSENT), {"R05", "R06a", "R06c", "R20"}),
        (judge("2026-10-24", **ABSENT, missed_why="afraid"), {"R06a", "R06c", "R20"}),
        (judge("2026-10-24", **ABSENT, missed_why="no_letter"), {"R06a", "R06b", "R06c", "R20"}),
        (judge("2026-11-10", missed_hearing="no"), {"R05", "R06c"}),
        (judge("2026-11-10", missed_hearing="not_sure"), {"R05", "R06a", "R06c"}),
        (judge(None), {"R05", "R06c", "R20"}),
        (board("2026-11-10"), {"R06c", "R07", "R20"}),
        (board(None), {"R06c", "R07", "R20"}),
        (office("2026-11-10"), {"R17"}),
        ({"bad_decision": "none"}, set()),
        ({"bad_decision": "not_sure", "bad_decision_date": "2026-11-10"}, {"R05"}),
        ({"help_types": ["court_or_order"]}, {"R08", "R20"}),
        ({"help_types": ["court_or_order"], "court_case": "yes"}, {"R04", "R08", "R23"}),
        ({"help_types": ["court_or_order"], "court_case": "not_sure"}, {"R04", "R08", "R20"}),
    ],
)
def test_which_rules_a_no_calls(answers: dict[str, Any], rules: set[str]) -> None:
    assert {deadline.rule for deadline in triage_of(answers).deadlines} == rules


@pytest.mark.parametrize(
    ("rule", "more", "act_by", "plan_by"),
    [
        ("R05", {}, date(2026, 12, 18), date(2026, 12, 4)),
        ("R06a", {"missed_hearing": "yes"}, date(2027, 5, 19), date(2027, 5, 5)),
        ("R06c", {}, date(2027, 2, 18), date(2027, 2, 4)),
        ("R07", {"bad_decision": "appeals_board"}, date(2026, 12, 18), date(2026, 12, 4)),
        ("R17", {"bad_decision": "asylum_office"}, date(2026, 12, 4), date(2026, 12, 4)),
    ],
)
def test_appeals_are_planned_for_two_weeks_before_and_answers_to_an_office_are_not(
    rule: str, more: dict[str, Any], act_by: date, plan_by: date
) -> None:
    (deadline,) = deadlines_of(rule, triage_of(judge("2026-11-20") | more))

    assert (deadline.act_by, deadline.plan_by) == (act_by, plan_by)


def test_what_is_due_within_a_week_is_planned_for_that_day() -> None:
    (appeal,) = deadlines_of("R05", triage_of(judge("2026-11-01")))

    assert appeal.act_by == appeal.plan_by == date(2026, 12, 1)


def test_nothing_is_planned_for_before_it_came_in() -> None:
    (appeal,) = deadlines_of("R05", triage_of(judge("2026-11-03")))

    assert appeal.act_by == date(2026, 12, 3)
    assert appeal.plan_by == date(2026, 11, 24)


def test_nothing_is_planned_for_once_it_has_passed() -> None:
    (appeal,) = deadlines_of("R05", triage_of(judge("2026-09-01")))

    assert appeal.plan_by is None


def test_the_shorter_limit_counts_when_it_comes_into_force() -> None:
    row_ = shipped().parameter("bia_appeal_days", on=date(2026, 11, 24))
    law = shipped().amended([replace(row_, value=10, from_day=date(2026, 11, 1), alternative=None)])

    (appeal,) = deadlines_of("R05", triage_of(judge("2026-11-17"), law=law))

    assert found(appeal) == row("P0", "11-27", "11-27")
    assert appeal.alternative is None


def test_a_law_that_begins_later_moves_no_case_that_came_in_before() -> None:
    row_ = shipped().parameter("bia_appeal_days", on=date(2026, 11, 24))
    law = shipped().amended([replace(row_, value=10, from_day=date(2026, 12, 1))])

    triage = triage_of(judge("2026-11-17"), law=law, today=date(2026, 12, 5))

    assert deadlines_of("R05", triage)[0].act_by == date(2026, 12, 17)


def test_an_unknown_date_has_no_shorter_limit_beside_it() -> None:
    (appeal,) = deadlines_of("R05", triage_of(judge("not_sure")))

    assert appeal.alternative is None


@pytest.mark.parametrize(
    ("answers", "says"),
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
                "You have 30 days to appeal a judge’s decision. The appeals board (BIA) may need"
                " to get your appeal by 1 December 2026."
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
def test_the_sentence_says_how_well_the_day_is_known(answers: dict[str, Any], says: str) -> None:
    (appeal,) = deadlines_of("R05", triage_of(answers))

    assert appeal.reason.says.in_english() == f"{says} {CHECK.in_english()}"


def test_who_denied_is_not_known_and_the_shortest_clock_governs() -> None:
    denied = {"bad_decision": "not_sure"}
    (early,) = deadlines_of("R05", triage_of(denied | _on("2026-11-24")))
    (lapsed,) = deadlines_of("R05", triage_of(denied | _on("2026-11-01")))
    (over,) = deadlines_of("R05", triage_of(denied | _on("2026-10-20")))
    (lapsed_long_before,) = deadlines_of("R05", triage_of(denied | _on("2026-11-05")))
    (half_known,) = deadlines_of("R05", triage_of(denied | _on("2026-11")))

    assert found(early) == row("P2", "12-10", "12-10")
    assert found(lapsed) == row("P1", "12-01", "12-01")
    assert found(over) == row("P1", "11-19", "11-19", "passed")
    assert found(lapsed_long_before) == row("P1", "12-04", "12-07")
    assert found(half_known).tier == "P1"


def test_an_appeal_that_is_pending_leaves_its_brief() -> None:
    triage = triage_of(judge("2026-11-10", appeal_sent="yes"))

    assert {deadline.rule for deadline in triage.deadlines} == {"R24"}
    assert found(deadlines_of("R24", triage)[0]) == row("P1", "12-01", None, "unknown")
    assert {
        deadline.rule for deadline in triage_of(judge("2026-11-10", appeal_sent="no")).deadlines
    } == {
        "R05",
        "R06c",
    }


@pytest.mark.parametrize(
    ("letter", "rules"),
    [
        ("referral", {"R04"}),
        ("intent_to_deny", {"R17"}),
        ("denial", {"R17"}),
        ("not_sure", {"R17"}),
    ],
)
def test_a_letter_of_the_asylum_office_has_its_kind(letter: str, rules: set[str]) -> None:
    triage = triage_of(office("2026-11-20") | {"office_letter": letter})

    assert {deadline.rule for deadline in triage.deadlines} == rules


def test_a_denial_of_the_asylum_office_has_no_clock() -> None:
    (denied,) = deadlines_of("R17", triage_of(office("2026-11-20") | {"office_letter": "denial"}))

    assert found(denied) == row("P2", "12-01")


@pytest.mark.parametrize(("decided", "rules"), [("2026-09-25", {"R17"}), ("2026-09-24", set())])
def test_an_old_letter_with_a_hearing_is_a_referral(decided: str, rules: set[str]) -> None:
    answers = office(decided) | {"court_case": "yes", "next_hearing_date": "2028-06-01"}
    triage = triage_of(answers)

    assert {deadline.rule for deadline in triage.deadlines} - {"R04", "R23"} == rules


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"old_order_from": "border_or_ice", "old_order_date": "2026-11-01"}, ["2026-12-01"]),
        ({"old_order_from": "judge", "old_order_date": "2026-11-01"}, []),
    ],
)
def test_an_order_of_an_officer_is_reviewed_from_its_own_day(
    answers: dict[str, Any], expected: list[str]
) -> None:
    triage = triage_of({"old_order": "came_back"} | answers)

    assert [str(deadline.act_by) for deadline in deadlines_of("R07", triage)] == expected
    assert found(deadlines_of("R20", triage)[0]) == row("P1", "11-27")


def test_an_old_order_that_is_not_certain_is_looked_for() -> None:
    (order,) = deadlines_of("R20", triage_of({"old_order": "not_sure"}))

    assert found(order) == row("P2", "11-27", None, "unknown")


HURT = {"help_types": ["harmed_in_us"]}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"abuser_status": "citizen", **_on("2025-12-01")}, row("P1", "12-01", "12-01")),
        ({"abuser_status": "resident", **_on("2026-03-06")}, row("P4", "2027-03-05", "2027-03-08")),
        ({"abuser_status": "citizen", **_on("2025-11-01")}, row("P1", "10-30", "11-02", "passed")),
        ({"abuser_status": "not_sure", **_on("2026-03-06")}, row("P2", "12-01", None, "unknown")),
        (_on("2026-03-06"), row("P2", "12-01", None, "unknown")),
        ({"abuser_status": "citizen"}, row("P2", "12-01", None, "unknown")),
        ({"abuser_status": "other", **_on("2025-12-01")}, None),
        ({"abuser_status": "citizen", **_on("2025-12-01"), "appeal_sent": "yes"}, None),
    ],
)
def test_abuse_by_a_citizen_or_resident_reopens_within_a_year(
    answers: dict[str, Any], expected: Expected | None
) -> None:
    vawa = deadlines_of("R21", triage_of(HURT | {"bad_decision": "judge"} | answers))

    assert [found(deadline) for deadline in vawa] == ([expected] if expected else [])
