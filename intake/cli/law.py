"""``flask law``: list the legal values, and check which are missing or overdue for review."""

from collections import Counter
from datetime import date

import click
from flask.cli import AppGroup

from intake.cli import app_context
from intake.law.book import LawBook, Parameter, Value, shipped

command = AppGroup("law", help="List and check legal values.")


@command.command("list")
def list_all() -> None:
    """Print every legal value with its dates, confidence, source and last check."""
    for row in shipped().rows:
        for line in listing(row):
            click.echo(line)


@command.command("check")
@click.option("--strict", is_flag=True, help="Exit with 1 for stale values too.")
def check(strict: bool) -> None:
    """Name the legal values that are missing today, overdue for review, or not signed.

    Those that most open cases rest on come first. Without a database, check the book of the
    release.
    """
    today, (law, cases) = app_context.today(), _book_and_cases()
    missing, stale = law.missing(on=today), law.stale(on=today)
    for line in (*findings(law, on=today), *unsigned(law, cases, on=today)):
        click.echo(line)
    if missing:
        raise click.ClickException(
            f"Legal values missing on {today}: {len(missing)}. Add them in intake/law/data."
        )
    if strict and stale:
        raise click.ClickException(f"Legal values overdue for review: {len(stale)}.")


def listing(row: Parameter) -> list[str]:
    """Return the lines about one parameter, as lawyers read it."""
    until = f" until {row.until}" if row.until else ""
    lines = [
        f"{row.id} = {shown(row.value)}",
        f"    {row.what}.",
        f"    From {row.from_day}{until}. {row.confidence.value.capitalize()}.",
        f"    Source: {row.source}",
        f"    Checked on {row.checked_on} by {row.checked_by}. Review by {row.review_by}.",
    ]
    lines += [f"    Signed on {on} by {by}." for by, on in row.signatures]
    if row.alternative_if:
        alternative = "another" if row.alternative is None else row.alternative
        lines.append(f"    Would be {alternative} if {row.alternative_if}.")
    return lines


def findings(law: LawBook, *, on: date) -> list[str]:
    """Return a line for each legal value that is missing or overdue for review on a day."""
    missing = law.missing(on=on)
    lines = [f"{id_} has no value in force." for id_ in missing]
    lines += [
        f"{row.id}: review was due {row.review_by}: {row.what}."
        for row in law.stale(on=on)
        if row.id not in missing
    ]
    return lines or [f"All legal values are in force on {on}, and none is overdue for review."]


def unsigned(law: LawBook, cases: Counter[str], *, on: date) -> list[str]:
    """Return a line for each row that no lawyer has signed, by the open cases that rest on it.

    Nothing is counted before the first recalculation.
    """
    few = "few" if cases else "uncounted"
    rows = sorted(law.unsigned(on=on), key=lambda row: -cases[row.id])
    return [
        f"{row.id}: no lawyer has signed it; {cases[row.id] or few} open cases: {row.what}."
        for row in rows
    ]


def _book_and_cases() -> tuple[LawBook, Counter[str]]:
    """Return the book in force, and how many open cases rest on each number."""
    from sqlalchemy.exc import SQLAlchemyError

    from intake.amendments.approved import law_book
    from intake.amendments.recalls import cases_by_parameter

    try:
        with app_context.application():
            return law_book(), cases_by_parameter()
    except (SQLAlchemyError, app_context.SettingsRefused):
        return shipped(), Counter()


def shown(value: Value) -> str:
    """Return a value on one line."""
    if isinstance(value, int):
        return f"{value:,}"
    return " ".join(map(str, value))
