"""``flask published``: put right the rows of what members published."""

import click
from flask import current_app
from flask.cli import AppGroup

from intake.actions.law.publish import repair
from intake.amendments import published
from intake.extensions import saving

command = AppGroup("published", help="Put right what members published.")


@command.command("repair")
def repair_() -> None:
    """Delete rows that do not hold, and write back those that this node has in its file."""
    if not published.path().exists():  # what was in force is in it
        raise click.ClickException(f"{published.path()} is not there. Run this where it is.")
    with saving():
        count = repair(current_app.config["SETTINGS"].recovery_fingerprint)
    click.echo(f"{count} rows put right." if count != 1 else "1 row put right.")
