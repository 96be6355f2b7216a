"""Compare the revision of the database with this release, without loading Alembic (slow)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from intake.extensions import db

FOLDER = Path(__file__).parents[1] / "migrations" / "versions"


def up_to_date() -> bool:
    """Return true if the newest revision of this release has been applied to the database.

    A newer revision counts too: a release only adds to tables (``docs/CONTRIBUTING.md``), so that
    nodes of the previous one keep serving during a rolling upgrade. Return false without a
    database.
    """
    try:
        applied = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return False
    finally:
        db.session.rollback()
    return applied is not None and str(applied) >= newest()


def newest() -> str:
    """Return the number of this release's newest revision, the first digits of its file name."""
    return max(file.name for file in FOLDER.glob("[0-9]*.py"))[:4]
