"""Birthdays, children alone, danger, health, relatives, fee and work permit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.triage.making import Expected, deadlines_of, found, row, triage_of


def harmed(born: str) -> dict[str, Any]:
    return {"help_types": ["parent_harm"], "birth_date": born}


def child(*born: str, **more: Any) -> dict[str, Any]:
    return {"children_birth_dates": list(born), **more}


def noticed(day: str | None) -> dict[str, Any]:
    return {"fee_notice": "yes", **({"fee_notice_date": day} if day else {})}


def granted(day: str) -> dict[str, Any]:
    return {"help_types": ["bring_family"], "status_granted_date": day}


@pytest.mark.parametrize(
    ("answers", "rule", "expected"),
    [
        # R12: the day before the birthday, rolled back, never forward
        (harmed("2008-11-27"), "R12", row("P0", "11-25", "11-26")),
        (harmed("2008-12-05"), "R12", row("P1", "12-04", "12-04")),
        (harmed("2008-12-24"), "R12", row("P1", "12-23", "12-23")),
        (harmed("2008-12-25"), "R12", row("P1", "12-24", "12-24")),
        (harmed("2008-12-26"), "R12", row("P1", "12-24", "12-25")),
        (harmed("2008-12-28"), "R12", row("P1", "12-24", "12-27")),
        (harmed("2008-12-30"), "R12", row("P2", "12-29", "12-29")),
        (harmed("2009-05-24"), "R12", row("P2", "2027-05-21", "2027-05-23")),
        (harmed("2009-05-25"), "R12", row("P4", "2027-05-24", "2027-05-24")),
        (harmed("2009-05-29"), "R12", row("P4", "2027-05-28", "2027-05-28")),
        (harmed("2012-02-29"), "R12", row("P4", "2030-02-27", "2030-02-27")),
        (harmed("2008-11-25"), "R12", row("P0", "11-24", "11-24")),
        (harmed("2008-11-24"), "R12", row("P2", "11-23", "11-23", "passed")),
        (harmed("2008"), "R12", row("P0", "11-24", None, "earliest")),
        (harmed("2009-03"), "R12", row("P2", "2027-02-26", "2027-02-28", "earliest")),
        (harmed("not_sure"), "R12", row("P2", "12-01", None, "unknown")),
        # R12: a child
        (child("2005-12-05"), "R12", row("P1", "12-04", "12-04")),
        (child("2005-12-05", asylum_filed="no"), "R12", row("P1", "12-04", "12-04")),
        (child("2005-12-05", asylum_filed="not_sure"), "R12", row("P1", "12-04", "12-04")),
        (child("2006-03-01"), "R12", row("P2", "2027-02-26", "2027-02-28")),
        (child("2020-07-04"), "R12", row("P4", "2041-07-03", "2041-07-03")),
        (child("2005"), "R12", row("P0", "11-24", None, "earliest")),
        (child("2005-11-20"), "R12", row("P2", "11-19", "11-19", "passed")),
        (child("not_sure"), "R12", row("P2", "12-01", None, "unknown")),
        # R14
        ({"birth_date": "2010-01-01", "minor_with_parent": "no"}, "R14", row("P1", "12-01")),
        ({"birth_date": "2008-11-25", "minor_with_parent": "not_sure"}, "R14", row("P1", "12-01")),
        (
            {"birth_date": "2008", "minor_with_parent": "no"},
            "R14",
            row("P1", "12-01", None, "earliest"),
        ),
        (
            {"birth_date": "not_sure", "minor_with_parent": "no"},
            "R14",
            row("P1", "12-01", None, "unknown"),
        ),
        # R15
        ({"danger_now": "yes"}, "R15", row("P0", "11-24")),
        ({"help_types": ["forced_work_or_sex"]}, "R15", row("P0", "11-24")),
        ({"needs": ["very_sick"]}, "R15", row("P1", "11-24")),
        ({"needs": ["pregnant"]}, "R15", row("P1", "11-24")),
        ({"needs": ["no_safe_place", "trauma"]}, "R15", row("P1", "11-24")),
        # R10
        (noticed("2026-10-26"), "R10", row("P0", "11-25", "11-25")),
        (noticed("2026-11-04"), "R10", row("P1", "12-04", "12-04")),
        (noticed("2026-11-08"), "R10", row("P2", "12-08", "12-08")),
        (noticed("2026-11-24"), "R10", row("P2", "12-24", "12-24")),
        (noticed("2026-10-01"), "R10", row("P1", "10-30", "11-02", "passed")),
        (noticed("2026"), "R10", row("P1", "11-24", None, "earliest")),
        (noticed("not_sure"), "R10", row("P2", "12-01", None, "unknown")),
        (noticed(None), "R10", row("P2", "12-01", None, "unknown")),
        # R11: never rolled, always P4
        (
            {"asylum_filed": "yes", "asylum_filed_date": "2026-11-24"},
            "R11",
            row("P4", "2027-04-23"),
        ),
        ({"asylum_filed": "yes", "asylum_filed_date": "2026-06-27"}, "R11", row("P4", "11-24")),
        (
            {"asylum_filed": "yes", "asylum_filed_date": "2026-06-26"},
            "R11",
            row("P4", "11-23", None, "passed"),
        ),
        (
            {"asylum_filed": "yes", "asylum_filed_date": "2026-09"},
            "R11",
            row("P4", "2027-01-29", None, "earliest"),
        ),
        (
            {"asylum_filed": "yes", "asylum_filed_date": "not_sure"},
            "R11",
            row("P4", "11-24", None, "unknown"),
        ),
        # R18: two years less a day, rolled
        (granted("2026-11-24"), "R18", row("P4", "2028-11-22", "2028-11-24")),
        (granted("2025-02-23"), "R18", row("P3", "2027-02-22", "2027-02-22")),
        (granted("2024-12-26"), "R18", row("P2", "12-24", "12-28")),
        (granted("2024-12-05"), "R18", row("P1", "12-04", "12-04")),
        (granted("2024-11-28"), "R18", row("P0", "11-27", "11-27")),
        (granted("2024-11-24"), "R18", row("P2", "11-23", "11-23", "passed")),
        (granted("2012-01-01"), "R18", row("P2", "2013-12-31", "2013-12-31", "passed")),
        (granted("2024-02-29"), "R18", row("P2", "02-27", "02-27", "passed")),
        (granted("2024"), "R18", row("P0", "11-24", None, "earliest")),
        (granted("not_sure"), "R18", row("P2", "12-01", None, "unknown")),
    ],
)
def test_what_else_has_a_day(answers: dict[str, Any], rule: str, expected: Expected) -> None:
    assert found(deadlines_of(rule, triage_of(answers))[0]) == expected


@pytest.mark.parametrize(
    "answers",
    [
        {"birth_date": "2010-01-01"},
        {"birth_date": "2010-01-01", "minor_with_parent": "yes"},
        {"birth_date": "2008-11-24", "minor_with_parent": "no"},
        {"minor_with_parent": "no"},
        {"danger_now": "no"},
        {"danger_now": "rather_not_say"},
        {"needs": ["trauma", "torture", "disability"]},
        {"status_granted_date": "2025-01-01"},
    ],
)
def test_what_has_none(answers: dict[str, Any]) -> None:
    assert triage_of(answers).deadlines == ()


@pytest.mark.parametrize(
    ("answers", "rule", "expected"),
    [
        ({"help_types": ["parent_harm"]}, "R12", row("P2", "12-01", None, "unknown")),
        ({"filling_for": "child"}, "R12", row("P2", "12-01", None, "unknown")),
        ({"needs": ["child_alone"]}, "R12", row("P2", "12-01", None, "unknown")),
        ({"needs": ["child_alone"]}, "R14", row("P1", "12-01", None, "unknown")),
        ({"arrived_alone_under_18": "yes"}, "R14", row("P1", "12-01", None, "unknown")),
        ({"help_types": ["bring_family"]}, "R18", row("P2", "12-01", None, "unknown")),
        (
            {"asylum_filed": "yes", "asylum_filed_date": "2026-09-01", "fee_notice": "not_sure"},
            "R10",
            row("P2", "12-01", None, "unknown"),
        ),
        (
            {"asylum_filed": "yes", "asylum_filed_date": "2025-12-23", "fee_notice": "no"},
            "R10",
            row("P2", "12-01", None, "unknown"),
        ),
        (
            {"court_case": "yes", "fee_notice": "yes", "fee_notice_date": "2026-11-02"},
            "R10",
            row("P2", "12-01", None, "unknown"),
        ),
        (
            {"court_case": "yes", "fee_notice": "yes", "fee_due_date": "2026-12-05"},
            "R10",
            row("P1", "12-04", "12-07"),
        ),
        (
            {"fee_notice": "no", "fee_notice_date": "2026-11-02"},
            "R10",
            row("P1", "12-02", "12-02"),
        ),
    ],
)
def test_what_is_not_known_is_asked(answers: dict[str, Any], rule: str, expected: Expected) -> None:
    assert found(deadlines_of(rule, triage_of(answers))[0]) == expected


def test_a_fee_is_not_looked_for_before_eleven_months() -> None:
    answers = {"asylum_filed": "yes", "asylum_filed_date": "2025-12-24", "fee_notice": "no"}

    assert deadlines_of("R10", triage_of(answers)) == []


def test_who_filed_in_court_is_not_sent_to_the_account_of_the_office() -> None:
    filed = {"asylum_filed": "yes", "asylum_filed_date": "2023-01-10", "fee_notice": "no"}
    (office,) = deadlines_of("R10", triage_of(filed))
    (court,) = deadlines_of("R10", triage_of(filed | {"asylum_filed_where": "court"}))

    assert "my.uscis.gov" in office.do.text
    assert "my.uscis.gov" not in court.do.text
    assert "Nothing is due until a written order" in court.reason.says.in_english()
    assert court.tier == office.tier


def test_neither_fee_nor_work_permit_is_told_to_whoever_has_asylum() -> None:
    filed = {"asylum_filed": "yes", "asylum_filed_date": "2023-01-10", "fee_notice": "not_sure"}
    asylee = filed | granted("2026-03-03")
    letter = {"fee_notice": "yes", "fee_notice_date": "2026-11-02"}

    assert deadlines_of("R10", triage_of(filed | {"help_types": ["bring_family"]}))
    assert deadlines_of("R11", triage_of(filed | {"help_types": ["bring_family"]}))
    assert deadlines_of("R10", triage_of(asylee)) == []
    assert deadlines_of("R11", triage_of(asylee)) == []
    assert deadlines_of("R10", triage_of(asylee | letter))


@pytest.mark.parametrize(
    ("state", "ages"),
    [("NY", ["21"]), ("TX", ["18", "21"]), ("", ["18", "21"]), ("WA", ["21"])],
)
def test_the_courts_of_a_state_have_their_age(state: str, ages: list[str]) -> None:
    answers = harmed("2009-06-01") | ({"us_state": state} if state else {})
    birthdays = deadlines_of("R12", triage_of(answers))

    assert [str(dict(deadline.reason.says.values)["age"]) for deadline in birthdays] == ages


def test_a_birthday_of_more_than_a_year_ago_is_silent() -> None:
    answers = harmed("2004-11-24") | {"us_state": "NY"}

    assert len(deadlines_of("R12", triage_of(answers))) == 1
    assert deadlines_of("R12", triage_of(answers | {"birth_date": "2004-11-23"})) == []


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"nationality": "SV"}, [row("P2", "09-09", "09-09", "passed")]),
        ({"nationality": "FR"}, []),
        ({}, [row("P2", "12-01", None, "unknown")]),
    ],
)
def test_tps_ends_as_its_table_says(answers: dict[str, Any], expected: list[Expected]) -> None:
    tps = {"lawful_status": "still_valid", "status_kind": "tps"}

    assert [
        found(deadline) for deadline in deadlines_of("R22", triage_of(tps | answers))
    ] == expected


@pytest.mark.parametrize(("received", "tier"), [("2026-06-10", "P4"), ("2026-06-11", "P2")])
def test_tps_that_ends_within_ninety_days_is_looked_at(received: str, tier: str) -> None:
    tps = {"lawful_status": "still_valid", "status_kind": "tps", "nationality": "SV"}
    triage = triage_of(tps, received=date.fromisoformat(received))

    assert deadlines_of("R22", triage)[0].tier == tier


def test_each_child_has_a_birthday() -> None:
    triage = triage_of(child("2012-05-05", "2005-12-05", "2009-01-01"))

    birthdays = [str(deadline.act_by) for deadline in deadlines_of("R12", triage)]
    assert birthdays == ["2026-12-04", "2029-12-31", "2033-05-04"]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (harmed("2008-12-31"), "You turn 18 on 31 December 2026. Some kinds of help end then."),
        (harmed("2009"), "You may turn 18 on 1 January 2027. Some kinds of help end then."),
        (harmed("2008-03-01"), "You turned 18 on 1 March 2026. Some kinds of help ended then."),
        (child("2006-03-01"), "A child turns 21 on 1 March 2027. Some kinds of help end then."),
    ],
)
def test_the_birthday_itself_is_told_and_not_the_day_before(
    answers: dict[str, Any], says: str
) -> None:
    sentences = [
        deadline.reason.says.in_english() for deadline in deadlines_of("R12", triage_of(answers))
    ]

    assert any(sentence.startswith(says) for sentence in sentences)


def test_both_own_birthdays_are_shown_and_the_first_has_its_own_provision() -> None:
    state, petition = deadlines_of("R12", triage_of(harmed("2008-12-31")))

    assert (state.act_by, petition.act_by) == (date(2026, 12, 30), date(2029, 12, 28))
    assert "state law" in state.reason.authority
    assert "204.11" in petition.reason.authority


def test_a_fee_notice_is_never_part_of_what_informs_only() -> None:
    triage = triage_of(
        {"asylum_filed": "yes", "asylum_filed_date": "2026-06-27", "fee_notice": "no"}
    )

    assert len(triage.deadlines) == 1
    assert triage.act_by is None
    assert triage.tier == "P4"
    assert triage.due_on == date(2026, 12, 23)


def test_a_longer_wait_for_the_work_permit_is_shown_beside_it() -> None:
    (permit,) = deadlines_of(
        "R11", triage_of({"asylum_filed": "yes", "asylum_filed_date": "2026-07-01"})
    )

    assert permit.alternative is not None
    assert permit.alternative.act_by == date(2027, 7, 1)
    assert not permit.alternative.passed


def test_danger_and_health_are_told_apart() -> None:
    triage = triage_of({"danger_now": "yes", "needs": ["pregnant"]})

    danger, health = deadlines_of("R15", triage)
    assert (danger.tier, health.tier) == ("P0", "P1")
    assert danger.reason.answers == ("danger_now",)
    assert health.reason.answers == ("needs",)


@pytest.mark.parametrize(
    ("date_said", "expected"),
    [
        ({"calendar": "solar_hijri", "said": "1404-09-08"}, row("P0", "11-27", "11-30")),
        ({"calendar": "ethiopian", "said": "2018-03-20"}, row("P0", "11-27", "11-30")),
        (
            {"calendar": "hijri", "said": "1447-06-08"},
            row("P0", "11-25", "11-27", "earliest"),
        ),
        ({"words": "before the cold"}, row("P1", "12-01", None, "unknown")),
    ],
)
def test_other_calendars_count_as_well(date_said: dict[str, str], expected: Expected) -> None:
    answers = {"help_types": ["fear_return"], "location_kind": "in_us", "asylum_filed": "no"}

    (year,) = deadlines_of("R08", triage_of(answers | {"last_arrival_date": date_said}))

    assert found(year) == expected
