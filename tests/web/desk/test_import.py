"""Requests from a spreadsheet: previewed, named row by row, kept once, taken back."""

import hmac
import json
import re
import sys
from dataclasses import replace
from hashlib import sha256

import pytest

from intake.actions.callers.import_requests import Import, rows_to_take_back
from intake.actions.callers.read_spreadsheet import (
    FileProblem,
    UnreadableFile,
    read_spreadsheet,
)
from intake.actions.opening.case_stubs import StubKeyLost
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.models import AuditEntry
from intake.cases.models import Case
from intake.desk_state.models import BulkAct
from intake.extensions import db
from intake.keys.models import Team
from intake.outbox.models import OutboxEmail
from intake.requests.models import Request
from intake.sealing.wraps import wraps_to_bytes
from intake.sessions.models import TypedForm
from intake.web.desk.callers import imports
from tests.cases.making import TODAY
from tests.staff.making import EMAIL
from tests.support.clients.callers import ROW as ONE
from tests.support.clients.callers import choose_file, csv_of, press
from tests.support.clients.clicks import engine_of
from tests.support.clients.members import id_of, member_id_of
from tests.support.databases.fixtures import ON_BOTH, ON_SQLITE
from tests.support.databases.reading import stored
from tests.support.databases.writing import writing_in
from tests.support.disks import sqlite_limits
from tests.support.rows import change_rows

TWO = {**ONE, "name_to_use": "Sela Test-Wrenfold"}


def test_good_rows_are_kept_once_and_can_be_taken_back(app, wren):
    file = csv_of([ONE, {**ONE, "name_to_use": ""}, {**ONE, "last_arrival_date": "soon"}, TWO])
    choose_file(wren, file)
    assert "2 requests can be imported" in wren.text
    assert cells(wren.text) == [("3", "name_to_use"), ("4", "last_arrival_date")]
    assert count(app, Request) == 0
    assert b"Lumo" not in stored(app, db.select(TypedForm.sealed))[0]

    preview = wren.path
    press(wren, preview)
    assert "2 requests were imported" in wren.text
    press(wren, preview)
    choose_file(wren, file)
    assert wren.path == preview
    assert (count(app, Case), count(app, OutboxEmail)) == (2, 2)
    acts = stored(app, db.select(AuditEntry.act))
    assert acts.count(AuditAct.ENTERED_BY_IMPORT) == 2
    first, _ = stored(app, db.select(Case.reference))

    wren.open(f"/desk/cases/{first}")
    assert "Imported" in wren.text
    wren.open(preview)
    assert "1 of them is being worked on" in wren.text
    assert "Taking it back erases 1 request that" in wren.text
    press(wren, f"{preview}/undo")
    assert stored(app, db.select(Case.reference)) == [first]
    assert "1 request was imported" in wren.text


def test_a_preview_is_for_the_session_that_made_it(app, wren):
    choose_file(wren, csv_of([ONE]))
    preview = wren.path
    wren.open("/desk/new/import")
    press(wren, f"{preview}/discard")

    wren.open(preview)
    assert wren.status == 404
    assert count(app, TypedForm) == 0
    choose_file(wren, csv_of([ONE]))
    wren.fill(action="/desk/signout")
    assert count(app, TypedForm) == 0


@ON_SQLITE
def test_a_file_that_could_not_be_stored_is_to_be_chosen_again(app, wren):
    file = csv_of([ONE])

    with sqlite_limits.read_only(engine_of(app)):
        choose_file(wren, file)

    assert "still in this page" not in wren.text
    assert "choose the file, again" in wren.text
    choose_file(wren, file)
    assert "1 request can be imported" in wren.text


@ON_BOTH
def test_a_walled_case_is_told_inside_its_wall_alone(app, wren):
    choose_file(wren, csv_of([ONE]))
    press(wren, wren.path)
    for inside, told in ((id_of, 1), (lambda _app: "f" * 32, 0)):
        with writing_in(app):
            wall = wraps_to_bytes({inside(app): b"wrap"})
            change_rows(Case, walled_keys=wall)
        (reference,) = stored(app, db.select(Case.reference))
        wren.open(wren.path)
        counts = [wren.text.count(says) for says in (f">{reference}<", "1 request was imported")]
        assert counts == [told] * 2


def test_a_corrected_file_adds_only_the_rows_that_are_not_stored(app, wren):
    nameless = {**ONE, "name_to_use": ""}
    choose_file(wren, csv_of([ONE, nameless, TWO]))
    press(wren, wren.path)

    corrected = csv_of([ONE, TWO, {**ONE, "name_to_use": "Tavi Test-Oakes"}])
    choose_file(wren, corrected.replace(b"\r\n", b"\n"))
    assert "1 request can be imported" in wren.text
    assert "2 requests are stored already" in wren.text
    press(wren, wren.path)
    assert count(app, Case) == 3

    press(wren, f"{wren.path}/undo")
    assert count(app, Case) == 2
    choose_file(wren, corrected)
    assert "1 request can be imported" in wren.text


def test_no_id_is_hashed_under_a_key_that_the_server_has(app, wren, settings):
    """Whoever steals configuration and tables cannot try names and phones against them."""
    data = csv_of([ONE])
    choose_file(wren, data)
    press(wren, wren.path)

    (answers,) = read_spreadsheet(data, today=TODAY).answers_by_row.values()
    text = json.dumps(answers.to_json(), sort_keys=True, ensure_ascii=False)
    (request_id,) = stored(app, db.select(Request.id))
    (team_id,) = stored(app, db.select(Team.id))
    for team in ("", f"{team_id}\n"):
        message = f"intake import row\n{team}1\n{text}".encode()
        guess = hmac.digest(settings.secret_key.encode(), message, "sha256").hex()[:32]
        entry = f"intake entry\n{team_id}\n{guess}".encode()
        assert sha256(entry).hexdigest()[:32] != request_id


@ON_BOTH
def test_a_lost_stub_key_is_explained_and_is_no_tampering(app, wren, monkeypatch):
    def import_key(_reader):
        raise StubKeyLost

    monkeypatch.setattr(imports, "import_key", import_key)

    choose_file(wren, csv_of([ONE]))

    assert wren.status == 409
    assert "Tell the server administrator." in wren.text
    assert AuditAct.SEAL_BROKEN not in stored(app, db.select(AuditEntry.act))


@ON_BOTH
@pytest.mark.parametrize(
    "act, stays", [(AuditAct.CONFLICT_STANDS, 1), (AuditAct.CONFLICT_CHECK_CLEAR, 0)]
)
def test_what_a_member_decided_keeps_a_case(app, wren, act, stays):
    choose_file(wren, csv_of([ONE]))
    press(wren, wren.path)
    (case_id,) = stored(app, db.select(Case.id))
    with writing_in(app):
        log.record(act, on=TODAY, member_id=member_id_of(EMAIL), case_id=case_id)

    press(wren, f"{wren.path}/undo")
    assert count(app, Case) == stays


def test_another_member_takes_an_import_back_only_with_the_right_to_erase():
    act = BulkAct(member_id="author", before=[["a" * 32, 1, ""], ["b" * 32, 2, ""]])
    colleague = Import(
        id="a" * 32,
        team_id="team",
        member_id="somebody else",
        installation="test",
        session_token=b"token",
    )
    author = replace(colleague, member_id="author")

    assert not rows_to_take_back(colleague, [act], None, may_erase=False)
    for member, may_erase in ((colleague, True), (author, False)):
        rows = rows_to_take_back(member, [act], None, may_erase=may_erase)
        assert rows == {2: ("b" * 32,)}


def test_a_file_that_cannot_be_read_says_why():
    for data, problem, column in [
        (b"", FileProblem.NO_ROWS, 0),
        (b"name_to_use\n", FileProblem.NO_ROWS, 0),
        (b"name_to_use\n\n ,\n", FileProblem.NO_ROWS, 0),
        (b"name_to_use,colour\nLumo,red\n", FileProblem.UNKNOWN_COLUMN, 2),
        (b"name_to_use,device\nLumo,mine\n", FileProblem.UNKNOWN_COLUMN, 2),
        (b"name_to_use,name_to_use\nLumo,Lumo\n", FileProblem.DOUBLE_COLUMN, 2),
        (b'name_to_use\n"Lumo\n', FileProblem.BROKEN, 0),
        (b"name_to_use\nL\xfcmo\n", FileProblem.NO_TEXT, 0),
        (b"name_to_use\n" + b"Lumo\n" * 501, FileProblem.TOO_MANY, 0),
        (b"name_to_use\n" + b"\n" * 1000 + b"Lumo\n", FileProblem.TOO_MANY, 0),
    ]:
        with pytest.raises(UnreadableFile) as refused:
            read_spreadsheet(data, today=TODAY)

        assert (refused.value.problem, refused.value.column) == (problem, column)


def test_what_spreadsheets_write_is_read():
    for delimiter in [",", ";", "\t"]:
        for encoding in ["utf-8", "utf-8-sig", "utf-16"]:
            row = {**ONE, "name_to_use": "لومو", "note": "two\nlines, and more"}
            sheet = read_spreadsheet(
                csv_of([row], delimiter).decode().encode(encoding), today=TODAY
            )

            assert sheet.faults == ()
            assert sheet.answers_by_row[2]["name_to_use"] == "لومو"
            assert sheet.answers_by_row[2]["help_types"] == ("fear_return", "court_or_order")


def test_labels_count_as_their_codes():
    row = {
        **ONE,
        "last_arrival_date": "2026-01-10",
        "detained_now": "No",
        "us_state": "Texas",
        "spoken_languages": "Spanish, dari",
        "nationality": "Honduras",
    }
    sheet = read_spreadsheet(csv_of([row]), today=TODAY)

    assert sheet.faults == ()
    answers = sheet.answers_by_row[2]
    assert (answers["us_state"], answers["detained_now"]) == ("TX", "no")
    assert (answers["spoken_languages"], answers["nationality"]) == (("es", "fa-AF"), "HN")


def test_a_date_that_may_be_read_in_two_ways_is_a_mistake_that_names_the_format():
    sheet = read_spreadsheet(csv_of([{**ONE, "last_arrival_date": "1/10/2026"}]), today=TODAY)

    assert [(fault.row, fault.says) for fault in sheet.faults] == [
        (2, "Write the year first: 2026-01-10. With 1/10, nobody knows which is the month.")
    ]


def test_two_equal_rows_are_one_mistake():
    sheet = read_spreadsheet(csv_of([ONE, TWO, ONE]), today=TODAY)

    assert [*sheet.answers_by_row] == [2, 3]
    (fault,) = sheet.faults
    assert fault.row == 4
    assert fault.says.startswith("This row is the same as row 2.")


def test_a_row_names_each_mistake_and_no_word_of_the_person():
    row = {**ONE, "us_state": "Wrenland", "household_size": "many", "ack_deadline": ""}
    sheet = read_spreadsheet(csv_of([row]), today=TODAY)

    assert {fault.question for fault in sheet.faults} == {
        *("us_state", "household_size", "ack_deadline")
    }
    assert not [fault for fault in sheet.faults if "Wrenland" in fault.says or "many" in fault.says]


def test_an_answer_that_would_not_count_is_a_mistake_of_its_row():
    lone = {**ONE, "next_hearing_date": "2027-03-04", "phone": ""}
    rows = [lone, {**lone, "so_far": "court_paper"}, {**ONE, "contact_methods": "email"}]
    sheet = read_spreadsheet(csv_of(rows), today=TODAY)

    assert [(fault.row, fault.question) for fault in sheet.faults] == [
        (2, "next_hearing_date"),
        (4, "phone"),
    ]
    assert "“court_paper” in “so_far”" in sheet.faults[0].says
    assert "next_hearing_date" in sheet.answers_by_row[3]


def test_no_cell_of_a_row_is_dropped():
    file = csv_of([{**ONE, "note": "two\u2028lines, \x85one note"}])
    assert len(read_spreadsheet(file, today=TODAY).answers_by_row) == 1

    extra = file.rstrip() + b",stray\r\n"
    (fault,) = read_spreadsheet(extra, today=TODAY).faults
    assert "more cells" in fault.says
    assert read_spreadsheet(file.rstrip() + b", ,\r\n", today=TODAY).faults == ()


@pytest.mark.long
def test_five_hundred_rows_with_twenty_bad_ones(app, wren, capsys):
    bad = set(range(7, 507, 25))
    rows = [
        {**ONE, "name_to_use": f"Lumo Test-{row}", "phone": "" if row in bad else ONE["phone"]}
        for row in range(2, 502)
    ]
    rows = [{**row, "help_types": ""} if not row["phone"] else row for row in rows]
    choose_file(wren, csv_of(rows))
    assert "480 requests can be imported" in wren.text
    assert [int(row) for row, _ in cells(wren.text)] == sorted(bad)

    preview = wren.path
    press(wren, preview)
    assert "480 requests were imported" in wren.text
    assert count(app, Case) == 480
    press(wren, f"{preview}/undo")
    assert count(app, Case) == count(app, Request) == 0
    with capsys.disabled():
        sys.stdout.write(f"\nImport: {len(rows)} rows, {len(bad)} named, 480 kept and taken back\n")


def cells(html):
    """Return row and question of each mistake on the page."""
    return re.findall(r'data-l="Row">(\d+)</th>\s*<td>\s*<code>(\w+)</code>', html)


def count(app, table):
    return len(stored(app, db.select(table)))
