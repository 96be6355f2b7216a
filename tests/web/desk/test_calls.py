"""A member books a call with the applicant, with an interpreter if one is needed."""

import logging
from datetime import timedelta

import pytest

from intake.diary.models import DiaryEntry, Kind, State
from intake.extensions import db
from tests.cases.making import TODAY

DAY = "2026-11-25"
WHO = "Zanzi Interpreter"
BUSY = "You or the interpreter have another call at this time."


def test_a_booked_call_names_its_interpreter_on_the_pages_of_staff_alone(desk, caplog):
    caplog.set_level(logging.DEBUG)
    case = case_of(desk, assignee_id=desk.member.id)

    assert book(desk, case, interpreter=WHO) == 303

    for page in (f"/desk/cases/{case.reference}", "/desk/work", "/desk/diary"):
        desk.open(page)
        assert WHO in desk.text, page
        assert "14:30" in desk.text, page
        assert "Zanzi" not in desk.title
    desk.open(f"/desk/cases/{case.reference}/contact")
    form = desk.words_of("form", aria_labelledby="screening")
    assert f"Interpreter: {WHO}" in form
    sealed = [entry.sealed for entry in calls_of(case)]
    assert len(sealed) == 1
    assert b"Zanzi" not in sealed[0]
    assert "Zanzi" not in caplog.text


@pytest.mark.parametrize("interpreter", ["", WHO], ids=["member", "interpreter"])
def test_a_time_at_which_somebody_has_another_call_needs_a_tick(desk, interpreter):
    owner = None if interpreter else desk.member.id
    book(desk, desk.case(looked_on=TODAY, assignee_id=owner), interpreter=interpreter)
    case = case_of(desk)

    assert book(desk, case, interpreter=interpreter.upper()) == 409

    assert BUSY in desk.text
    assert calls_of(case) == []
    assert book(desk, case, interpreter=interpreter, sure="1") == 303
    assert len(calls_of(case)) == 1


def test_calls_of_others_and_at_other_times_are_in_nobodys_way(desk):
    book(desk, case_of(desk), interpreter="Lumo Testwood")
    book(desk, case_of(desk, assignee_id=desk.member.id), at="15:00", interpreter=WHO)

    assert book(desk, case_of(desk), interpreter=WHO) == 303


def test_a_call_takes_the_place_of_the_one_before(desk):
    case = case_of(desk, assignee_id=desk.member.id)
    book(desk, case, interpreter=WHO)
    desk.open_case(case)
    form = desk.words_of("details", id="call")
    assert "Booked: 25 Nov, 14:30. A new call takes its place." in form

    assert book(desk, case, interpreter=WHO) == 303

    assert [entry.state for entry in calls_of(case)] == [State.WAIVED, State.OPEN]


def test_a_call_on_a_day_off_needs_a_tick(desk):
    case, thanksgiving = case_of(desk), "2026-11-26"

    assert book(desk, case, on="2026-11-28") == 422
    assert book(desk, case, on=thanksgiving) == 422

    assert "This day is on a weekend or a federal holiday." in desk.text
    assert calls_of(case) == []
    assert book(desk, case, on=thanksgiving, sure="1") == 303


def test_no_call_is_booked_at_a_time_that_clocks_skip(desk):
    case = case_of(desk)

    assert book(desk, case, on="2027-03-14", at="02:30", sure="1") == 422

    assert "Clocks skip this time on that day. Choose another." in desk.text
    assert calls_of(case) == []
    assert book(desk, case, on="2027-03-14", at="03:30", sure="1") == 303


def test_the_contact_page_names_only_the_call_that_is_booked(desk):
    case = case_of(desk, assignee_id=desk.member.id)
    contact = f"/desk/cases/{case.reference}/contact"
    book(desk, case, at="09:30")
    book(desk, case, at="16:45")

    desk.open(contact)
    booked = [desk.words(part) for part in desk.all("p") if "Booked:" in desk.words(part)]
    assert booked == ["Booked: 25 Nov, 16:45"]

    desk.send(case, "call/cancel")
    desk.open(contact)
    assert "Screening" in desk.text
    assert "Booked:" not in desk.text


@pytest.mark.parametrize("act_by", [None, TODAY, TODAY + timedelta(9)])
def test_a_cancelled_call_makes_the_case_due_today(desk, act_by):
    case = case_of(desk, assignee_id=desk.member.id, act_by=act_by)
    book(desk, case)

    assert desk.send(case, "call/cancel") == 303

    assert [entry.state for entry in calls_of(case)] == [State.WAIVED]
    assert (case.status, case.due_on) == ("triage", TODAY)
    assert desk.send(case, "call/cancel") == 409
    assert "No call is booked any more." in desk.text


def test_a_call_that_is_not_needed_leaves_no_call_scheduled(desk):
    case = case_of(desk, assignee_id=desk.member.id)
    book(desk, case)
    [entry] = calls_of(case)

    assert desk.send(case, f"dates/{entry.id}", state="waived", why="She wrote.") == 303

    assert case.status == "triage"


def case_of(desk, **values):
    return desk.case(looked_on=TODAY, **values)


def book(desk, case, *, at="14:30", **fields):
    """Book a call for tomorrow; return the status of the answer."""
    desk.open_case(case)
    return desk.send(case, "call", **{"on": DAY, "at": at, **fields})


def calls_of(case):
    """Return the calls of a case, the one that is open last."""
    calls = db.session.query(DiaryEntry).filter_by(case_id=case.id, kind=Kind.CALL.value)
    return sorted(calls, key=lambda entry: entry.state == State.OPEN)
