"""``flask db``: Flask-Migrate's commands, and with them Alembic, loaded only when asked for."""

from flask_migrate.cli import db

command = db
