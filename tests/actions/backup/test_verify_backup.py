"""The files of a backup are verified in bounded memory, and as strictly as by a restore."""

import json
import tracemalloc

import pytest

from intake.actions.backup import create_backup, tables
from intake.actions.backup.create_backup import (
    NoRoomToVerify,
    reloaded_rows,
    reloaded_wraps,
    seen_keys,
)
from intake.actions.backup.tables import Damaged, Tally, dumped, rows_plan, wraps_plan
from intake.extensions import db, new_id
from tests.cases.making import TODAY, new_team

Lines = list[bytes]


def test_both_files_are_counted_as_they_were_written(files):
    rows, wraps = files

    with seen_keys() as seen:
        tallies = (
            reloaded_rows(rows, rows_plan(), seen),
            reloaded_wraps(wraps, wraps_plan(), seen),
        )

    assert [tally.to_json() for tally in tallies] == [
        json.loads(lines[-1])["tally"] for lines in files
    ]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda rows: _without(rows, "teams"), id="a row refers to a missing one"),
        pytest.param(lambda rows: _twice(rows, "cases"), id="two rows have one key"),
        pytest.param(lambda rows: [*rows[:-1], b'{"tally":{}}\n'], id="the tally differs"),
    ],
)
def test_rows_that_no_database_would_accept_are_damaged(files, change):
    with seen_keys() as seen, pytest.raises(Damaged):
        reloaded_rows(change(files[0]), rows_plan(), seen)


def test_wraps_of_a_missing_row_are_damaged(files):
    with seen_keys() as seen, pytest.raises(Damaged):
        reloaded_wraps(files[1], wraps_plan(), seen)


def test_four_times_the_rows_need_no_more_memory(monkeypatch):
    monkeypatch.setattr(tables, "AT_ONCE", 50)

    peaks = [_peak(rows) for rows in (100, 100, 400)]  # the first one fills caches

    assert peaks[2] < 1.1 * peaks[1]


def test_a_full_disk_while_verifying_has_a_name(monkeypatch):
    monkeypatch.setattr(create_backup, "_ADD", "INSERT INTO nowhere VALUES (?)")

    with pytest.raises(NoRoomToVerify), seen_keys() as seen:
        seen.add("cases", ("id",), ("1",))


def _peak(rows):
    """Return the most bytes that Python held while it verified so many entries of the log."""
    plan = [(table, columns) for table, columns in rows_plan() if table.name == "audit_entries"]
    tracemalloc.start()
    try:
        with seen_keys() as seen:
            reloaded_rows(_entries(plan, rows), plan, seen)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _entries(plan, rows):
    ((table, columns),) = plan
    names = [column.name for column in columns]
    tally = Tally()
    yield _line({"table": table.name, "columns": names})
    for number in range(rows):
        row = dict.fromkeys(names) | {"id": f"{number:032}", "act": "case_opened", "seq": number}
        line = _line(list((row | {"on": {"on": TODAY.isoformat()}}).values()))
        tally.add(table.name, line)
        yield line
    yield _line({"tally": tally.to_json()})


def _without(rows, table):
    return _tallied([lines[:1] if name == table else lines for name, lines in _by_table(rows)])


def _twice(rows, table):
    parts = [[*lines, lines[-1]] if name == table else lines for name, lines in _by_table(rows)]
    return _tallied(parts)


def _by_table(rows):
    tables = list[tuple[str, Lines]]()
    for line in list(rows)[:-1]:
        header = json.loads(line)
        if isinstance(header, dict):
            tables.append((header["table"], []))
        tables[-1][1].append(line)
    return tables


def _tallied(parts):
    """Return the lines with a tally that agrees with them."""
    tally, lines = Tally(), list[bytes]()
    for header, *rows in parts:
        for row in rows:
            tally.add(json.loads(header)["table"], row)
        lines += [header, *rows]
    return [*lines, _line({"tally": tally.to_json()})]


def _line(content):
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"


@pytest.fixture
def files(db_session):
    """Return the lines of both files of a team with a case."""
    team = new_team(f"Testfold {new_id()}")
    team.case(dates={"act_by": TODAY})
    db.session.flush()
    connection = db.session.connection()
    rows, wraps = (list(dumped(plan, connection, Tally())) for plan in (rows_plan(), wraps_plan()))
    return rows, wraps
