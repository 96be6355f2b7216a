"""Run each request of a test in the PostgreSQL role of its door (``deploy/roles.sql``)."""

from pathlib import Path
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Engine, event

from intake.web.security import door

SCRIPT = Path(__file__).parents[3] / "deploy" / "roles.sql"


def grant_roles(engine: Engine):
    """Create the roles, and grant their rights to this database."""
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4711)")
        connection.exec_driver_sql(SCRIPT.read_text("utf-8").replace("%", "%%"))


def use_door_roles(engine: Engine):
    """Give each request the rights of its door; statements outside requests keep all rights."""
    if engine.dialect.name != "postgresql":
        return

    @event.listens_for(engine, "begin")
    def begin(connection: Any):
        if has_request_context():
            role = "desk" if request.path == "/metrics" else door()
            connection.exec_driver_sql(f"SET LOCAL ROLE intake_{role}")
