"""Hearings with their papers, and the government's motions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from intake.law.book import shipped
from tests.triage.making import Expected, deadlines_of, found, row, triage_of


def hearing(day: str, kind: str | None = "individual") -> dict[str, Any]:
    return {"next_hearing_date": day, **({"hearing_kind": kind} if kind else {})}


def motion(day: str | None) -> dict[str, Any]:
    return {"gov_motion": "yes", **({"gov_motion_date": day} if day else {})}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # a final hearing: thirty days before, the tier by the hearing
        (hearing("2027-05-24"), row("P4", "2027-04-23", "2027-04-26")),
        (hearing("2027-05-23"), row("P3", "2027-04-23", "2027-04-23")),
        (hearing("2027-01-24"), row("P3", "12-24", "12-28")),
        (hearing("2027-01-22"), row("P2", "12-23", "12-23")),
        (hearing("2027-01-08"), row("P2", "12-09", "12-09")),
        # papers are due within ten days, or late: at least P1
        (hearing("2027-01-03"), row("P1", "12-04", "12-04")),
        (hearing("2026-12-24"), row("P1", "11-24", "11-24")),
        (hearing("2026-12-23"), row("P1", "12-22", "12-23")),
        (hearing("2026-12-19"), row("P1", "12-18", "12-19")),
        (hearing("2026-12-02"), row("P1", "12-01", "12-02")),
        (hearing("2026-12-01"), row("P0", "11-30", "12-01")),
        (hearing("2026-11-30"), row("P0", "11-27", "11-30")),
        (hearing("2026-11-24"), row("P0", "11-23", "11-24")),
        (hearing("2026-11-23"), row("P0", "11-20", "11-23", "passed")),
        # a short hearing: fifteen days before
        (hearing("2027-01-25", "master"), row("P3", "2027-01-08", "2027-01-11")),
        (hearing("2026-12-24", "master"), row("P2", "12-09", "12-09")),
        (hearing("2026-12-19", "master"), row("P1", "12-04", "12-04")),
        (hearing("2026-12-15", "master"), row("P1", "11-30", "11-30")),
        (hearing("2026-12-09", "master"), row("P1", "11-24", "11-24")),
        (hearing("2026-12-08", "master"), row("P1", "12-07", "12-08")),
        # a bond hearing: the day before
        (hearing("2027-01-25", "bond"), row("P3", "2027-01-22", "2027-01-25")),
        (hearing("2026-12-15", "bond"), row("P1", "12-14", "12-14")),
        (hearing("2026-12-13", "bond"), row("P1", "12-11", "12-13")),
        (hearing("2026-11-25", "bond"), row("P0", "11-24", "11-24")),
        (hearing("2026-11-24", "bond"), row("P0", "11-23", "11-24")),
        # no kind, or not sure: as a final one
        (hearing("2027-01-25", "not_sure"), row("P3", "12-24", "12-28")),
        (hearing("2027-01-25", None), row("P3", "12-24", "12-28")),
        # half known, not known
        (hearing("2027-03"), row("P3", "2027-01-29", "2027-02-01", "earliest")),
        (hearing("2026-12"), row("P0", "11-24", "12-01", "earliest")),
        (hearing("2026-12", "master"), row("P0", "11-24", "12-01", "earliest")),
        (hearing("2026-12", "bond"), row("P0", "11-30", "11-30", "earliest")),
        (hearing("2026-11"), row("P0", "11-24", None, "earliest")),
        (hearing("2027"), row("P1", "12-02", "12-02", "earliest")),
        (hearing("not_sure"), row("P0", "11-24", None, "unknown")),
        (hearing("2026-02"), row("P0", "01-30", "02-01", "passed")),
    ],
)
def test_a_hearing_has_papers_before_it(given: dict[str, Any], expected: Expected) -> None:
    (found_hearing,) = deadlines_of("R04", triage_of(given))

    assert found(found_hearing) == expected


def test_a_hearing_without_any_date_is_silent() -> None:
    assert triage_of({"court_case": "yes", "hearing_kind": "individual"}).deadlines == ()


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-12-24", row("P1", "12-24", "12-28")),
        ("2026-12-25", row("P1", "12-24", "12-28")),
        ("2026-12-28", row("P1", "12-24", "12-28")),
        ("2026-12-29", row("P1", "2027-01-22", "2027-01-25")),
        ("2027-01-17", row("P1", "2027-01-22", "2027-01-25")),
        ("2027-01-18", row("P0", "2027-01-22", "2027-01-25")),
        ("2027-01-25", row("P0", "2027-01-22", "2027-01-25")),
        ("2027-01-26", row("P0", "2027-01-22", "2027-01-25", "passed")),
    ],
)
def test_after_the_papers_are_late_the_hearing_itself_counts(
    received: str, expected: Expected
) -> None:
    triage = triage_of(hearing("2027-01-25"), received=date.fromisoformat(received))

    assert found(deadlines_of("R04", triage)[0]) == expected


@pytest.mark.parametrize(
    ("received", "act_by"),
    [
        # the papers are due on a day from 2 to 6 December, a Sunday
        ("2026-12-01", "2026-12-02"),
        ("2026-12-02", "2026-12-02"),
        ("2026-12-03", "2026-12-03"),
        ("2026-12-07", "2026-12-07"),
        # they are late whichever day was meant: the hearing itself counts
        ("2026-12-08", "2026-12-31"),
    ],
)
def test_papers_that_may_be_late_or_not_are_due_at_once(received: str, act_by: str) -> None:
    early_in_january = {"calendar": "hijri", "said": "1448-07-24"}
    given = {"next_hearing_date": early_in_january, "hearing_kind": "individual"}
    triage = triage_of(given, received=date.fromisoformat(received))

    assert deadlines_of("R04", triage)[0].act_by == date.fromisoformat(act_by)


def test_a_final_hearing_is_planned_for_two_months_before_its_papers() -> None:
    (final,) = deadlines_of("R04", triage_of(hearing("2027-05-24")))
    (short,) = deadlines_of("R04", triage_of(hearing("2027-05-24", "master")))

    assert final.plan_by == date(2027, 2, 22)
    assert short.plan_by == short.act_by


def test_time_raises_a_hearing_step_by_step() -> None:
    triage = triage_of(hearing("2027-01-25"))

    assert [(step.from_day.isoformat(), step.tier) for step in triage.steps] == [
        ("2026-11-26", "P2"),
        ("2026-12-14", "P1"),
        ("2027-01-18", "P0"),
    ]


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("individual", "Your final court date is 1 March 2027"),
        ("master", "due 15 days before"),
        ("bond", "bond hearing is on 1 March 2027"),
        ("not_sure", "We do not know which kind it is"),
        (None, "We do not know which kind it is"),
    ],
)
def test_the_sentence_names_the_kind_and_the_day_of_the_hearing(
    kind: str | None, part: str
) -> None:
    (court,) = deadlines_of("R04", triage_of(hearing("2027-03-01", kind)))

    assert part in court.reason.says.in_english()


def test_the_older_manual_would_give_papers_more_time() -> None:
    row_ = shipped().parameter("individual_filing_days", on=date(2026, 11, 24))
    law = shipped().amended([replace(row_, value=15)])

    (court,) = deadlines_of("R04", triage_of(hearing("2027-01-25"), law=law))

    assert found(court) == row("P3", "2027-01-08", "2027-01-11")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (motion("2026-11-24"), row("P1", "12-04", "12-04")),
        (motion("2026-11-17"), row("P0", "11-27", "11-27")),
        (motion("2026-11-16"), row("P0", "11-25", "11-27")),
        (motion("2026-11-14"), row("P0", "11-24", "11-24")),
        (motion("2026-11-18"), row("P0", "11-27", "11-30")),
        (motion("2026-11-20"), row("P1", "11-30", "11-30")),
        (motion("2026-11-10"), row("P1", "11-20", "11-20", "passed")),
        (motion("2026-11"), row("P0", "11-24", None, "earliest")),
        (motion("not_sure"), row("P0", "11-24", None, "unknown")),
        (motion(None), row("P0", "11-24", None, "unknown")),
    ],
)
def test_a_motion_wants_an_answer(given: dict[str, Any], expected: Expected) -> None:
    (asked,) = deadlines_of("R09", triage_of(given))

    assert found(asked) == expected


def test_a_motion_is_urgent_though_a_judge_gives_more_days() -> None:
    days = shipped().parameter("motion_answer_days", on=date(2026, 11, 24))
    law = shipped().amended([replace(days, value=30)])

    (asked,) = deadlines_of("R09", triage_of(motion("2026-11-20"), law=law))

    assert found(asked) == row("P1", "12-18", "12-21")


@pytest.mark.parametrize("answer", ["no", "not_sure"])
def test_no_motion_no_answer(answer: str) -> None:
    assert triage_of({"gov_motion": answer}).deadlines == ()
