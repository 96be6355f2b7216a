"""Orders that are told in another way: an old one of a judge, a new one after coming back."""

from datetime import date

import pytest

from tests.triage.making import cases, deadlines_of, found, triage_of

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


def rows(rule, answers, received=SUNDAY):
    return deadlines_of(rule, triage_of(answers, received=received))


def sunday(answers):
    return triage_of(answers, received=SUNDAY)


def test_the_old_order_that_runs_a_clock_is_named_among_its_answers():
    answers = OLD | {"old_order_date": "2026-10-31"}

    for rule in ("R05", "R06c"):
        (deadline,) = rows(rule, answers)
        assert deadline.reason.answers == ("old_order_date", "old_order", "old_order_from")


def test_an_appeal_from_before_the_decision_is_of_another_one():
    """After a remand: the judge denied again, and the earlier appeal is over."""
    triage = sunday(JUDGE | {"appeal_sent": "yes", "appeal_sent_date": "2024-05-10"})

    assert [found(appeal) for appeal in deadlines_of("R05", triage)] == [
        "P0 2026-11-29 2026-11-30 exact"
    ]
    assert not deadlines_of("R24", triage)
    assert triage.contradictions == (("appeal_sent_date", "bad_decision_date"),)


@pytest.mark.parametrize("sent", ["2026-10-30", "2026-11-10", "2026-10", "not_sure"])
def test_an_appeal_that_may_be_of_the_decision_is_pending(sent):
    triage = sunday(JUDGE | {"appeal_sent": "yes", "appeal_sent_date": sent})

    assert {deadline.rule for deadline in triage.deadlines} == {"R05", "R23", "R24"}
    assert triage.contradictions == ()


def test_a_missed_hearing_may_be_another_one_than_that_of_the_decision():
    (appeal,), (reopening,) = (rows(rule, JUDGE | ABSENT) for rule in ("R05", "R06a"))

    assert found(appeal) == "P0 2026-11-29 2026-11-30 exact"
    assert appeal.reason.says.in_english().startswith(IN_COURT)
    assert found(reopening) == "P1 2027-04-28 2027-04-28 earliest"


def test_a_missed_hearing_before_a_decision_without_a_day_asks_for_it():
    (appeal,) = rows("R05", JUDGE | ABSENT | {"bad_decision_date": "not_sure"})

    assert found(appeal) == "P1 2026-12-04 - unknown"
    assert appeal.reason.says.in_english().startswith(IN_COURT)


def test_the_boards_denial_beside_an_officers_order_may_be_about_withholding_alone():
    denied = {"bad_decision": "appeals_board", "bad_decision_date": "2026-11-06"}
    arrived = {"old_order_date": "2025-06-02", "last_arrival_date": "not_sure"}
    board, reinstatement = rows("R07", OFFICER | denied | arrived)

    assert found(board) == "P1 2026-12-04 2026-12-07 earliest"
    assert "anyway" in board.do.for_staff().in_english()
    assert found(reinstatement) == "P1 2026-12-04 - unknown"


ASKS = {"help_types": ["fear_return"], "last_arrival_date": "2025-12-10"}


@pytest.mark.parametrize("alone, answers", cases("clocks/orders.txt", "alone"))
def test_after_an_order_the_asylum_form_is_not_sent_alone(answers, *, alone):
    (year,) = rows("R08", ASKS | answers)

    assert year.do.in_english().startswith("Do not send") is (alone == "no")


def test_an_order_moves_neither_the_day_nor_the_tier_of_the_year():
    (before,), (after,) = rows("R08", ASKS), rows("R08", ASKS | OLD)

    assert found(before) == found(after)


@pytest.mark.parametrize("from_whom", ["border_or_ice", "not_sure"])
def test_after_an_officers_order_the_form_goes_to_the_judge_who_has_the_case(
    from_whom,
):
    ordered = {"old_order": "never_left", "old_order_date": "2025-12-05", "court_case": "yes"}
    arrived = {"last_arrival_date": "2025-12-04", "lawful_status": "no", "asylum_filed": "no"}
    afraid = {"help_types": ["fear_return"]}

    (year,) = rows("R08", afraid | ordered | arrived | {"old_order_from": from_whom})

    assert year.office == "court"
    assert year.do.text.startswith("Send the asylum form (I-589).")


def test_on_its_last_weekend_a_motion_to_reopen_is_told_for_the_next_business_day():
    decided = {"bad_decision": "judge", "bad_decision_date": "2026-08-31", "appeal_sent": "no"}

    (motion,) = rows("R06c", FILED | decided | {"court_case": "no"})

    assert "30 November 2026" in motion.reason.says.in_english()


def test_a_missed_hearing_counts_beside_an_order_that_nobody_is_sure_of():
    hearing = {
        "next_hearing_date": "2026-06-03",
        "hearing_attended": "no",
        "hearing_kind": "master",
    }
    unsure = OLD | {"old_order_date": "2026-07-10", "old_order_from": "not_sure"}

    (absent,) = rows("R06a", FILED | {"court_case": "yes"} | hearing | unsure)

    assert "30 November 2026" in absent.reason.says.in_english()


@pytest.mark.parametrize("denied_by", ["judge", "appeals_board"])
def test_an_older_order_of_a_judge_counts_beside_a_later_denial(denied_by):
    denied = {"bad_decision": denied_by, "bad_decision_date": "2026-10-20"}

    (absent,) = rows("R06a", FILED | ABSENT | OLD | denied | {"old_order_date": "2026-06-10"})

    assert "7 December 2026" in absent.reason.says.in_english()


def test_the_boards_denial_beside_a_judges_old_order_is_not_surely_in_absentia():
    denied = {"bad_decision": "appeals_board", "bad_decision_date": "2026-10-20"}

    (absent,) = rows("R06a", FILED | ABSENT | OLD | denied | {"old_order_date": "2025-06-10"})

    assert "may be" in absent.reason.says.in_english()


@pytest.mark.parametrize("left", [{}, {"old_order": "not_sure"}])
def test_an_officers_order_since_the_last_arrival_runs_its_own_day(left):
    ordered = {"old_order_date": "2026-10-28", "old_order_from": "border_or_ice"}

    (review,) = rows("R07", ordered | left | {"last_arrival_date": "2026-08-17"})

    assert review.tier == "P0"
    assert "not from the old order" not in review.do.text
