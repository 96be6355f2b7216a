"""``flask published``: put right the rows of what members published."""

import click
from flask import current_app
from flask.cli import AppGroup

from intake.actions.law.publish import repair
from intake.extensions import saving

command = AppGroup("published", help="Put right what members published.")


@command.command("repair")
def repair_() -> None:
    """Delete rows that do not hold, and write back those that this node has in its file."""
    with saving():
        count = repair(current_app.config["SETTINGS"].recovery_fingerprint)
    click.echo(f"{count} rows put right." if count != 1 else "1 row put right.")
