"""Whoever comes back after *not real* is in the queue again, marked, and staff are told."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from intake.audit.models import AuditEntry
from intake.cases.models import Case
from intake.outbox.models import OutboxEmail
from intake.traffic import arrivals
from tests.support.clients.applicant import SHORTEST, Applicant, come_back
from tests.support.clients.members import text_of
from tests.support.rows import all_rows, one_row

pytestmark = pytest.mark.usefixtures("clock")

IN_TIME = {
    **SHORTEST,
    "device": ["mine"],
    "location_kind": ["in_us"],
    "danger_now": ["no"],
    "detained_now": ["no"],
    "asylum_filed": ["no"],
    "lawful_status": ["no"],
    "has_lawyer": ["no"],
    "household_size": ["1"],
    "last_arrival_date-day": ["1"],
    "last_arrival_date-month": ["11"],
    "last_arrival_date-year": ["2026"],
}
"""A person who has eleven months to file: P3."""

Act = Callable[[Applicant, Flask, str], object]


def write(person, _app, _code):
    person.post("/en/mailbox/write", {"text": ["I am real, my flight is Friday"]})


def ask_for_a_call(person, _app, _code):
    person.open("/en/mailbox/call")
    fields = {"safe_times": ["evening"], "call_language": ["Zanziwort"], "phone": ["202 555 0143"]}
    person.post("/en/mailbox/call", fields)


def enter_the_code(_person, app, code):
    back = come_back(app, code)
    assert back.path == "/en/mailbox"
    assert "We have closed your request" not in back.text


@pytest.mark.parametrize("act", [write, ask_for_a_call, enter_the_code])
def test_a_person_who_comes_back_is_in_the_queue_again_and_staff_are_told(
    app, wren, act, monkeypatch
):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], quarantine_above=1)
    monkeypatch.setattr(arrivals, "is_above", lambda *_sent, **_at: True)
    person = Applicant(app, IN_TIME)
    reference = person.apply()
    code = text_of(person.text, "return-code")
    close_as_not_real(app, wren, reference)
    person.open("/en/mailbox")
    assert person.status == 200
    assert "closed" not in person.text

    act(person, app, code)

    with app.app_context():
        case = one_row(Case)
        assert (case.status, case.quarantined_on, case.closed_on) == ("new", None, None)
        assert case.tags == " flood came_back "
        letters = all_rows(OutboxEmail.letter)
        assert sorted(letters) == ["came_back", "case_received"]
        assert "came_back" in set(all_rows(AuditEntry.act))
    wren.open("/desk/")
    assert reference in wren.text
    assert "Closed as not real, came back" in wren.text


def test_one_who_was_closed_by_hand_as_not_real_is_in_the_queue_again_too(app, wren):
    person = Applicant(app, IN_TIME)
    reference = person.apply()
    wren.open(f"/desk/cases/{reference}")
    wren.fill(f"/desk/cases/{reference}/move", to="closed:spam")
    person.open("/en/mailbox")
    assert "closed" not in person.text

    write(person, app, "")

    wren.open("/desk/")
    assert reference in wren.text
    assert "Closed as not real, came back" in wren.text


def close_as_not_real(app, wren, reference):
    """Close the request in quarantine, with all on the page."""
    wren.open("/desk/quarantine")
    wren.post_form("/desk/quarantine/close", case=reference)
    with app.app_context():
        assert all_rows(Case.status) == ["closed"]
