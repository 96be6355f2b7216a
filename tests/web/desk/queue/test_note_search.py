"""Search words in notes, in every case that a member may read and in no other."""

import logging
from datetime import UTC, datetime, timedelta

from intake.actions.opening import case_notes as search_notes
from intake.actions.opening.case_keys import case_key
from intake.actions.opening.case_notes import write_note
from intake.audit.models import AuditEntry
from intake.cases.models import Case, Conflict
from intake.extensions import db
from intake.notes.store import NoteKind, read_words
from intake.web.desk.queue import search as search_parts
from tests.cases.desk import references
from tests.cases.making import actor
from tests.support.rows import all_rows, change_rows

PAGE = "/desk/search/notes"


def test_a_word_is_found_whatever_its_form():
    for asked, text in [
        ("LANTERN", "Called the lantern shelter."),
        ("lantern called", "Called the Lantern shelter."),
        ("jose", "José will call back."),
        ("José", "jose will call back."),
        ("shelt", "Called the shelters."),
        ("کریمی", "كريمي called"),
        ("۱۲۳", "Room 123"),
        ("住所", "新しい住所を聞いた"),
    ]:
        assert read_words(asked).are_in(text)


def test_every_word_must_be_there_as_it_is_spelled():
    for asked in ["lantern moon", "lantren", "lan tern shelters"]:
        assert not read_words(asked).are_in("Called the lantern shelter.")


def test_too_few_letters_are_no_search(desk):
    assert all(read_words(asked).is_empty for asked in ("", " ", "a b", "at", "é"))

    assert desk.post(PAGE, q="at").status_code == 422
    assert "Enter a word of at least three letters." in desk.text


def test_cases_are_found_by_words_of_their_notes_and_the_log_has_no_word(desk, caplog):
    caplog.set_level(logging.DEBUG)
    match, closed, other = (desk.case() for _ in range(3))
    note(desk, match, "The Harbor Lantern shelter has a bed.")
    note(desk, closed, "lantern shelter: asked again")
    note(desk, other, "The shelter has no bed.")
    desk.case()

    look_for(desk, "shelter LANTERN")

    assert set(references(desk)) == {match.reference, closed.reference}
    assert "2 cases found" in desk.text
    assert "Searched the notes of all 4 cases." in desk.text
    assert "Answers, their translations and messages are not searched." in desk.text
    acts = [(entry.act, entry.member_id) for entry in all_rows(AuditEntry)]
    assert acts.count(("notes_searched", desk.member.id)) == 1
    assert "antern" not in caplog.text


def test_held_and_walled_cases_and_translations_of_answers_are_left_out(desk):
    held = desk.case(conflict=Conflict.POSSIBLE.value)
    unchecked = desk.case(conflict=None)
    translated, walled = desk.case(), desk.case()
    for case in (held, unchecked, walled):
        note(desk, case, "lantern")
    note(desk, translated, "lantern", kind=NoteKind.TRANSLATION)
    walled.walled_keys = b"no one's"

    look_for(desk, "lantern")

    assert references(desk) == []
    assert "1 walled case was not searched." in desk.text
    assert "Their notes were not searched." in desk.text
    assert "2 cases wait for their conflict check" in desk.text
    assert "Try fewer words" in desk.text


def test_a_case_that_does_not_open_is_counted(desk):
    note(desk, desk.case(), "lantern")
    broken = desk.case()
    note(desk, broken, "lantern")
    db.session.flush()
    broken.sealed_key = broken.rewrapped_key = None

    look_for(desk, "lantern")

    assert "1 case found" in desk.text
    assert "1 could not be opened with your keys." in desk.text


def test_a_long_search_goes_on_from_where_it_came_to(desk, monkeypatch):
    monkeypatch.setattr(search_notes, "AT_ONCE", 2)
    monkeypatch.setattr(search_parts, "WORKS_FOR", timedelta())
    for text in ("lantern", "moon", "lantern", "lantern", "moon"):
        note(desk, desk.case(), text)

    look_for(desk, "lantern")
    assert "Searched the notes of 2 of 5 cases so far." in desk.text
    while "Search on" in desk.text:
        go_on(desk)
    assert len(references(desk)) == 3
    assert "Searched the notes of all 5 cases." in desk.text

    look_for(desk, "lantern")
    change_rows(Case, conflict=Conflict.POSSIBLE.value)
    go_on(desk)
    assert references(desk) == [], "a case held since tells nothing of its notes"


def note(desk, case, text, *, kind=NoteKind.LEGAL_VIEW):
    """Add a note to the case."""
    by = actor(desk.reader, case, datetime(2026, 11, 24, 15, tzinfo=UTC))
    write_note(by, case_key(case, by.reader), kind, text)


def look_for(desk, words):
    """Type the words and press Search notes."""
    desk.post(PAGE, q=words)


def go_on(desk):
    """Press Search on."""
    form = next(form for form in desk.all("form") if desk.words(form) == "Search on")
    fields: dict[str, list[str]] = {}
    for field in form.iter("input"):
        fields.setdefault(field.get("name", ""), []).append(field.get("value", ""))
    desk.post(PAGE, **fields)
