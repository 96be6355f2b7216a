"""Orders that are told in another way: an old one of a judge, a new one after coming back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from intake.triage.assess import Triage
from intake.triage.deadlines import Deadline
from tests.triage.making import Expected, deadlines_of, found, row, triage_of

OLD = {"old_order": "never_left", "old_order_from": "judge"}
ABSENT = {"missed_hearing": "yes", "missed_why": "emergency"}
OFFICER = {"old_order": "came_back", "old_order_from": "border_or_ice"}
JUDGE = {"bad_decision": "judge", "bad_decision_date": "2026-10-30"}
FILED = {
    "asylum_filed": "yes",
    "asylum_filed_where": "court",
    "asylum_filed_date": "2023-01-10",
    "left_since_filing": "no",
}
SUNDAY = date(2026, 11, 29)
IN_COURT = "If you were in court on the day of the decision, you have 30 days to appeal it."


def only(rule: str, answers: dict[str, Any], received: date = SUNDAY) -> list[Expected]:
    """Return what one rule finds on the Sunday after Thanksgiving."""
    return [found(deadline) for deadline in rows(rule, answers, received)]


def rows(rule: str, answers: dict[str, Any], received: date = SUNDAY) -> list[Deadline]:
    return deadlines_of(rule, triage_of(answers, received=received))


def sunday(answers: dict[str, Any]) -> Triage:
    return triage_of(answers, received=SUNDAY)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, [row("P0", "11-30", "11-30")]),
        ({"old_order_from": "not_sure"}, [row("P0", "11-30", "11-30", "earliest")]),
        ({"old_order": "not_sure"}, [row("P1", "11-30", "11-30", "earliest")]),
        ({"old_order": "no"}, [row("P1", "11-30", "11-30", "earliest")]),
        ({"old_order_from": "border_or_ice"}, []),
        ({"old_order_date": "2026-10-27"}, []),  # the time has passed
        ({"old_order_date": "2026-10"}, [row("P0", "11-29", None, "earliest")]),
        ({"old_order_date": "not_sure"}, []),
        # after coming back, only what a judge has ordered since
        ({"old_order": "came_back"}, [row("P1", "11-30", "11-30", "earliest")]),
        ({"old_order": "came_back", "old_order_from": "not_sure"}, []),
        ({"old_order": "came_back", "last_arrival_date": "2026-11-10"}, []),
        # an appeal, and a judge who agreed with a fear finding
        ({"appeal_sent": "yes", "appeal_sent_date": "2026-11-10"}, []),
        ({"fear_interview": "not_passed", "fear_decision_date": "2026-10-25"}, []),
    ],
)
def test_an_old_order_of_a_judge_can_be_appealed_as_a_denial(
    changed: dict[str, str], expected: list[Expected]
) -> None:
    assert only("R05", OLD | {"old_order_date": "2026-10-31"} | changed) == expected


def test_the_old_order_that_runs_a_clock_is_named_among_its_answers() -> None:
    answers = OLD | {"old_order_date": "2026-10-31"}

    for rule in ("R05", "R06c"):
        (deadline,) = rows(rule, answers)
        assert deadline.reason.answers == ("old_order_date", "old_order", "old_order_from")


@pytest.mark.parametrize(
    ("denied", "days"),
    [
        ({"bad_decision": "judge", "bad_decision_date": "2026-10-31"}, ["2026-11-30"]),
        ({"bad_decision": "judge", "bad_decision_date": "2026-11-10"}, ["2026-12-10"]),
        (
            {"bad_decision": "judge", "bad_decision_date": "2019-01-10"},
            ["2019-02-08", "2026-11-30"],
        ),
        ({"bad_decision": "judge"}, ["2026-12-04", "2026-11-30"]),
        ({"bad_decision": "asylum_office", "bad_decision_date": "2026-11-12"}, ["2026-11-30"]),
        ({"bad_decision": "appeals_board", "bad_decision_date": "2026-11-12"}, []),
    ],
)
def test_an_old_order_stands_beside_a_denial_unless_that_is_as_new(
    denied: dict[str, str], days: list[str]
) -> None:
    deadlines = rows("R05", OLD | {"old_order_date": "2026-10-31"} | denied)

    assert sorted(str(deadline.act_by) for deadline in deadlines) == sorted(days)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (ABSENT, row("P0", "11-30", "11-30")),
        (ABSENT | {"old_order_from": "not_sure"}, row("P1", "11-30", "11-30", "earliest")),
        ({"missed_hearing": "not_sure"}, row("P1", "11-30", "11-30", "earliest")),
        (
            ABSENT | {"old_order_date": "2019-06-05"},
            row("P1", "2019-12-02", "2019-12-02", "passed"),
        ),
        # whose order it is, or if a new one came, is not known: no day has passed for certain
        (
            ABSENT | {"old_order_date": "2019-06-05", "old_order_from": "not_sure"},
            row("P1", "12-04", None, "unknown"),
        ),
        (
            ABSENT | {"old_order_date": "2019-06-05", "bad_decision": "judge"},
            row("P1", "12-04", None, "unknown"),
        ),
        # the paper of the asylum office is no order
        (
            ABSENT
            | {
                "bad_decision": "asylum_office",
                "bad_decision_date": "2024-05-05",
                "office_letter": "referral",
            },
            row("P0", "11-30", "11-30"),
        ),
        # a new absence opens a time of its own
        (
            ABSENT
            | {
                "old_order_date": "2019-06-05",
                "court_case": "yes",
                "next_hearing_date": "2026-11-20",
                "hearing_attended": "no",
            },
            row("P1", "2027-05-19", "2027-05-19", "earliest"),
        ),
    ],
)
def test_an_order_in_absentia_that_is_told_as_an_old_one_has_its_last_day(
    answers: dict[str, Any], expected: Expected
) -> None:
    assert only("R06a", OLD | {"old_order_date": "2026-06-03"} | answers) == [expected]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, [row("P0", "12-01", "12-31")]),
        ({"old_order_from": "not_sure"}, [row("P1", "12-01", "12-31", "earliest")]),
        ({"old_order_date": "2019-06-05"}, [row("P1", "2019-09-03", "2019-10-03", "passed")]),
        ({"old_order_date": "2019-06-05", "old_order_from": "not_sure"}, []),
        ({"old_order_date": "2019-06-05", "bad_decision": "appeals_board"}, None),
        ({"old_order_date": "2019-06-05", "next_hearing_date": "2026-11-20"}, []),
        ({"old_order_date": "2019-06-05", "next_hearing_date": "2027-05-05"}, []),
        ({"old_order": "came_back", "last_arrival_date": "2026-11-10"}, []),
    ],
)
def test_an_old_order_of_a_judge_is_reopened_as_a_denial(
    changed: dict[str, str], expected: list[Expected] | None
) -> None:
    unknown = [row("P2", "12-04", None, "unknown")]

    assert only("R06c", OLD | {"old_order_date": "2026-09-02"} | changed) == (
        unknown if expected is None else expected
    )


def test_an_appeal_from_before_the_decision_is_of_another_one() -> None:
    """After a remand: the judge denied again, and the earlier appeal is over."""
    triage = sunday(JUDGE | {"appeal_sent": "yes", "appeal_sent_date": "2024-05-10"})

    assert [found(appeal) for appeal in deadlines_of("R05", triage)] == [
        row("P0", "11-29", "11-30")
    ]
    assert not deadlines_of("R24", triage)
    assert triage.contradictions == (("appeal_sent_date", "bad_decision_date"),)


@pytest.mark.parametrize("sent", ["2026-10-30", "2026-11-10", "2026-10", "not_sure"])
def test_an_appeal_that_may_be_of_the_decision_is_pending(sent: str) -> None:
    triage = sunday(JUDGE | {"appeal_sent": "yes", "appeal_sent_date": sent})

    assert {deadline.rule for deadline in triage.deadlines} == {"R24"}
    assert triage.contradictions == ()


def test_a_missed_hearing_may_be_another_one_than_that_of_the_decision() -> None:
    (appeal,), (reopening,) = (rows(rule, JUDGE | ABSENT) for rule in ("R05", "R06a"))

    assert found(appeal) == row("P0", "11-29", "11-30")
    assert appeal.reason.says.in_english().startswith(IN_COURT)
    assert found(reopening) == row("P1", "2027-04-28", "2027-04-28", "earliest")


def test_a_missed_hearing_before_a_decision_without_a_day_asks_for_it() -> None:
    (appeal,) = rows("R05", JUDGE | ABSENT | {"bad_decision_date": "not_sure"})

    assert found(appeal) == row("P1", "12-04", None, "unknown")
    assert appeal.reason.says.in_english().startswith(IN_COURT)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        # the day is that of the old order: the time runs from the reinstatement
        ({"old_order_date": "2019-03-04"}, row("P1", "12-04", None, "unknown")),
        ({"old_order_date": "2026-11-05"}, row("P1", "12-04", None, "unknown")),
        (
            {"old_order_date": "2019-03-04", "old_order_from": "judge"},
            row("P1", "12-04", None, "unknown"),
        ),
        ({}, row("P1", "12-04", None, "unknown")),
        # it is from after the return
        ({"old_order_date": "2026-11-19"}, row("P1", "12-18", "12-21")),
        (
            {"old_order_date": "2026-11-19", "old_order_from": "not_sure"},
            row("P1", "12-18", "12-21", "earliest"),
        ),
        # nobody knows when the person came back
        (
            {"old_order_date": "2025-06-02", "last_arrival_date": "not_sure"},
            row("P1", "12-04", None, "unknown"),
        ),
        (
            {"old_order_date": "2026-11-02", "last_arrival_date": "not_sure"},
            row("P0", "12-02", "12-02", "earliest"),
        ),
        # nobody knows if they left
        (
            {"old_order": "not_sure", "old_order_date": "2019-03-04"},
            row("P1", "12-04", None, "unknown"),
        ),
        # they never left
        (
            {"old_order": "never_left", "old_order_date": "2019-03-04"},
            row("P1", "2019-04-03", "2019-04-03", "passed"),
        ),
    ],
)
def test_after_coming_back_the_review_runs_from_the_reinstatement(
    answers: dict[str, str], expected: Expected
) -> None:
    assert only("R07", OFFICER | {"last_arrival_date": "2026-11-10"} | answers) == [expected]


def test_an_order_whose_maker_is_not_known_may_be_reviewed_by_either() -> None:
    unsure = {"old_order": "never_left", "old_order_from": "not_sure"}
    triage = sunday(unsure | {"old_order_date": "2026-11-19"})

    for rule in ("R05", "R07"):
        assert [found(row_) for row_ in deadlines_of(rule, triage)] == [
            row("P2" if rule == "R05" else "P1", "12-18", "12-21", "earliest")
        ]


def test_the_boards_denial_beside_an_officers_order_may_be_about_withholding_alone() -> None:
    denied = {"bad_decision": "appeals_board", "bad_decision_date": "2026-11-06"}
    arrived = {"old_order_date": "2025-06-02", "last_arrival_date": "not_sure"}
    board, reinstatement = rows("R07", OFFICER | denied | arrived)

    assert found(board) == row("P1", "12-04", "12-07", "earliest")
    assert "anyway" in board.do.for_staff().in_english()
    assert found(reinstatement) == row("P1", "12-04", None, "unknown")


@pytest.mark.parametrize(("received", "tells"), [("2026-11-30", False), ("2026-12-01", True)])
def test_a_decision_is_final_only_after_the_last_day_to_appeal(
    received: str, *, tells: bool
) -> None:
    """The thirtieth day is a Sunday: the Board takes the appeal on Monday."""
    answers = JUDGE | {"missed_hearing": "no"}

    assert bool(rows("R20", answers, date.fromisoformat(received))) is tells


ASKS = {"help_types": ["fear_return"], "last_arrival_date": "2025-12-10"}


@pytest.mark.parametrize(
    ("answers", "alone"),
    [
        (OFFICER | {"old_order_date": "2019-03-04"}, False),
        (OLD, False),
        ({"bad_decision": "appeals_board", "bad_decision_date": "2026-11-06"}, False),
        (JUDGE | {"bad_decision_date": "2026-10-01"}, False),
        (OLD | {"last_arrival_date": "2022-05-01", "needs": ["trauma"]}, False),
        (OLD | {"last_arrival_date": "2022-05-01"}, False),
        ({}, True),
        ({"old_order": "not_sure"}, True),
        ({"help_types": ["court_or_order"]}, True),  # an order is spoken of, and none is told
        (ABSENT, True),  # the judge may have given another day
        (JUDGE | {"bad_decision_date": "2026-11-10"}, True),
        # a judge has the case
        (OLD | {"court_case": "yes", "next_hearing_date": "2027-05-05"}, True),
        (OFFICER | {"old_order": "never_left", "fear_interview": "passed"}, True),
    ],
)
def test_after_an_order_the_asylum_form_is_not_sent_alone(
    answers: dict[str, Any], *, alone: bool
) -> None:
    (year,) = rows("R08", ASKS | answers)

    assert year.do.in_english().startswith("Do not send") is not alone


def test_an_order_moves_neither_the_day_nor_the_tier_of_the_year() -> None:
    (before,), (after,) = rows("R08", ASKS), rows("R08", ASKS | OLD)

    assert found(before) == found(after)


@pytest.mark.parametrize("from_whom", ["border_or_ice", "not_sure"])
def test_after_an_officers_order_the_form_goes_to_the_judge_who_has_the_case(
    from_whom: str,
) -> None:
    ordered = {"old_order": "never_left", "old_order_date": "2025-12-05", "court_case": "yes"}
    arrived = {"last_arrival_date": "2025-12-04", "lawful_status": "no", "asylum_filed": "no"}
    afraid = {"help_types": ["fear_return"]}

    (year,) = rows("R08", afraid | ordered | arrived | {"old_order_from": from_whom})

    assert year.do.text.startswith("Send the asylum form (I-589) to USCIS, or to the judge")


def test_on_its_last_weekend_a_motion_to_reopen_is_told_for_the_next_business_day() -> None:
    decided = {"bad_decision": "judge", "bad_decision_date": "2026-08-31", "appeal_sent": "no"}

    (motion,) = rows("R06c", FILED | decided | {"court_case": "no"})

    assert "30 November 2026" in motion.reason.says.in_english()


def test_a_missed_hearing_counts_beside_an_order_that_nobody_is_sure_of() -> None:
    hearing = {
        "next_hearing_date": "2026-06-03",
        "hearing_attended": "no",
        "hearing_kind": "master",
    }
    unsure = OLD | {"old_order_date": "2026-07-10", "old_order_from": "not_sure"}

    (absent,) = rows("R06a", FILED | {"court_case": "yes"} | hearing | unsure)

    assert "30 November 2026" in absent.reason.says.in_english()


@pytest.mark.parametrize("denied_by", ["judge", "appeals_board"])
def test_an_older_order_of_a_judge_counts_beside_a_later_denial(denied_by: str) -> None:
    denied = {"bad_decision": denied_by, "bad_decision_date": "2026-10-20"}

    (absent,) = rows("R06a", FILED | ABSENT | OLD | denied | {"old_order_date": "2026-06-10"})

    assert "7 December 2026" in absent.reason.says.in_english()


def test_the_boards_denial_beside_a_judges_old_order_is_not_surely_in_absentia() -> None:
    denied = {"bad_decision": "appeals_board", "bad_decision_date": "2026-10-20"}

    (absent,) = rows("R06a", FILED | ABSENT | OLD | denied | {"old_order_date": "2025-06-10"})

    assert "may be" in absent.reason.says.in_english()


@pytest.mark.parametrize("left", [{}, {"old_order": "not_sure"}])
def test_an_officers_order_since_the_last_arrival_runs_its_own_day(left: dict[str, str]) -> None:
    ordered = {"old_order_date": "2026-10-28", "old_order_from": "border_or_ice"}

    (review,) = rows("R07", ordered | left | {"last_arrival_date": "2026-08-17"})

    assert review.tier == "P0"
    assert "not from the old order" not in review.do.text
