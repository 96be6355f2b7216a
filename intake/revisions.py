"""Compare the revision of the database with this release, without loading Alembic (slow)."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from intake.extensions import db

FOLDER = Path(__file__).parents[1] / "migrations" / "versions"
FOLLOWS = re.compile(r'^down_revision = "(\d{4})"', re.MULTILINE)
NUMBER = re.compile(r"(?!0000)[0-9]{4}")
"""Form of the number of a revision, in this release and later ones."""


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
    revision = str(applied)
    # Releases only add revisions: a number that this one lacks is a later one's, whatever it is.
    is_newer = NUMBER.fullmatch(revision) is not None and not is_known(revision)
    return applied is not None and (revision == newest() or is_newer)


def newest() -> str:
    """Return the number of this release's newest revision, which no other follows.

    Numbers are given out before the order in which revisions land is known, so that the newest
    need not have the highest.
    """
    before = _before()
    (last,) = before.keys() - before.values()
    return last


def is_known(revision: str) -> bool:
    """Return true for a revision that this release has."""
    return revision in _before()


@cache
def _before() -> Mapping[str, str]:
    """Return for each revision the one that it follows, empty for the first."""
    return {
        file.name[:4]: "".join(FOLLOWS.findall(file.read_text("utf-8")))
        for file in FOLDER.glob("[0-9]*.py")
    }
