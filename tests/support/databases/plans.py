"""Ask the database how it would answer a query."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session, scoped_session

from intake.extensions import db


def plans_of(db_session: scoped_session[Session], act: Callable[[], Any]) -> list[list[str]]:
    """Return the plan of each query that *act* asks."""
    statements: list[tuple[str, Any]] = []

    def record(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any):
        statements.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", record)
    act()
    event.remove(db.engine, "before_cursor_execute", record)
    connection, is_sqlite = db_session.connection(), db.engine.dialect.name == "sqlite"
    if not is_sqlite:
        db_session.execute(text("SET LOCAL enable_seqscan = off"))
        db_session.execute(text("SET LOCAL enable_bitmapscan = off"))
    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    return [
        [str(row[-1]) for row in connection.exec_driver_sql(explain + statement, values)]
        for statement, values in statements
        if statement.startswith("SELECT")
    ]
