"""``flask db``: Flask-Migrate's commands; Alembic is imported only when they are named."""

from copy import copy
from typing import Any

import click
from flask.cli import with_appcontext
from flask_migrate.cli import db as library

from intake.cli import app_context
from intake.database_file import create_file, file_of
from intake.extensions import db
from intake.keys import seen_epochs

HAD_DATABASE = (
    "There is no database where DATABASE_URL says, but RECOVERY_FINGERPRINT, or seen_epochs.json "
    "in VAR, shows that there was one. Answers saved in a new one would be lost, so none was "
    "created. Mount or restore its folder, or restore a backup: flask backup restore FILE."
)


@click.pass_context
@with_appcontext
def upgrade(context: click.Context, /, **options: Any) -> None:
    """Create the SQLite file of a new installation, then upgrade it as the library does."""
    begin_database()
    context.invoke(library.commands["upgrade"], **options)


command = copy(library)
command.commands = {**library.commands, "upgrade": copy(library.commands["upgrade"])}
command.commands["upgrade"].callback = upgrade


def begin_database() -> None:
    """Create the SQLite file of a new installation, unless it exists.

    Refuse where the installation has a pin or has seen a team's keys: then it had a database.
    """
    if (path := file_of(db.engine)) is None:
        return
    try:
        path.stat()
    except FileNotFoundError:
        settings = app_context.settings()
        if settings.recovery_fingerprint or (settings.var / seen_epochs.FILE).exists():
            raise click.ClickException(HAD_DATABASE) from None
        create_file(db.engine)
    except OSError:  # the folder cannot be read: the next use of the engine tells why
        return
