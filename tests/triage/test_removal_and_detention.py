"""A date to leave, a check-in, a locked door, a fear interview."""

from datetime import date

import pytest

from tests.triage.making import deadlines_of, found, triage_of


def leaving(day, kind="leave_or_flight"):
    return {"removal_soon": kind, **({"removal_soon_date": day} if day else {})}


def not_passed(day):
    return {"fear_interview": "not_passed", **({"fear_decision_date": day} if day else {})}


@pytest.mark.parametrize(
    "answers",
    [
        {"removal_soon": "no"},
        {"detained_now": "no"},
        {"filling_for": "self", "detained_now": "no"},
        {"fear_interview": "passed"},
        {"fear_interview": "no"},
        {},
    ],
)
def test_what_can(answers):
    triage = triage_of(answers)

    assert triage.deadlines == ()
    assert triage.tier == "P4"
    assert triage.act_by is None
    assert triage.look_by == triage.due_on == date(2026, 12, 23)


def test_who_is_detained_is_looked_at_on_the_next_staffed_day():
    triage = triage_of({"detained_now": "yes"}, received=date(2026, 11, 26))

    assert triage.act_by == date(2026, 11, 26)
    assert triage.look_by == triage.due_on == date(2026, 11, 27)


AFFIRMED = {"bad_decision": "judge", "bad_decision_date": "2026-11-23"}


@pytest.mark.parametrize(
    "answers, expected",
    [
        (not_passed("2026-11-18") | AFFIRMED, ["P1 2026-11-30 2026-11-30 exact"]),
        (
            not_passed("2026-11-08") | AFFIRMED | {"bad_decision_date": "2026-11-15"},
            ["P1 2026-11-22 2026-11-22 passed"],
        ),
        (
            not_passed("2026-11-18") | {"bad_decision": "judge"},
            ["P1 2026-12-01 - unknown"],
        ),
        (not_passed("2026-09-23") | AFFIRMED, []),
        (not_passed("2026-09-24") | AFFIRMED, ["P1 2026-11-30 2026-11-30 exact"]),
    ],
)
def test_after_a_judge_agreed_the_asylum_office_is_asked_again(answers, expected):
    triage = triage_of(answers)

    assert [found(deadline) for deadline in deadlines_of("R03c", triage)] == expected
    assert bool(deadlines_of("R05", triage)) is not bool(expected)
    assert bool(deadlines_of("R06c", triage)) is not bool(expected)


@pytest.mark.parametrize(
    "state, says",
    [("NY", "possible"), ("TX", "denies"), ("CA", "unsettled"), ("", "unsettled")],
)
def test_bond_goes_by_the_circuit(state, says):
    answers = {"detained_now": "yes"} | ({"us_state": state} if state else {})
    (detained,) = deadlines_of("R02", triage_of(answers))

    assert says in detained.do.for_staff().in_english()


def test_a_detention_rests_only_on_the_answers_that_say_it():
    (detained,) = deadlines_of("R02", triage_of({"detained_now": "yes", "filling_for": "self"}))

    assert detained.reason.answers == ("detained_now",)


def test_a_removal_rises_to_today_a_week_before():
    triage = triage_of(leaving("2027-01-20"))

    assert triage.tier == "P1"
    assert [(step.from_day, step.tier) for step in triage.steps] == [(date(2027, 1, 12), "P0")]


def test_a_review_that_an_old_order_may_make_longer_is_not_told_as_over():
    answers = not_passed("2026-11-16") | {"old_order": "not_sure"}
    (review,) = deadlines_of("R03a", triage_of(answers))

    assert "The judge may have to decide by 26 November 2026." in review.reason.says.in_english()


@pytest.mark.parametrize(
    "tick, rule", [("fear_interview", "R03b"), ("judge_decided", "R05"), ("old_order", "R20")]
)
def test_a_tick_with_nothing_said_of_it_is_asked_about(tick, rule):
    (asked,) = deadlines_of(rule, triage_of({"so_far": [tick]}, quiet=False))

    assert found(asked) in ("P1 2026-12-01 - unknown", "P2 2026-11-27 - unknown")
    assert asked.asks


@pytest.mark.parametrize(
    "answers, mandatory",
    [
        ({"us_state": "NY"}, False),
        ({"us_state": "NY", "old_order": "never_left"}, True),
        ({"us_state": "NY", "bad_decision": "appeals_board"}, True),
        ({"us_state": "NY", "fear_interview": "waiting"}, True),
        ({"us_state": "NY", "fear_interview": "passed"}, False),
    ],
)
def test_staff_read_of_a_bond_only_where_detention_is_not_mandatory(answers, mandatory):
    (held,) = deadlines_of("R02", triage_of({"detained_now": "yes"} | answers))

    do = held.do.for_staff().in_english()
    assert ("detention is mandatory" in do) is mandatory
    assert ("Bond hearing possible" in do) is not mandatory


@pytest.mark.parametrize(
    "rule, review, office",
    [("R03a", "no", "ice"), ("R03a", "waiting", "court"), ("R03c", "agreed", "uscis")],
)
def test_a_fear_review_goes_to_the_court_and_a_second_look_to_the_asylum_office(
    rule, review, office
):
    answers = {"fear_interview": "not_passed", "fear_decision_date": "2026-11-20"}
    answers |= {"fear_review": review, "fear_review_date": "2026-11-23"}

    assert deadlines_of(rule, triage_of(answers))[0].office == office
