"""``flask doctor``: print the settings in force and the result of every health check."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import groupby
from operator import attrgetter

import click
from flask.cli import with_appcontext
from sqlalchemy import make_url

from intake import clock
from intake.actions.health.check import UNKNOWN, Result, State
from intake.actions.health.checks import check_health
from intake.cli import app_context
from intake.cli.mail_server import mail_server_problem, send_test_letter_to
from intake.settings import Settings
from intake.storage_faults import StorageFault

MUST_WORK = ("database", "tables", "keys")
"""Checks that must pass before a request can be submitted and read."""


@click.command("doctor")
@click.option("--send-test-letter", "address", metavar="ADDRESS", help="Send a test email there.")
@with_appcontext
def command(address: str | None) -> None:
    """Print the settings in force and all problems; exits with 1 if people cannot be served.

    Connects to the mail server and signs in there. Also exits with 1 if a test email fails.
    """
    settings = app_context.settings()
    for name, value in in_force(settings):
        click.echo(f"{name} = {value}")
    results = check_health(settings, clock.now())
    for line in lines_of(results, "" if address else mail_server_problem(settings)):
        click.echo(line)
    if address:
        send_test_letter_to(address, settings)
    end(results)


def end(results: Iterable[Result]) -> None:
    """Exit with 1 if this database role may not read, or people cannot be served."""
    if any(StorageFault.NOT_ALLOWED in result.found.names for result in results):
        raise click.ClickException(StorageFault.NOT_ALLOWED.sentence)
    if any(result.check.code in MUST_WORK and result.row.state is State.BAD for result in results):
        raise SystemExit(1)


def in_force(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the name and value of each setting; of a secret, only whether it is set."""
    for field in fields(settings):
        value = getattr(settings, field.name)
        if field.name == "database_url":
            shown = make_url(value).render_as_string(hide_password=True)
        elif not field.repr:
            shown = "(set)" if value else "(not set)"
        elif isinstance(value, tuple):  # of pairs, such as EXIT_URLS, each as es=https://…
            shown = " ".join(item if isinstance(item, str) else "=".join(item) for item in value)
        else:
            shown = str(value)
        yield field.name.upper(), shown


def lines_of(results: Sequence[Result], problem: str) -> Iterator[str]:
    """Yield the checks that passed, then after a ``!`` the warnings, then the failures.

    *problem* is the sentence about the mail server if connecting to it failed. Sentences about
    single settings, languages, values and contacts end the report.
    """
    for state in State:
        for result in results:
            if result.row.state is state and result.found.finding != UNKNOWN:
                mark = "" if state is State.GOOD else "! "
                yield f"{mark}{result.check.title}: {result.text}"
    by_reason = attrgetter("row.sentence")
    unknown = [result for result in results if result.found.finding == UNKNOWN]
    for reason, group in groupby(sorted(unknown, key=by_reason), key=by_reason):
        yield f"! {reason}: {', '.join(result.check.code for result in group)}."
    if problem:
        yield f"! {problem}"
    elif all(result.row.state is State.GOOD for result in results):
        yield "No problems found."
    for result in results:
        yield from (f"  {detail}" for detail in result.found.details)
