"""What each request of the desk writes into the log: which acts, and in whose name.

Every application of the tests is watched. The tables stand in ``audited.toml`` in full, beside the
rules of the product and never read from them: a request that logs another act, logs it for another
member, or changes something and logs nothing, fails the test that made it.
"""

import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import Connection, Insert, event, inspect
from sqlalchemy.engine import Engine

LOGGED = "tests.logged"
"""Where a request keeps the entries that it wrote."""

IN_PASSING = (
    *("case_opened", "card_opened", "case_opening_refused", "seal_broken"),
    *("row_false", "row_sealed"),
    *("row_missing", "row_put_back", "row_moved", "conflict_check_*", "list_shown_*"),
    *("letter_read",),
)
"""What any page may log that opens cases, checks them for conflicts, or lists them."""

TABLES: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text("utf-8")
)
ACTS: dict[str, str] = TABLES["acts"]
"""What each form of the desk logs, by its endpoint."""


def watch(app: Flask):
    """Fail each request of a signed-in member that logs something else than the tables have."""
    app.after_request(_check)


@event.listens_for(Engine, "before_execute")
def _note(_connection: Connection, statement: Any, rows: Any, one_row: Any, _options: Any):
    is_entry = isinstance(statement, Insert) and statement.table.name == "audit_entries"
    if is_entry and has_request_context():
        request.environ.setdefault(LOGGED, []).extend(rows or [one_row])


def _check(response: Response) -> Response:
    endpoint = request.endpoint or ""
    guard = getattr(current_app.view_functions.get(endpoint), "guard", "anyone")
    if guard in ("anyone", "applicant") or "signed_in" not in g:
        return response
    (member_id,) = inspect(g.signed_in.member).identity
    logged = request.environ.get(LOGGED, ())
    entries = [(row["act"], _whose(row["member_id"], member_id)) for row in logged]
    is_asked_first = (response.location or "").startswith("/desk/signin")
    is_posted = request.method == "POST"
    ended_well = is_posted and response.status_code == 303 and not is_asked_first
    faults = list(faults_of(endpoint, request.method, entries, ended_well=ended_well))
    assert not faults, "\n".join(faults)
    return response


def _whose(logged: str | None, member_id: str) -> str:
    return "nobody" if logged is None else "member" if logged == member_id else "another"


def faults_of(
    endpoint: str, method: str, entries: list[tuple[str, str]], *, ended_well: bool
) -> Iterator[str]:
    """Yield what is wrong with the entries of a request: each an act, and in whose name."""
    own = (ACTS if method == "POST" else TABLES["on_pages"]).get(endpoint, "").split()
    was_read = ("letter_read", "nobody") in entries
    for act, whose in entries:
        if (
            was_read
            and whose == "nobody"
            and act.startswith(("closed_", "closing_proposed", "moved_to_"))
        ):
            continue
        if not any(fnmatchcase(act, known) for known in (*own, *IN_PASSING)):
            yield f"{endpoint} logs {act}"
        if whose not in TABLES["in_whose_name"].get(act, ("member",)):
            yield f"{endpoint} logs {act} for {whose}"
    logs_own = any(fnmatchcase(act, known) for act, _ in entries for known in own)
    if ended_well and own and not logs_own and endpoint not in TABLES["leaves_none"]:
        yield f"{endpoint} logs nothing"
