"""Notes, translations, confirmed dates, changed answers, and copies for others."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from intake.actions.case.open_case import OpenedCase, open_case
from intake.actions.opening.case_keys import case_key
from intake.actions.opening.case_notes import read_notes
from intake.audit import log
from intake.diary.models import DiaryEntry
from intake.extensions import db
from intake.requests.models import Request
from tests.actions.application.test_answer_later import answered
from tests.actions.law.test_reassess_open_cases import APPEAL, settled
from tests.cases.desk import save_arranged
from tests.cases.making import NOW, TODAY
from tests.support.rows import acts_logged
from tests.web.desk.test_law import change_the_law

SIGNS = True

ANSWERS = {
    "name_to_use": "Lumo",
    "help_types": ["fear_return"],
    "location_kind": "in_us",
    "note": "Zanziwort, in my own words",
    "last_arrival_date": "2025-12-25",
    "asylum_filed": "no",
    "danger_now": "no",
    "phone": "+1 202 555 0143",
}


def test_a_note_is_kept_sealed_with_its_kind(desk, case):
    sent = {"call": "She will send papers.", "legal_view": "Strong.", "plan": "Ask her sister."}
    for kind, text in sent.items():
        assert desk.send(case, "notes", kind=kind, text=text) == 303
    for refused in ({"kind": "decision", "text": "x"}, {"kind": "call", "text": ""}):
        assert desk.send(case, "notes", **refused) == 422

    notes = read_notes(case_key(case, desk.reader))
    assert {note.kind: note.text for note in notes} == sent
    desk.open(f"/desk/cases/{case.reference}/notes")
    assert [text for text in sent.values() if text not in desk.text] == []


def test_one_note_stands_on_top_of_the_case(desk, case):
    for text in ("First.", "Second."):
        desk.send(case, "notes", kind="plan", text=text)
    notes = read_notes(case_key(case, desk.reader))
    by_text = {note.text: note.id for note in notes}

    for text in ("First.", "Second."):
        desk.send(case, "notes/pin", note=by_text[text])

    desk.open_case(case)
    assert "Second." in desk.text
    assert "First." not in desk.text
    desk.open(f"/desk/cases/{case.reference}/notes")
    offered = {
        desk.words(next(note.iter("button"))): [field.get("value") for field in note.iter("input")]
        for note in desk.all("article", class_="note")
    }
    assert (offered["Unpin"][-1], offered["Pin"][-1]) == ("", by_text["First."])

    desk.send(case, "notes/pin", note="")

    desk.open(f"/desk/cases/{case.reference}/notes")
    assert [desk.words(button) for button in desk.all("button", class_="quiet")] == ["Pin", "Pin"]


def test_a_translation_is_shown_beside_the_answer(desk, case):
    desk.open_case(case)

    fields = {"kind": "translation", "question": "note", "text": "In English: help."}
    assert desk.send(case, "notes", **fields) == 303

    desk.open_case(case)
    answer = next(desk.all("dd", data_question="note"))
    assert desk.words(answer) == "Zanziwort, in my own words"
    assert "In English: help. Staff translation · wren.testwood" in desk.words(desk.root)


def test_a_translation_has_the_day_at_the_organisation(desk, case, clock):
    clock.move_to(datetime(2026, 11, 26, 2, tzinfo=UTC))  # the evening of the 25th in New York
    late = desk.colleague("caseworker")
    late.open_case(case)
    late.send(case, "notes", kind="translation", question="note", text="In English: help.")

    late.open_case(case)

    assert "Staff translation · gull (Caseworker) · 25 November 2026" in late.words(late.root)


def test_a_date_is_unsure_until_it_is_confirmed(desk, case):
    desk.open_case(case)
    entry = date_of(case)
    assert "Reported by applicant" in desk.text

    assert desk.send(case, f"dates/{entry}", seen="paper") == 303

    desk.open_case(case)
    row = next(desk.all("li", id=f"d-{entry}"))
    assert "Confirmed on document wren.testwood" in desk.words(row)
    assert row.get("class") is None


def test_each_date_says_who_set_it_and_what_to_do(desk):
    case = settled(desk.team)

    desk.open_case(case)

    (appeal,) = (desk.words(row) for row in desk.all("li", data_rule="R05"))
    assert "18 December 2026" in appeal
    assert "Set byThe law" in appeal
    assert "EOIR-26, received by the Board by that day" in appeal
    assert "does not have this date" not in desk.text


def test_a_date_that_the_assessment_no_longer_has_says_so(app, attorney):
    case = settled(attorney.team)
    change_the_law(attorney)
    attorney.open(attorney.post("/desk/law/recall").location)

    attorney.open_case(case)

    dates = [attorney.words(row) for row in attorney.all("li") if _is_date(row)]
    old = next(words for words in dates if "18 December 2026" in words)
    assert "The current assessment does not have this date." in old
    (new,) = (attorney.words(row) for row in attorney.all("li", data_rule="R05"))
    assert "30 November 2026" in new
    assert "does not have this date" not in new
    assert "Set byThe law" in new


def test_who_set_a_date_is_sealed_with_it(desk):
    case = settled(desk.team)
    answered(desk.team, case, "bad_decision_date", {"bad_decision_date": "2026-11-05"})
    db.session.commit()

    opened = open_case(case.reference, desk.reader, today=TODAY, now=NOW)

    assert isinstance(opened, OpenedCase)
    set_by = {(row.kind.value, row.on): row.set_by for row in opened.diary}
    assert set_by["act_by", date(2026, 12, 4)] == "law"
    assert set_by["act_by", date(2026, 12, 18)] == ""


@pytest.mark.parametrize("state", ["missed", "waived"])
def test_a_day_to_prepare_is_waived_only_with_a_reason(desk, state):
    case = desk.case(act_by=None, dates={"plan_by": TODAY + timedelta(30)})
    desk.open_case(case)
    entry = date_of(case)

    assert desk.send(case, f"dates/{entry}", state=state) == 422
    assert list(desk.all("a", href=f"#w-{entry}"))
    (field,) = desk.all("input", id=f"w-{entry}")
    assert field.get("aria-invalid") == "true"
    *_, row = desk.all("details", open="")
    assert [part.get("id") for part in row.iter("input")][-1] == f"w-{entry}"
    assert desk.send(case, f"dates/{entry}", state=state, why="Another paper says so.") == 303

    desk.open_case(case)
    assert "Another paper says so." in desk.text
    assert db.session.get_one(DiaryEntry, entry).state == state


def test_a_date_of_another_case_is_not_found(desk, case):
    next_case = desk.case(dates={"act_by": TODAY})
    entry = date_of(next_case)
    desk.open_case(case)

    assert desk.send(case, f"dates/{entry}", seen="paper") == 409


def test_a_copy_has_the_answers_and_is_logged(attorney, case):
    attorney.send(case, "hand-off", to="Larkspur Aid (invented)", agreed="1", format="json")

    assert attorney.page.mimetype == "application/json"
    copy = json.loads(attorney.text)
    assert copy["answers"] == ANSWERS
    assert "R08" in [deadline["rule"] for deadline in copy["deadlines"]]
    assert {"status", "close_reason"}.isdisjoint(copy)
    assert "handed_off_asked" in acts_logged(case.id)
    attorney.open(f"/desk/cases/{case.reference}/notes")
    assert "Copied for" in attorney.text
    assert "Larkspur Aid (invented)" in attorney.text


def test_a_copy_names_the_organization_that_gets_it(attorney, case):
    assert attorney.send(case, "hand-off", agreed="1", format="json") == 422

    assert "Name the organization." in attorney.text
    assert "handed_off_asked" not in acts_logged(case.id)


def test_a_paper_copy_has_private_answers_and_no_note(attorney, case):
    attorney.send(case, "notes", kind="plan", text="Ours alone.")
    attorney.send(case, "hand-off", to="Larkspur Aid (invented)", agreed="1", format="paper")

    assert "+1 202 555 0143" in attorney.text
    assert "Ours alone." not in attorney.text


def test_a_whole_copy_has_notes_messages_and_decisions_and_no_private_answer(attorney, case):
    attorney.send(case, "notes", kind="plan", text="Ours alone.")
    attorney.send(case, "messages", text="Please bring your papers.", language="en")

    attorney.send(case, "copy")

    for said in ("Ours alone.", "Please bring your papers.", "Note added", "Private, not copied"):
        assert said in attorney.text
    assert "+1 202 555 0143" not in attorney.text
    attorney.send(case, "copy", json="1")
    copy = json.loads(attorney.text)
    assert [note["text"] for note in copy["notes"]] == ["Ours alone."]
    assert copy["answers"].keys() == ANSWERS.keys() - {"danger_now", "phone"}
    assert "no-store" in attorney.page.headers["Cache-Control"]
    logged = [entry.member_id for entry in log.history_of(case.id) if entry.act == "case_copied"]
    assert logged == [attorney.member.id] * 2


def test_a_copy_says_who_set_each_day_and_what_has_passed_on_the_day_it_is_made(attorney):
    case = settled(attorney.team, APPEAL | {"bad_decision_date": "2026-09-01"})
    case.received_on = date(2026, 9, 2)

    attorney.send(case, "hand-off", to="Larkspur Aid (invented)", agreed="1", format="paper")

    section = next(attorney.all("section", aria_labelledby="deadlines"))
    rows = [attorney.words(row) for row in section.iter("li")]
    assert next(row for row in rows if "BIA appeal" in row).startswith("Passed")
    assert all("The law" in row or "This desk" in row or "A paper" in row for row in rows)
    attorney.send(case, "hand-off", to="Larkspur Aid (invented)", agreed="1", format="json")
    copy = json.loads(attorney.text)
    (appeal,) = [row for row in copy["deadlines"] if row["rule"] == "R05"]
    assert (copy["received"], appeal["passed"]) == ("2026-09-02", True)


def test_an_unopened_case_is_not_logged_as_copied_or_read(attorney, case):
    case.conflict = "possible"

    attorney.send(case, "hand-off", to="Larkspur Aid (invented)", agreed="1", format="json")
    attorney.send(case, "copy", json="1")
    attorney.open(f"/desk/cases/{case.reference}/private")

    assert "Zanziwort" not in attorney.text
    logged = set(acts_logged(case.id))
    assert not {"handed_off", "handed_off_asked", "case_copied", "private_opened"} & logged


@pytest.mark.parametrize("page", ["", "contact", "notes", "hand-off"])
def test_each_form_can_be_sent_unchanged(attorney, case, page):
    db.session.get_one(Request, case.request_id).key_under_code = b"sealed"
    for action, name, value in PRESSES[page]:
        attorney.open(f"/desk/cases/{case.reference}/{page}".rstrip("/"))
        form = next(form for form in attorney.all("form") if action in form.get("action", ""))
        button = {name: value} if name else {}
        fields = filled(form) | button | TYPED.get(page, {})
        answer = attorney.post(form.get("action", ""), **fields)
        assert answer.status_code in (200, 303), attorney.text


PRESSES = {
    "": [
        ("/assign", "", ""),
        ("/date", "", ""),
        ("/dates/", "seen", "paper"),
        ("/move", "to", "call_booked"),
        ("/move", "to", "closed:spam"),
    ],
    "contact": [("/contact", "outcome", "no_answer")],
    "notes": [("/notes", "", ""), ("/notes/pin", "", "")],
    "hand-off": [("/hand-off", "format", "paper")],
}
"""By page: address, name and value of each button that sends its form with one press."""

TYPED = {"notes": {"text": "Words."}, "hand-off": {"to": "Larkspur Aid (invented)"}}
"""By page: what a member must type before."""


def filled(form):
    """Return the fields that the form sends if it is not changed."""
    boxes = [
        field for field in form.iter("input") if field.get("type") not in ("radio", "checkbox")
    ]
    ticked = [
        field
        for field in form.iter("input")
        if field.get("checked") is not None or field.get("required") is not None
    ]
    return {field.get("name", ""): field.get("value", "") for field in (*boxes, *ticked)}


def test_a_copy_is_made_only_if_the_applicant_agreed(attorney):
    for said, agreed, act in [
        ("yes", "", "handed_off"),
        ("yes", "1", "handed_off"),
        ("ask_first", "", None),
        ("ask_first", "1", "handed_off_asked"),
        (None, "", None),
        (None, "1", "handed_off_asked"),
        ("never", "1", None),
    ]:
        save_arranged()
        answers = ANSWERS | ({"share_with_others": said} if said else {})
        case = settled(attorney.team, answers)
        attorney.open(f"/desk/cases/{case.reference}/hand-off")
        boxes = [box for box in attorney.all("input") if box.get("name") == "agreed"]
        assert len(boxes) == (said in (None, "ask_first"))

        attorney.send(case, "hand-off", to="Larkspur Aid (invented)", format="json", agreed=agreed)

        assert attorney.status == (200 if act else 422)
        copies = [act for act in acts_logged(case.id) if "handed_off" in act]
        assert copies == ([act] if act else [])


def date_of(case):
    query = select(DiaryEntry.id).where(DiaryEntry.case_id == case.id)
    return db.session.scalars(query).one()


@pytest.fixture
def attorney(desk, case):
    return desk.colleague("attorney")


@pytest.fixture
def case(desk):
    return desk.case(
        due_on=TODAY + timedelta(30), answers=ANSWERS, dates={"act_by": TODAY + timedelta(30)}
    )


def _is_date(row):
    return (row.get("id") or "").startswith("d-")
