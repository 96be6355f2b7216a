"""Whether the tables are those of this release; told without loading Alembic, which is slow."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from intake.extensions import db

FOLDER = Path(__file__).parents[1] / "migrations" / "versions"


def up_to_date() -> bool:
    """Whether the newest revision has been applied; no, too, where there is no database."""
    try:
        applied = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return False
    finally:
        db.session.rollback()
    return str(applied) == newest()


def newest() -> str:
    """The number of the newest revision, as its file's name begins."""
    return max(file.name for file in FOLDER.glob("[0-9]*.py"))[:4]
