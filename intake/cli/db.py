"""``flask db``: Flask-Migrate's commands; Alembic is imported only when they are named."""

from flask_migrate.cli import db

command = db
