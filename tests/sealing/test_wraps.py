"""The columns without which nothing opens."""

from sqlalchemy import LargeBinary

from intake.actions.backup.tables import all_tables
from intake.sealing.wraps import wraps


def test_these_columns_open_a_request_and_its_case_or_are_needed_for_it():
    marked = [(column.table.name, column.name) for column in wraps(all_tables())]

    assert marked == [
        ("cases", "rewrapped_epoch"),
        ("cases", "rewrapped_key"),
        ("cases", "sealed_key"),
        ("cases", "walled_keys"),
        ("loans", "sealed"),
        ("requests", "code_auth"),
        ("requests", "code_salt"),
        ("requests", "code_under_token"),
        ("requests", "joined_key"),
        ("requests", "joined_to"),
        ("requests", "key_under_code"),
        ("requests", "key_under_token"),
        ("requests", "locator"),
        ("requests", "receipt"),
        ("requests", "session_until"),
        ("requests", "token_hash"),
        ("requests", "typed_form"),
    ]


def test_a_wrap_can_be_taken_out_of_its_row():
    assert all(column.nullable for column in wraps(all_tables()))


def test_what_looks_like_a_wrap_is_marked():
    tables = [all_tables().tables[name] for name in ("requests", "cases")]

    unmarked = [
        column.name
        for table in tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
        and ("key" in column.name or "under" in column.name)
        and column not in wraps(all_tables())
    ]
    assert unmarked == []
