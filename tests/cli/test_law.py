"""``flask law`` lists the legal values, and checks which are missing or overdue for review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from click.testing import Result
from flask import Flask

from intake.cli import law
from intake.law.book import LawBook, shipped


def test_the_list_tells_value_source_and_check_of_every_number(bare_app):
    result = run(bare_app, "list")

    assert result.exit_code == 0
    assert result.output.count("    Source: ") == len(shipped().rows)
    assert "bia_appeal_days = 30\n" in result.output
    assert "Would be 10 if the 10-day limit" in result.output
    assert "Would be another if a new amount is published for 2027." in result.output
    assert "From 2025-07-04 until 2026-05-28. Knowledge." in result.output
    assert "poverty_alaska = 19950 27050" in result.output
    assert "2026-11-26 2026-12-25\n" in result.output


@pytest.mark.parametrize(
    ("day", "options", "exit_code", "part"),
    [
        ("2026-11-24", (), 0, "none is overdue"),
        ("2026-11-24", ("--strict",), 0, "none is overdue"),
        ("2027-03-01", (), 0, "bia_appeal_days: review was due 2027-01-31"),
        ("2027-03-01", ("--strict",), 1, "Legal values overdue for review: 50"),
        ("2051-03-01", (), 1, "federal_holidays has no value in force"),
        ("2051-03-01", ("--strict",), 1, "Legal values missing on 2051-03-01: 1"),
    ],
)
def test_the_check_fails_only_where_no_value_is_in_force(bare_app, day, options, exit_code, part):
    with time_machine.travel(f"{day}T15:00:00Z", tick=False):
        result = run(bare_app, "check", *options)

    assert result.exit_code == exit_code
    assert part in result.output


def test_the_day_is_that_of_the_organisation(bare_app):
    with time_machine.travel("2027-01-01T03:00:00Z", tick=False):
        still_december_in_new_york = run(bare_app, "check", "--strict")

    assert still_december_in_new_york.exit_code == 0


def test_a_number_that_ended_is_named_once():
    row = shipped().parameter("reopen_days", on=date(2026, 11, 24))
    book = LawBook(rows=(replace(row, until=date(2026, 1, 1)),))

    assert law.findings(book, on=date(2026, 11, 24)) == ["reopen_days has no value in force."]


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(law.command, list(arguments))
