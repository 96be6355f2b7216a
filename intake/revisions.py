"""Compare the tables with this release, without loading Alembic, which is slow."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from intake.extensions import db

FOLDER = Path(__file__).parents[1] / "migrations" / "versions"


def up_to_date() -> bool:
    """Return whether the newest revision of this release has been applied to the tables.

    Tables of the next release count too: it only adds to them (``CONTRIBUTING.md``), so that the
    nodes of this one serve on while an upgrade is rolled. ``False`` where no database answers.
    """
    try:
        applied = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return False
    finally:
        db.session.rollback()
    return applied is not None and str(applied) >= newest()


def newest() -> str:
    """Return the number of this release's newest revision, with which its file's name begins."""
    return max(file.name for file in FOLDER.glob("[0-9]*.py"))[:4]
