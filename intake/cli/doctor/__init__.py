"""``flask doctor``: print the settings in force and the result of every health check."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import groupby
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import make_url

from intake import clock
from intake.actions.health.check import UNKNOWN, Check, State
from intake.actions.health.check_health import check_health
from intake.catalogues import file_of, read_catalogue
from intake.cli import app_context
from intake.cli.doctor.health_words import reason_of, sentence_of
from intake.cli.mail_server import mail_server_problem, send_test_letter_to
from intake.environment import DoubtfulName, doubtful_names
from intake.settings import Settings
from intake.settings.review import review
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
    doubtful = doubtful_names(os.environ, Path(current_app.root_path).parent)
    checks = check_health(
        settings,
        now=clock.now(),
        unknown_settings=[doubtful_name.name for doubtful_name in doubtful],
    )
    problem = "" if address else mail_server_problem(settings)
    for line in lines_of(checks, problem):
        click.echo(line)
    for sentence in (*about_settings(settings, doubtful), *about_translations(settings)):
        click.echo(f"  {sentence}")
    if address:
        send_test_letter_to(address, settings)
    end(checks)


def end(checks: Iterable[Check]) -> None:
    """Exit with 1 if this database role may not read, or people cannot be served."""
    if any(StorageFault.NOT_ALLOWED in check.names for check in checks):
        raise click.ClickException(StorageFault.NOT_ALLOWED.sentence)
    if any(check.code in MUST_WORK and check.state is State.BAD for check in checks):
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


def lines_of(checks: tuple[Check, ...], problem: str) -> Iterator[str]:
    """Yield the checks that passed, then after a ``!`` the warnings, then the failures.

    *problem* is the sentence about the mail server if connecting to it failed.
    """
    for state in State:
        for check in checks:
            if check.state is state and check.finding != UNKNOWN:
                yield f"{'' if state is State.GOOD else '! '}{sentence_of(check)}"
    unknown = sorted((check for check in checks if check.finding == UNKNOWN), key=reason_of)
    for reason, group in groupby(unknown, key=reason_of):
        yield f"! {reason}{', '.join(check.code for check in group)}."
    if problem:
        yield f"! {problem}"
    elif all(check.state is State.GOOD for check in checks):
        yield "No problems found."


UNSET = {
    "organisation_name": "ORGANISATION_NAME is not set: pages cannot show who you are.",
    "help_phone": "HELP_PHONE is not set: pages show no phone number to call.",
    "notice_approved_by": "NOTICE_APPROVED_BY is not set: the privacy notice is not approved.",
}


def about_settings(settings: Settings, names: Iterable[DoubtfulName]) -> Iterator[str]:
    """Yield a sentence for each setting that is missing, doubtful, unknown or repeated."""
    yield from (sentence for name, sentence in UNSET.items() if not getattr(settings, name))
    yield from (warning.sentence for warning in review(settings))
    yield from (doubtful.sentence for doubtful in names)


def about_translations(settings: Settings) -> Iterator[str]:
    """Yield a sentence for each language whose translation is missing, incomplete or unreviewed."""
    for tag in settings.languages:
        locale = tag.replace("-", "_")
        if tag != "en" and not file_of(locale).is_file():
            yield f"No translation file for {tag}: readers see English. Run make language."
        catalogue = read_catalogue(locale)
        if catalogue.missing:
            yield f"Strings missing in {tag}: {catalogue.missing}. Readers see English."
        if catalogue.unreviewed:
            yield f"Reviewed strings in {tag}: {len(catalogue.reviewed)}. The rest are drafts."
