"""Several deadlines at once: the soonest day and the most urgent tier govern, all are kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from intake.law.book import shipped
from intake.triage.assess import assess, dates_near, tier_on
from intake.triage.deadlines import Rise, Tier, Urgency, always, most_urgent
from intake.triage.facts import Facts
from intake.triage.rules import RULES
from intake.triage.rules.removal import r01_removal
from tests.triage.making import EVERYTHING, QUIET, TODAY, answers_of, cases, triage_of

LATE_AND_SOON = {
    "help_types": ["fear_return", "court_or_order"],
    "location_kind": "in_us",
    "asylum_filed": "no",
    "last_arrival_date": "2024-01-10",
    "court_case": "yes",
    "next_hearing_date": "2027-02-01",
    "hearing_kind": "master",
    "gov_motion": "yes",
    "gov_motion_date": "2026-11-20",
}


def test_the_soonest_open_day_and_the_most_urgent_tier_govern():
    triage = triage_of(LATE_AND_SOON)

    assert [(deadline.rule, deadline.tier, deadline.passed) for deadline in triage.deadlines] == [
        ("R09", "P1", False),
        ("R08", "P2", True),
        ("R04", "P3", False),
        ("R04", "P3", False),
        ("R23", "P4", False),
    ]
    assert triage.tier == "P1"
    assert triage.act_by == date(2026, 11, 30)
    assert triage.look_by == triage.due_on == date(2026, 11, 27)


def test_a_passed_deadline_makes_urgent_without_being_a_day_to_act_by():
    triage = triage_of({"bad_decision": "appeals_board", "bad_decision_date": "2026-10-15"})

    assert triage.tier == "P0"
    assert triage.act_by == date(2027, 1, 13)
    assert triage.due_on == TODAY


@pytest.mark.parametrize("look_by, answers", cases("asks.txt", "first look"))
def test_each_tier_has_its_first_look(answers, look_by):
    assert triage_of(answers).look_by.isoformat() == look_by


@pytest.mark.parametrize(
    "received, look_by",
    [
        ("2026-11-25", "2026-11-30"),  # Thanksgiving between
        ("2026-11-28", "2026-12-01"),  # a Saturday
        ("2026-12-24", "2026-12-29"),  # Christmas between
        ("2026-12-31", "2027-01-05"),  # a year's end
        ("2027-06-17", "2027-06-22"),  # an observed holiday
        ("2027-12-23", "2027-12-28"),
        ("2028-02-28", "2028-03-01"),  # a leap day is a business day
    ],
)
def test_first_looks_are_counted_in_business_days(received, look_by):
    triage = triage_of({"needs": ["pregnant"]}, received=date.fromisoformat(received))

    assert triage.look_by.isoformat() == look_by


def test_the_first_look_goes_by_the_day_received_however_late_it_is_weighed():
    answers = {"next_hearing_date": "2027-04-01"}

    later = triage_of(answers, today=date(2027, 3, 28))

    assert later.tier == "P0"
    assert later.look_by == triage_of(answers).look_by
    assert later.due_on == triage_of(answers).due_on
    assert later.steps == ()


def test_a_case_is_never_due_before_it_came_in():
    triage = triage_of(
        {
            "help_types": ["fear_return"],
            "location_kind": "in_us",
            "asylum_filed": "no",
            "last_arrival_date": "2025-11-24",
        }
    )

    assert triage.act_by == triage.due_on == TODAY


def test_weighing_again_years_later_moves_no_day_and_lowers_no_tier():
    first = triage_of(LATE_AND_SOON)

    later = triage_of(LATE_AND_SOON, today=date(2029, 1, 1))

    assert (later.act_by, later.look_by, later.due_on) == (
        first.act_by,
        first.look_by,
        first.due_on,
    )
    assert [
        deadline.act_by for deadline in sorted(later.deadlines, key=lambda deadline: deadline.rule)
    ] == [
        deadline.act_by for deadline in sorted(first.deadlines, key=lambda deadline: deadline.rule)
    ]
    assert later.tier == "P0"


def test_what_informs_only_is_never_near():
    triage = triage_of({"asylum_filed_date": "2026-07-01"})

    assert near_of(triage) == ()


def test_near_dates_are_told_with_their_answers():
    near = triage_of({"next_hearing_date": "2027-01-23"})
    far = triage_of({"next_hearing_date": "2027-01-25", "hearing_kind": "master"})
    past = triage_of({"help_types": ["bring_family"], "status_granted_date": "2012-01-01"})

    assert near_of(near) == ("next_hearing_date",)
    assert near_of(far) == ()
    assert "status_granted_date" in near_of(past)


def test_the_ladder_itself_is_data():
    rung = shipped().parameter("ladder_p3_days", on=TODAY)
    law = shipped().amended([replace(rung, value=100)])

    triage = triage_of({"help_types": ["bring_family"], "status_granted_date": "2025-03-01"})
    wider = triage_of(
        {"help_types": ["bring_family"], "status_granted_date": "2025-03-01"}, law=law
    )

    assert (triage.tier, wider.tier) == ("P4", "P3")


def test_no_answers_are_a_case_too():
    triage = assess(answers_of({}), shipped(), today=TODAY, received=TODAY)

    assert (triage.tier, triage.act_by) == ("P1", date(2026, 12, 1))
    assert {deadline.rule for deadline in triage.deadlines} == {"R01", "R02", "R04", "R08", "R13"}
    assert {deadline.set_by for deadline in triage.deadlines} == {"us"}


@pytest.mark.parametrize(
    "received, after_hours, first_look",
    [
        ("2026-11-24", False, "2026-11-24"),
        ("2026-11-24", True, "2026-11-25"),
        ("2026-11-25", True, "2026-11-27"),
        ("2026-11-26", False, "2026-11-27"),
        ("2026-11-27", True, "2026-11-30"),
        ("2026-11-28", False, "2026-11-30"),
        ("2026-11-28", True, "2026-11-30"),
    ],
)
def test_p0_is_looked_at_in_the_next_staffed_hour(received, *, after_hours, first_look):
    day = date.fromisoformat(received)
    triage = assess(
        answers_of(QUIET | {"danger_now": "yes"}, received=day),
        shipped(),
        today=day,
        received=day,
        after_hours=after_hours,
    )

    assert triage.tier == "P0"
    assert triage.look_by == triage.due_on == date.fromisoformat(first_look)


def test_p1_is_looked_at_on_the_same_day_whatever_the_hour():
    answers = answers_of(QUIET | {"needs": ["pregnant"]})
    for after_hours in (False, True):
        triage = assess(answers, shipped(), today=TODAY, received=TODAY, after_hours=after_hours)
        assert (triage.tier, triage.look_by) == ("P1", date(2026, 11, 27))


@pytest.mark.parametrize(
    "granted, act_by", [("2025-02-23", "2027-02-22"), ("2025-02-24", "2026-11-24")]
)
def test_a_day_of_ours_counts_unless_one_of_law_lies_within_ninety_days(granted, act_by):
    triage = triage_of(
        {"help_types": ["bring_family"], "status_granted_date": granted, "needs": ["pregnant"]}
    )

    assert triage.act_by == date.fromisoformat(act_by)


@pytest.mark.parametrize("granted, near", [("2024-12-17", True), ("2024-12-18", False)])
def test_a_date_of_law_is_near_for_thirty_days(granted, *, near):
    triage = triage_of(
        {"help_types": ["bring_family"], "status_granted_date": granted},
        received=date(2026, 11, 16),
    )

    assert ("status_granted_date" in near_of(triage)) is near


@pytest.mark.parametrize("act_by, plan_by, answers", cases("asks.txt", "appeal prepared"))
def test_an_appeal_is_prepared_two_weeks_before_unless_its_day_is_within_a_week(
    answers, act_by, plan_by
):
    (appeal,) = (row for row in triage_of(answers).deadlines if row.rule == "R05")

    assert (str(appeal.act_by), str(appeal.plan_by)) == (act_by, plan_by)


def test_a_day_of_ours_is_near_only_at_p0():
    surely, maybe = (triage_of({"detained_now": answer}) for answer in ("yes", "not_sure"))

    assert "detained_now" in near_of(surely)
    assert "detained_now" not in near_of(maybe)


def test_findings_are_near_on_the_day_received_whatever_their_tier_later():
    facts = Facts(
        answers=answers_of(QUIET | {"removal_soon": "leave_or_flight"}),
        law=shipped(),
        received=TODAY,
    )
    (finding,) = r01_removal(facts)
    rises = Urgency(floor=Tier.P1, rises=(Rise(from_day=TODAY + timedelta(1), tier=Tier.P0),))
    sure = replace(finding, urgency=always(Tier.P0))
    later = replace(finding, urgency=rises)

    assert dates_near([sure], shipped(), received=TODAY) == ("removal_soon",)
    assert dates_near([later], shipped(), received=TODAY) == ()


def test_every_deadline_says_what_to_do_to_each_reader():
    for deadline in triage_of(EVERYTHING, quiet=False).deadlines:
        for sentence in (deadline.do, deadline.do.for_helper(), deadline.do.for_staff()):
            assert len(sentence.in_english()) > len("Go."), deadline.rule


def test_an_urgency_only_rises():
    urgency = Urgency(
        floor=Tier.P3,
        rises=(
            Rise(from_day=TODAY, tier=Tier.P1),
            Rise(from_day=TODAY - timedelta(days=9), tier=Tier.P2),
            Rise(from_day=TODAY + timedelta(days=3), tier=Tier.P4),
        ),
    )

    days = [TODAY + timedelta(days=offset) for offset in (-10, -9, -1, 0, 3, 300)]

    assert [urgency.on(day) for day in days] == ["P3", "P2", "P2", "P1", "P1", "P1"]
    assert always(Tier.P2).on(TODAY) == "P2"
    assert most_urgent(()) == "P4"


def near_of(triage):
    return dates_near(triage.deadlines, shipped(), received=triage.as_of)


def test_the_tier_of_single_findings_is_that_of_the_case_on_any_day():
    answers = answers_of(QUIET | {"bad_decision": "judge", "bad_decision_date": "2026-11-10"})
    facts = Facts(answers=answers, law=shipped(), received=TODAY)
    findings = [finding for rule in RULES for finding in rule(facts)]

    for days in (0, 8, 20):
        day = TODAY + timedelta(days)
        triage = assess(answers, shipped(), today=day, received=TODAY)
        assert tier_on(day, findings) == triage.tier


@pytest.mark.parametrize("pair, answers", cases("contradictions.txt", "contradict"))
def test_answers_that_contradict_are_named(answers, pair):
    assert triage_of(answers).contradictions == (tuple(pair.split()),)


@pytest.mark.parametrize(
    "answers", [{}, *(answers for (answers,) in cases("contradictions.txt", "agree"))]
)
def test_answers_that_agree_are_not_named(answers):
    assert triage_of(answers).contradictions == ()
