"""``flask doctor``: what is in force, and what is wrong, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import make_url, text

from intake import clock
from intake.amendments.approved import law_book
from intake.audit.alarms import alarms
from intake.catalogues import file_of, read_catalogue
from intake.cli import NO_TABLES, here
from intake.cli.mail_server import mail_server_problem, send_test_letter_to
from intake.cli.renewing import what_is_amiss as secrets_amiss
from intake.environment import unknown_names
from intake.extensions import db
from intake.keys import store as keys
from intake.outbox.mail_health import trouble
from intake.revisions import up_to_date
from intake.settings import Settings
from intake.settings.review import review

FEWEST_MEMBERS = 2
"""With fewer, one forgotten password needs the recovery sheets."""

MAIL = {
    "not_configured": "MAIL_SERVER is not set: letters become files in var/mail.",
    "worker_silent": "Nobody delivers letters: run flask outbox work.",
    "nobody": "Letters wait because the team has no member yet and NOTIFY is not set.",
    "late": "Letters are late: flask outbox list tells which.",
    "parked": "Letters were given up after many tries: flask outbox list tells which.",
}

AUDIT = {
    "broken": "The audit log was changed: flask audit verify tells where.",
    "seal": "Something sealed does not open, it was changed or damaged: the desk's log says what.",
    "missing": "Something was taken away from a case: the desk's log says from which.",
    "unchained": "The audit log waits to be chained: run flask outbox work.",
}

UNSET = {
    "organisation_name": "ORGANISATION_NAME is not set: pages cannot say who helps.",
    "help_phone": "HELP_PHONE is not set: pages offer no person to call.",
    "notice_approved_by": "NOTICE_APPROVED_BY is not set: nobody has approved the notice.",
}


@click.command("doctor")
@click.option("--send-test-letter", "address", metavar="ADDRESS", help="Send a test email there.")
@with_appcontext
def command(address: str | None) -> None:
    """Print what is in force and what is wrong; ends with 1 where people cannot be served.

    Connects to the mail server and signs in there. A test email that is not sent ends with 1, too.
    """
    settings = here.settings()
    for name, value in in_force(settings):
        click.echo(f"{name} = {value}")
    broken = list(what_is_broken(settings))
    amiss = [] if broken else list(what_is_amiss(settings))
    if not address and (problem := mail_server_problem(settings)):
        amiss.append(problem)
    for sentence in (*broken, *amiss):
        click.echo(f"! {sentence}")
    if not broken and not amiss:
        click.echo("All is well.")
    if address:
        send_test_letter_to(address, settings)
    if broken:
        raise SystemExit(1)


def in_force(settings: Settings) -> Iterator[tuple[str, str]]:
    """Each setting as it is used; of a secret, only whether there is one."""
    for one in fields(settings):
        value = getattr(settings, one.name)
        if one.name == "database_url":
            shown = make_url(value).render_as_string(hide_password=True)
        elif not one.repr:
            shown = "(set)" if value else "(not set)"
        else:
            shown = _shown(value)
        yield one.name.upper(), shown


def _shown(value: object) -> str:
    """Return a setting on one line; of pairs, such as ``EXIT_URLS``, each as ``es=https://…``."""
    if not isinstance(value, tuple):
        return str(value)
    return " ".join(item if isinstance(item, str) else "=".join(item) for item in value)


def what_is_broken(settings: Settings) -> Iterator[str]:
    """Why nobody can send a request, or nobody can read one."""
    db.session.execute(text("SELECT 1"))  # else one that cannot be reached seems to have no tables
    if not up_to_date():
        yield NO_TABLES
        return
    try:
        keys.recipient_of(keys.the_team().id, pin=settings.recovery_fingerprint)
    except keys.NoKeysYet:
        yield "There are no keys yet: run flask keys init."
    except keys.UntrustedTeamKey:
        yield "The team's keys do not chain to RECOVERY_FINGERPRINT: nothing can be sent."


def what_is_amiss(settings: Settings) -> Iterator[str]:
    """What somebody should see to, though people are served."""
    now = clock.now()
    yield from (MAIL[one.code] for one in trouble(settings, now=now))
    yield from (AUDIT[code] for code in alarms(now=now))
    yield from filter(None, [secrets_amiss()])
    yield from _stale_law(clock.today(settings.time_zone))
    yield from _few_members()
    yield from _drafts(settings)
    yield from (sentence for name, sentence in UNSET.items() if not getattr(settings, name))
    for name in unknown_names(Path(current_app.root_path).parent):
        yield f"{name} in .env is no setting."
    yield from (warning.sentence for warning in review(settings))
    if (settings.var / "recovery").is_dir():
        yield "The recovery sheets lie in var/recovery: print them, then remove them."
    db.session.rollback()


def _stale_law(today: date) -> Iterator[str]:
    if stale := sorted({one.id for one in law_book().stale(on=today)}):
        yield f"The law book wants a look, the day for it is over: {', '.join(stale)}."


def _drafts(settings: Settings) -> Iterator[str]:
    for tag in settings.languages:
        locale = tag.replace("-", "_")
        if tag != "en" and not file_of(locale).is_file():
            yield f"There is no catalogue for {tag}: its readers see English (make language)."
        catalogue = read_catalogue(locale)
        if catalogue.missing:
            yield f"Sentences that are missing in {tag}: {catalogue.missing}; readers see English."
        if catalogue.unreviewed:
            done = len(catalogue.reviewed)
            yield f"Sentences in {tag} that a person has reviewed: {done}; the others are drafts."


def _few_members() -> Iterator[str]:
    for team in keys.teams():
        if (count := len(keys.members_with_keys(team.id))) < FEWEST_MEMBERS:
            yield f"Team {team.name}: members with keys: {count}; two keep each other's access."
