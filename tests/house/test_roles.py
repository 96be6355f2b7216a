"""Each process has exactly the PostgreSQL rights of ``deploy/roles.sql``."""

from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, text
from sqlalchemy.exc import ProgrammingError

from intake.actions.backup.tables import all_tables
from intake.extensions import db
from intake.sealing.at_rest import AtRest
from tests.support.databases.door_roles import grant_roles

ROOT = Path(__file__).parents[2]
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
ALL = frozenset(RIGHTS[:4])
APPLY = {
    **dict.fromkeys(("cases", "outbox", "audit_entries", "arrivals"), frozenset({"INSERT"})),
    **dict.fromkeys(
        ("server_errors", "try_counts", "place_answers"), frozenset({"SELECT", "INSERT"})
    ),
    **dict.fromkeys(
        ("teams", "epochs", "recovery_keys", "alembic_version"),
        frozenset({"SELECT"}),
    ),
}
"""Rights of the applicants' door; it has none on other tables."""

BEGINS = {
    *("id", "token_hash", "session_until", "session_minutes", "key_under_token", "answers"),
    *("language", "kept_on"),
}
"""Columns of a new draft, which that door may add to the table of requests."""

READ = frozenset({"SELECT"})
DESK_LESS = {
    **dict.fromkeys(("audit_entries", "audit_heads"), frozenset({"SELECT", "INSERT"})),
    **dict.fromkeys(("alembic_version", "recovery_keys", "recovery_sheets"), READ),
}
WORKER_LESS = {
    **dict.fromkeys(("alembic_version", "published"), READ),
    **dict.fromkeys(("teams", "epochs", "recovery_keys", "offices", "office_members"), READ),
    **dict.fromkeys(("notes", "messages", "message_drafts"), frozenset({"SELECT", "DELETE"})),
    **dict.fromkeys(("staff_members", "invitations", "staff_sessions"), ALL - {"INSERT"}),
    **dict.fromkeys(("grants", "signing_grants", "stub_keys", "sealed_tallies"), frozenset()),
    **dict.fromkeys(("recovery_sheets", "pending_sheets", "jobs", "tasks"), frozenset()),
    **dict.fromkeys(
        (
            "card_packs",
            "case_links",
            "first_invitations",
            "imported_names",
            "kept_duplicates",
            "loans",
        ),
        frozenset({"DELETE"}),
    ),
    **dict.fromkeys(("recovery_codes", "passkeys", "sign_in_tries", "calendar_feeds"), frozenset()),
}
"""Tables on which these two roles may not read, write and delete."""

FUNCTIONS = {
    *("request_own", "request_draft_saved", "request_form_saved", "request_extended"),
    *("request_sent", "request_coded", "request_resumed", "request_ended", "request_withdrawn"),
    *("case_own", "case_reweighed", "case_wrote", "case_asked_call", "case_dates"),
    *("case_came_back", "request_merged_ended"),
    *("case_dates_added", "case_change_added"),
    *("messages_own", "message_added", "messages_seen_to"),
}
ENTERING = {
    *("request_own", "request_sent", "request_coded", "request_ended"),
    *("case_own", "case_dates_added"),
}
"""Functions by which a member sends the request of a caller, as the applicant would."""

VACUUMED_AT_ONCE = {"autovacuum_vacuum_scale_factor=0", "autovacuum_vacuum_threshold=0"}


def test_the_applicants_door_has_exactly_its_rights(connection):
    rights = {table: rights_of(connection, "intake_apply", table) for table in tables()}

    assert {table: rights for table, rights in rights.items() if rights} == APPLY


def test_to_the_table_of_requests_the_applicants_door_adds_drafts_and_nothing_else(
    connection,
):
    asked = text("SELECT has_column_privilege('intake_apply', 'requests', :name, :right)")

    may = {
        (column.name, right)
        for column in all_tables().tables["requests"].columns
        for right in ("SELECT", "INSERT", "UPDATE", "REFERENCES")
        if connection.scalar(asked, {"name": column.name, "right": right})
    }

    assert may == {(name, "INSERT") for name in BEGINS}


@pytest.mark.parametrize(
    "table, unread",
    [
        ("offices", ["name"]),
    ],
)
def test_of_what_is_public_the_applicants_door_reads_no_name_and_no_member(
    connection, table, unread
):
    asked = text("SELECT has_column_privilege('intake_apply', :table, :name, 'SELECT')")
    columns = [column.name for column in all_tables().tables[table].columns]

    may = {name: connection.scalar(asked, {"table": table, "name": name}) for name in columns}

    assert [name for name in columns if not may[name]] == unread


def test_the_page_about_security_names_each_function_of_the_applicants_door():
    says = (ROOT / "docs" / "SECURITY.md").read_text("utf-8")

    assert {name for name in FUNCTIONS if f"`{name}`" not in says} == set()


def test_the_worker_empties_the_calendar_feed_of_a_case_that_it_erases(
    connection,
):
    emptied = "UPDATE calendar_feeds SET sealed = NULL, dates_hash = NULL"
    owned = "WHERE member_id = 'a' AND renewed_at < CURRENT_TIMESTAMP RETURNING id"
    connection.execute(text("SET SESSION AUTHORIZATION intake_worker"))

    assert connection.execute(text(f"{emptied} {owned}")).all() == []


@pytest.mark.parametrize(
    "statement",
    [
        *(f"SELECT * FROM {table} LIMIT 1" for table in ("cases", "staff_members", "grants")),
        *(f"SELECT * FROM {table} LIMIT 1" for table in ("diary_entries", "notes", "stubs")),
        *(f"SELECT * FROM {table} LIMIT 1" for table in ("outbox", "audit_entries")),
        *(f"SELECT count(*) FROM {table}" for table in ("requests", "messages", "cases")),
        "SELECT id FROM cases",
        "SELECT token_hash FROM requests",
        "UPDATE requests SET answers = NULL",
        "UPDATE messages SET read_on = CURRENT_DATE",
        "DELETE FROM requests",
        "DELETE FROM messages",
        "INSERT INTO messages DEFAULT VALUES",
        "INSERT INTO diary_entries DEFAULT VALUES",
        "INSERT INTO recall_moves DEFAULT VALUES",
        "INSERT INTO requests (id, case_id) VALUES ('a', 'b')",
        "INSERT INTO requests (id) VALUES ('a') ON CONFLICT (id) DO UPDATE SET language = 'xx'",
        "SELECT count(*) FROM pg_catalog.pg_statistic",
        "LOCK TABLE requests IN ACCESS SHARE MODE",
        "UPDATE cases SET tier = 'P4'",
        "DELETE FROM cases",
        "UPDATE teams SET id = id",
        "INSERT INTO published DEFAULT VALUES",
        "SELECT id FROM published",
        "TRUNCATE requests",
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE cases (id int)",
        "SET LOCAL ROLE intake_desk",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "COPY cases TO PROGRAM 'true'",
    ],
)
def test_what_the_applicants_door_may_not_do_is_refused(connection, statement):
    connection.execute(text("SET SESSION AUTHORIZATION intake_apply"))

    with pytest.raises(ProgrammingError, match=r"permission denied|must be"):
        connection.execute(text(statement))


def test_only_the_applicants_door_calls_all_functions_of_an_own_case(
    connection,
):
    query = text(
        "SELECT proname, has_function_privilege(:role, oid, 'EXECUTE') FROM pg_proc "
        "WHERE pronamespace = 'public'::regnamespace"
    )

    may = {"intake_apply": FUNCTIONS, "intake_desk": ENTERING, "intake_worker": set[str]()}
    for role, functions in may.items():
        rights = {row[0]: row[1] for row in connection.execute(query, {"role": role})}
        assert {name for name, right in rights.items() if right} == functions | {"audit_has_ended"}
        assert rights.keys() == FUNCTIONS | {"audit_has_ended"}


def test_the_functions_look_at_no_table_that_a_caller_made(connection):
    settings = connection.scalars(
        text("SELECT proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
    )

    assert {tuple(setting) for setting in settings} == {("search_path=public, pg_temp",)}


def test_the_desk_and_the_worker_have_exactly_their_rights(connection):
    for role, less in (("intake_desk", DESK_LESS), ("intake_worker", WORKER_LESS)):
        rights = {table: rights_of(connection, role, table) for table in tables()}
        assert rights == dict.fromkeys(tables(), ALL) | less, role


def test_of_a_first_link_the_worker_sees_when_it_ends_and_nothing_else(
    connection,
):
    asked = text("SELECT has_column_privilege('intake_worker', 'first_invitations', :name, :right)")
    names = all_tables().tables["first_invitations"].columns.keys()

    may = {
        (name, right)
        for name in names
        for right in ("SELECT", "INSERT", "UPDATE")
        if connection.scalar(asked, {"name": name, "right": right})
    }

    assert may == {("expires_at", "SELECT")}


def test_no_role_may_do_more_than_rows(connection):
    query = text(
        "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls FROM pg_roles "
        "WHERE rolname LIKE 'intake\\_%'"
    )

    assert set(connection.scalars(query)) == {False}


def test_dead_rows_that_hold_keys_do_not_wait_for_a_fifth_of_the_table(
    connection,
):
    query = text(
        "SELECT owner.relname, owner.reloptions, long_values.reloptions FROM pg_class AS owner "
        "LEFT JOIN pg_class AS long_values ON long_values.oid = owner.reltoastrelid "
        "WHERE owner.relnamespace = 'public'::regnamespace AND owner.relkind = 'r'"
    )

    at_once = {
        table
        for table, *options in connection.execute(query)
        if all(set(names or ()) == VACUUMED_AT_ONCE for names in options)
    }

    assert at_once == binary_tables()
    assert {"epochs", "first_invitations", "outbox", "requests", "staff_sessions"} < at_once


def test_the_script_can_be_run_again(postgresql_engine):
    grant_roles(postgresql_engine)


def test_requests_of_tests_run_in_the_role_of_their_door(app):
    asked = text("SELECT current_user")

    for path, role in (("/en/", "intake_apply"), ("/desk/", "intake_desk")):
        with app.test_request_context(path):
            assert db.session.scalar(asked) == role
            db.session.remove()


def tables():
    return {*all_tables().tables, "alembic_version"}


def binary_tables():
    """Return the tables with keys, hashes, or values that are sealed or encrypted at rest."""
    return {
        name
        for name, table in all_tables().tables.items()
        if any(isinstance(column.type, LargeBinary | AtRest) for column in table.columns)
    }


def rights_of(connection, role, table):
    asked = text("SELECT has_table_privilege(:role, :table, :right)")
    return frozenset(
        right
        for right in RIGHTS
        if connection.scalar(asked, {"role": role, "table": table, "right": right})
    )


@pytest.fixture
def connection(postgresql_database, postgresql_engine):
    with postgresql_engine.connect() as connection:
        yield connection
        connection.rollback()
        connection.exec_driver_sql("RESET SESSION AUTHORIZATION")


@pytest.fixture
def database(postgresql_database):
    """Use PostgreSQL only, since SQLite has no roles."""
    return postgresql_database
