"""The worked examples that lawyers gave, on the Tuesday of Thanksgiving week 2026."""

from datetime import date

from tests.triage.making import TODAY, deadlines_of, found, triage_of

AFRAID = {"help_types": ["fear_return"], "location_kind": "in_us", "asylum_filed": "no"}
JUDGE = {"bad_decision": "judge"}


def arrived(day):
    return {**AFRAID, "last_arrival_date": day}


def test_o6_rises_as_its_day_comes_nearer():
    triage = triage_of(
        arrived("2026-03")
        | {"court_case": "yes", "next_hearing_date": "2028-06-01", "hearing_kind": "bond"}
    )

    assert [(step.from_day.isoformat(), step.tier) for step in triage.steps] == [
        ("2026-11-28", "P3"),
        ("2027-01-27", "P2"),
        ("2027-02-16", "P1"),
        ("2027-02-23", "P0"),
    ]


def test_o10_a_lone_child_has_no_year_but_has_birthdays():
    triage = triage_of(
        {**arrived("2024-05-01"), "birth_date": "2010-03-01", "minor_with_parent": "no"}
    )

    assert deadlines_of("R08", triage) == []
    assert [deadline.tier for deadline in deadlines_of("R14", triage)] == ["P1"]
    assert len(deadlines_of("R12", triage)) == 1
    assert triage.tier == "P1"


def test_t12_names_both_days_of_the_work_permit():
    (permit,) = deadlines_of(
        "R11", triage_of({"asylum_filed": "yes", "asylum_filed_date": "2026-07-01"})
    )

    assert permit.reason.says.in_english() == (
        "You may be able to apply for a work permit starting 28 November 2026."
        " You may get it starting 28 December 2026."
        " Rules can change. Ask a lawyer before you rely on this."
    )


def test_who_came_years_ago_and_did_not_file_is_late_and_not_declined():
    triage = triage_of(arrived("2019-05-01"))

    (year,) = deadlines_of("R08", triage)
    assert (year.tier, year.passed) == ("P2", True)
    assert triage.tier == "P2"
    assert triage.act_by is None
    assert triage.look_by == triage.due_on == date(2026, 12, 2)


def test_who_does_not_know_when_they_came_is_asked_within_a_week():
    triage = triage_of(arrived("not_sure"))

    (year,) = deadlines_of("R08", triage)
    assert found(year) == "P1 2026-12-01 - unknown"
    assert triage.act_by == date(2026, 12, 1)
    assert triage.due_on == date(2026, 11, 27)
    assert triage.as_of == TODAY
