"""``flask demo load``: invented cases through the real way of sending."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import click
from flask.cli import with_appcontext

from intake import clock
from intake.actions.keep_draft import keep_draft
from intake.actions.start_request import start_request
from intake.actions.submit import ready_to_send, submit
from intake.cli import here
from intake.cli.demo_people import somebody
from intake.eligibility.rules import Practice
from intake.extensions import db, writing
from intake.law.book import shipped
from intake.settings import Settings

DAYS_BACK = 21
TOGETHER = 50
"""So many cases are made in one transaction, when there are many."""


@click.group()
def command() -> None:
    """Invented cases, to look at."""


@command.command()
@click.option(
    "--cases", type=click.IntRange(min=1), default=200, show_default=True, help="How many."
)
@click.option("--seed", default=1, show_default=True, help="The same seed, the same people.")
@with_appcontext
def load(cases: int, seed: int) -> None:
    """Add invented cases, received over the last three weeks."""
    chance = Random(seed)  # noqa: S311 - invented people, no secret
    settings = here.settings()
    if not settings.recovery_fingerprint:
        raise click.ClickException("There are no keys yet: run make run or flask keys init first.")
    if not settings.loopback:
        click.confirm(f"Invented cases, in the queue of {settings.public_url}?", abort=True)
    left = cases
    while left:
        with writing():
            for _ in range(min(left, TOGETHER)):
                _send(chance, settings)
            db.session.commit()
        left -= min(left, TOGETHER)
    click.echo(f"{cases} invented cases added.")


def _send(chance: Random, settings: Settings) -> None:
    received = _a_day(chance, settings)
    token = secrets.token_bytes(32)
    opened = start_request(
        token,
        language=chance.choice(settings.languages),
        today=received,
        now=clock.now(),
        installation=settings.recovery_fingerprint,
    )
    draft = replace(opened.draft, answers=somebody(chance, received))
    ready = ready_to_send(
        keep_draft(opened, draft, today=received, now=clock.now()),
        law=shipped(),
        practice=Practice(
            income_percent=settings.income_percent, service_area=settings.service_area
        ),
        retention_days=settings.retention_days,
        received=received,
    )
    db.session.flush()
    submit(ready, token)


def _a_day(chance: Random, settings: Settings) -> date:
    today = clock.today(settings.time_zone)
    return today - timedelta(days=int(DAYS_BACK * chance.random() ** 2))
