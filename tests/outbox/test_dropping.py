"""Letters are queued for one address or a team, and dropped when they are no longer true."""

from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from sqlalchemy import event, text

from intake.actions.mail.operator_letters import OPERATOR_LETTERS
from intake.extensions import db
from intake.outbox import letters
from intake.outbox.applicant_letters import TO_APPLICANT, is_one_address
from intake.outbox.models import OutboxEmail, State
from intake.outbox.undelivered import drop_move_of, drop_of, drop_waiting_morning_emails_of
from intake.requests.store import end_expired_sessions
from tests.outbox.making import TODAY, addressed, letter, team
from tests.staff.making import NOW
from tests.support.rows import all_rows


def test_of_whoever_leaves_the_waiting_morning_emails_are_dropped_and_nothing_else(db_session):
    kept = {"another's", "on its way", "another letter"}
    for name, reader, state, kind in (
        ("waiting", "wren", State.WAITING, "morning_digest"),
        ("on its way", "wren", State.CLAIMED, "morning_digest"),
        ("another letter", "wren", State.WAITING, "case_received"),
        ("another's", "gull", State.WAITING, "morning_digest"),
    ):
        row = addressed(f"{reader}@example.org")
        row.letter, row.reader, row.state, row.language = kind, reader, state, "en"
        row.message_id = name
    db_session.flush()

    drop_waiting_morning_emails_of("wren")

    assert set(all_rows(OutboxEmail.message_id)) == kept


def test_of_a_move_that_was_undone_the_waiting_letters_are_dropped_and_nothing_else(db_session):
    for name, kind, state, reference in (
        ("waiting", "case_moved", State.WAITING, "K7QF-2MXH"),
        ("sent", "case_moved", State.DELIVERED, "K7QF-2MXH"),
        ("reminder", "reminder", State.WAITING, "K7QF-2MXH"),
        ("another's", "case_moved", State.WAITING, "W581-1ZF9"),
    ):
        origin, row = addressed(None), addressed("wren@example.org")
        for email in (origin, row):
            email.letter, email.state, email.reference = kind, state, reference
        row.message_id, row.origin_id = name, origin.id
    db_session.flush()

    drop_move_of("K7QF-2MXH")

    left = set(all_rows(OutboxEmail.message_id))
    assert {"sent", "reminder", "another's"} == {name for name in left if name and "@" not in name}


@pytest.mark.parametrize(
    "act, index",
    [
        (lambda: drop_of("W581-1ZF9"), "ix_outbox_reference"),
        (lambda: end_expired_sessions(NOW), "ix_requests_session_until"),
    ],
    ids=["letters of an erased case", "expired sessions"],
)
def test_an_index_is_used(db_session, act, index):
    statements: list[tuple[str, Any]] = []

    def record(_connection, _cursor, statement, values, *_more):
        if statement.startswith(("SELECT", "DELETE")):
            statements.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", record)
    act()
    event.remove(db.engine, "before_cursor_execute", record)
    assert statements

    sqlite = db.engine.dialect.name == "sqlite"
    if not sqlite:
        db_session.execute(text("SET LOCAL enable_seqscan = off"))
    connection = db_session.connection()
    for statement, values in statements:
        explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        plan = [str(row[-1]) for row in connection.exec_driver_sql(explain + statement, values)]
        assert any(index in line for line in plan), plan


TEMPLATES = Path(__file__).parents[2] / "templates" / "email"


def test_a_letter_to_a_team_has_no_address(db_session):
    harbor = team()

    row = letter(to=harbor)

    assert (row.team_id, row.state, row.queued_on) == (harbor.id, State.UNROUTED, TODAY)
    assert row.address is None


def test_the_letter_about_access_names_nobody(db_session):
    row = letters.to_team(
        "access_granted", team_id=team().id, tier="P2", due_on=TODAY, queued_on=TODAY
    )
    db_session.flush()

    assert (row.state, row.reference, row.due_on) == (State.UNROUTED, "", TODAY)
    assert "{{ link }}" not in (TEMPLATES / "access_granted.txt").read_text("utf-8")


@pytest.mark.parametrize(
    "language, asked_in",
    [("es", "es"), ("ar", "ar"), ("pt-BR", "pt"), ("fa-AF", None), ("ht", None), ("my", None)],
)
def test_a_language_that_points_to_a_country_is_not_stored(db_session, language, asked_in):
    assert letter(to=team(), language=language).asked_in == asked_in


def test_the_language_to_call_in_is_named_whatever_it_is(db_session):
    assert letter(to=team(), language="es", call="mam").asked_in == "mam"


def test_no_language_that_letters_name_contains_the_name_of_a_country():
    english = Locale("en")
    countries = {name.casefold() for code, name in english.territories.items() if code.isalpha()}

    for tag in letters.OF_MANY_COUNTRIES:
        name = english.languages[tag].casefold()
        assert not [country for country in countries if country in name]


def test_letters_and_templates_correspond():
    names = {value for value in vars(letters).values() if isinstance(value, str)}
    files = {path.stem for path in TEMPLATES.glob("*.txt")}

    assert names & files | OPERATOR_LETTERS | TO_APPLICANT == files
    assert {value for name, value in vars(letters).items() if name.isupper()} - files == {
        letters.DESK_LANGUAGE,
        letters.OF_MANY_COUNTRIES,
    }


@pytest.mark.parametrize(
    "address", ["ana@example.org", "ana.b+desk@mail.example.org", "ana@bücher.example"]
)
def test_one_address_is_accepted(address):
    assert is_one_address(address)


@pytest.mark.parametrize(
    "text",
    [
        *("", "ana", "ana@", "@example.org", "ana@example.org@example.net"),
        *("ana@example.org, ben@example.org", "ana@example.org ben@example.org"),
        *("Ana <ana@example.org>", "ana@example.org\r\nBcc: ben@example.org"),
        *("ana@example.org\n", "ana@example.org\x00", "ana@exam\u2028ple.org"),
        *("ana@exam\u202eple.org", "a\u00f1a@example.org", f"ana@{'ü' * 70}.example"),
        f"{'a' * 250}@example.org",
    ],
)
def test_text_that_could_carry_a_header_is_refused(text):
    assert not is_one_address(text)
