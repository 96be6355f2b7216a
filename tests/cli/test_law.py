"""``flask law`` lists the legal values, and checks which are missing or overdue for review."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine

from intake.amendments.approved import law_book
from intake.amendments.recalls import cases_by_parameter
from intake.cli import law
from intake.law.book import LawBook, shipped
from tests.actions.law.test_reassess_open_cases import APPEAL, NO_APPEAL, settled
from tests.actions.law.test_reassess_open_cases import run as run_recall
from tests.cases.making import TODAY, new_team
from tests.support.databases.fixtures import ON_BOTH
from tests.support.tables import beside


def test_the_list_tells_value_source_and_check_of_every_number(bare_app):
    result = run(bare_app, "list")

    assert result.exit_code == 0
    assert result.output.count("    Source: ") == len(shipped().rows)
    assert "bia_appeal_days = 30\n" in result.output
    assert "Would be 10 if the 10-day limit" in result.output
    assert "Would be another if a court restores the program." in result.output
    assert "From 2025-07-04 until 2026-05-28. Knowledge." in result.output
    assert "poverty_alaska = 19950 27050" in result.output
    assert "2026-11-26 2026-12-25\n" in result.output


@pytest.mark.parametrize(
    "day, options, exit_code, part",
    beside(__file__),
)
def test_the_check_fails_only_where_no_value_is_in_force(bare_app, day, options, exit_code, part):
    with time_machine.travel(f"{day}T15:00:00Z", tick=False):
        result = run(bare_app, "check", *options.split())

    assert result.exit_code == int(exit_code)
    assert part in result.output


@ON_BOTH
def test_rows_without_a_lawyer_are_listed_by_the_open_cases_that_rest_on_them(db_session):
    team = new_team()
    reader = team.reader()
    for answers in [APPEAL] * 6 + [NO_APPEAL]:
        settled(team, answers)
    run_recall(reader, shipped())

    lines = law.unsigned(law_book(), cases_by_parameter(), on=TODAY)

    assert lines[0].startswith("work_permit_apply_days: no lawyer has signed it; 7 open cases:")
    said = {line.partition(":")[0]: line for line in lines}
    assert "6 open cases: Days to appeal" in said["bia_appeal_days"]
    assert "few open cases" in said["petition_for_review_days"]
    assert "ladder_p0_days" not in said, "our own policy needs no lawyer"


@ON_BOTH
def test_few_cases_are_not_counted_in_clear(db_session):
    team = new_team()
    for _ in range(4):
        settled(team, APPEAL)

    assert run_recall(team.reader(), shipped()).read == {}


def test_the_day_is_that_of_the_organisation(bare_app):
    with time_machine.travel("2027-01-01T03:00:00Z", tick=False):
        still_december_in_new_york = run(bare_app, "check", "--strict")

    assert still_december_in_new_york.exit_code == 0


def test_a_number_that_ended_is_named_once():
    row = shipped().parameter("reopen_days", on=date(2026, 11, 24))
    book = LawBook(rows=(replace(row, until=date(2026, 1, 1)),))

    assert law.findings(book, on=date(2026, 11, 24)) == ["reopen_days has no value in force."]


def run(app, *arguments):
    return app.test_cli_runner().invoke(law.command, list(arguments))
