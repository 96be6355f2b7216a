"""Tables written down and read back: all of it, or a failure with a name."""

import json

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, scoped_session

from intake.actions.backup.tables import (
    LEFT_OUT,
    Damaged,
    Tally,
    all_tables,
    dumped,
    load_rows,
    load_wraps,
    rows_plan,
    wraps_plan,
)
from intake.cases.models import Case
from intake.extensions import db
from intake.sealing.wraps import wraps
from tests.cases.making import TODAY
from tests.support.rows import one_row

Db = scoped_session[Session]


def test_rows_and_wraps_are_restored_exactly(team):
    case = team.case(dates={"act_by": TODAY}, tags="urgent")
    before = (case.id, case.sealed_key, case.card, case.story, case.due_on, case.tags)
    rows, keys = lines(), lines(of_wraps=True)
    empty()

    load_rows(rows, db.session.connection())
    db.session.expire_all()
    assert one_row(Case).sealed_key is None
    load_wraps(keys, db.session.connection())
    db.session.expire_all()

    again = one_row(Case)
    assert (
        again.id,
        again.sealed_key,
        again.card,
        again.story,
        again.due_on,
        again.tags,
    ) == before
    assert lines() == rows


def test_the_rows_file_holds_no_wrap(team):
    case = team.case()
    headers = [line for line in map(json.loads, lines()) if "table" in line]
    columns = {header["table"]: header["columns"] for header in headers}

    for column in wraps(all_tables()):
        assert column.name not in columns[column.table.name]
    assert case.sealed_key is not None


def test_a_wrap_of_a_missing_row_is_dropped(team):
    team.case()
    keys = lines(of_wraps=True)
    empty()

    load_wraps(keys, db.session.connection())

    assert db.session.scalar(select(Case.id)) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:-1],
        lambda lines: [*lines, lines[-1]],
        lambda lines: [line for line in lines if b'"table"' not in line],
        lambda lines: [line for line in lines if b"Testfold" not in line],
        lambda lines: [line.replace(b"Testfold", b"Wrenfold") for line in lines],
        lambda lines: [*lines[:-1], lines[-1][:-1]],
    ],
)
def test_a_missing_changed_or_doubled_line_is_detected(team, change):
    changed = change(lines())
    empty()

    with pytest.raises(Damaged):
        load_rows(changed, db.session.connection())


def test_every_table_is_in_a_backup_or_left_out_by_name():
    tables = set(all_tables().tables)

    assert {table.name for table, _ in rows_plan()} == tables - LEFT_OUT
    assert tables >= LEFT_OUT
    assert "calendar_feeds" in LEFT_OUT, "a backup does not know which were revoked since"
    assert {table.name for table, _ in wraps_plan()} == {"cases", "loans", "requests"}


def lines(*, of_wraps=False):
    db.session.flush()
    plan = wraps_plan() if of_wraps else rows_plan()
    return list(dumped(plan, db.session.connection(), Tally()))


def empty():
    for table in reversed(all_tables().sorted_tables):
        db.session.execute(delete(table))
    db.session.expunge_all()
