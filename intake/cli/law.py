"""``flask law``: every number the rules go by, and which of them somebody should look at."""

from __future__ import annotations

from datetime import date

import click
from flask.cli import AppGroup

from intake.cli import app_context
from intake.law.book import LawBook, Parameter, Value, shipped

command = AppGroup("law", help="The numbers of law that rules go by.")


class NoLaw(click.ClickException):
    """Some number has no value in force, or (where asked for) is stale. Ends with 1."""

    exit_code = 1


@command.command("list")
def list_all() -> None:
    """Print every parameter: value, since when, confidence, source, by whom and when checked."""
    for row in shipped().rows:
        for line in listing(row):
            click.echo(line)


@command.command("check")
@click.option("--strict", is_flag=True, help="End with 1 for a stale number too.")
def check(strict: bool) -> None:
    """Name the numbers with no value in force today, and those that nobody has looked at lately."""
    today, law = app_context.today(), shipped()
    missing, stale = law.missing(on=today), law.stale(on=today)
    for line in findings(law, on=today):
        click.echo(line)
    if missing:
        raise NoLaw(f"Numbers with no value in force on {today}: {len(missing)}.")
    if strict and stale:
        raise NoLaw(f"Numbers that should be looked at again: {len(stale)}.")


def listing(row: Parameter) -> list[str]:
    """One parameter as lawyers read it."""
    until = f" until {row.until}" if row.until else ""
    lines = [
        f"{row.id} = {shown(row.value)}",
        f"    {row.what}.",
        f"    From {row.from_day}{until}. {row.confidence.value.capitalize()}.",
        f"    Source: {row.source}",
        f"    Checked on {row.checked_on} by {row.checked_by}. Look again by {row.review_by}.",
    ]
    if row.alternative_if:
        other = "another" if row.alternative is None else row.alternative
        lines.append(f"    It would be {other} if {row.alternative_if}.")
    return lines


def findings(law: LawBook, *, on: date) -> list[str]:
    """What is wrong with the law book on a day, a line each."""
    missing = law.missing(on=on)
    lines = [f"{id_} has no value in force." for id_ in missing]
    lines += [
        f"{row.id} should have been looked at by {row.review_by}: {row.what}."
        for row in law.stale(on=on)
        if row.id not in missing
    ]
    return lines or [f"Every number has a value in force on {on}, and none is stale."]


def shown(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, int):
        return f"{value:,}"
    return " ".join(str(one) for one in value)
