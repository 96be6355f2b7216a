"""Is the process alive, and is it ready for people?"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from intake.extensions import db
from intake.web.access import anyone

blueprint = Blueprint("health", __name__)
VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"


@blueprint.get("/healthz")
@anyone
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return "ok\n", {"Content-Type": "text/plain"}


@blueprint.get("/readyz")
@anyone
def readyz() -> ResponseReturnValue:
    """The database answers, and its tables are those of this release."""
    ready = is_ready()
    return (
        "ok\n" if ready else "not ready\n",
        200 if ready else 503,
        {"Content-Type": "text/plain"},
    )


def is_ready() -> bool:
    """Whether the newest migration has been applied."""
    newest = max(file.name for file in VERSIONS.glob("[0-9]*.py"))
    try:
        applied = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return False
    return str(applied) == newest[:4]
