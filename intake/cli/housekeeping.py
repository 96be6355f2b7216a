"""``flask housekeeping run``: for a timer, once an hour or so."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from intake import clock
from intake.actions.housekeep import housekeep
from intake.extensions import db, writing
from intake.settings import Settings


@click.group()
def command() -> None:
    """What time does to things."""


@command.command()
@with_appcontext
def run() -> None:
    """Discard drafts out of time, end sessions that ran out, raise tiers whose day has come."""
    settings: Settings = current_app.config["SETTINGS"]
    with writing():
        kept = housekeep(today=clock.today(settings.time_zone), now=clock.now())
        db.session.commit()
    click.echo(
        f"{kept.drafts_discarded} drafts discarded, {kept.sessions_ended} sessions ended, "
        f"{kept.tiers_raised} tiers raised."
    )
