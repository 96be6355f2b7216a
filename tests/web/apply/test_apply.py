"""The applicants' door, page by page."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intake.actions.application import submit as submitting
from intake.cases.models import Case
from intake.clock import now as clock_now
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import Draft
from intake.web import limits
from intake.web.apply import sending
from intake.web.limits.counters import Limit
from tests.support.clients.applicant import ACKNOWLEDGED, SHORTEST, Applicant, at_check, csrf_of
from tests.support.clients.members import text_of
from tests.support.databases.fixtures import ON_BOTH
from tests.support.databases.reading import stored

BROKEN = {
    "nul": "a\x00b",
    "bidi": "\u202ename\u202c",
    "script": "<script>alert(1)</script>",
    "lone surrogate in utf-8": b"\xed\xa0\x80",
    "not utf-8": b"\xff\xfe\xfd",
    "very long": "x" * 50_000,
    "a table's end": "'); DROP TABLE requests; --",
    "template": "{{ 7*7 }}%(x)s%s",
    "combining": "e" + "\u0301" * 3000,
}


@ON_BOTH
def test_the_shortest_way_asks_nine_questions_and_sends(someone):

    someone.apply()

    assert len(someone.visited) == 9


@ON_BOTH
def test_a_page_shows_again_what_was_answered(someone):
    someone.walk()

    someone.open(_address("name_to_use"))

    assert "Lumo Test-Wrenfold" in someone.text


def test_each_page_has_a_way_back_to_the_one_before(someone):
    someone.walk()
    ways = [way_back(someone)]

    someone.open(ways[0])
    ways.append(way_back(someone))
    someone.open("/en/f/check")
    someone.post("/en/f/send", {"send": ["more"]})
    someone.walk()

    assert ways == ["/en/f/result", _address("contact_methods")]
    assert way_back(someone) == _address("note")


@ON_BOTH
def test_a_required_question_says_what_is_missing_and_keeps_the_rest(
    someone,
):
    someone.begin()
    while someone.path != _address("name_to_use"):
        someone.answer()

    someone.post(someone.path, {"name_to_use": ["   "]})

    assert someone.status == 422
    assert re.search(r"<title>\s*Error", someone.text)


def test_where_two_answers_have_the_same_fault_the_summary_tells_them_apart(
    ready_client,
):
    someone = Applicant(
        ready_client, {**SHORTEST, "contact_methods": ["return_code", "trusted_person"]}
    )
    someone.begin()
    while someone.path != _address("trusted_name"):
        someone.answer()

    too_long = ["x" * 500]
    ways = {"contact_methods": ["return_code", "trusted_person"]}
    someone.post(someone.path, {**ways, "trusted_name": too_long, "trusted_phone": too_long})

    lines = re.findall(r'<a href="?#trusted_\w+"?>([^<]+)', someone.text)
    assert len(lines) == 2
    assert lines[0].startswith(
        "What is the name of the person you trust? Please make your answer 300 characters shorter"
    )
    assert lines[1].startswith(
        "What is their phone number? Please make your answer 300 characters shorter"
    )


def test_progress_names_three_parts_and_never_grows(ready_client):
    someone = Applicant(
        ready_client, {**SHORTEST, "court_case": ["yes"], "location_kind": ["in_us"]}
    )
    someone.begin()
    steps = []
    while not someone.path.endswith("/f/result"):
        steps += [step(someone)] if not someone.path.endswith("/f/code") else []
        someone.answer()
    someone.open("/en/f/check")
    someone.post("/en/f/send", {"send": ["more"]})

    assert list(dict.fromkeys(steps)) == [
        "Part 1 of 3: Can we help?",
        "Part 2 of 3: Your dates",
        "Part 3 of 3: How to reach you",
    ]
    assert steps == sorted(steps)
    assert step(someone) == "More questions"


@ON_BOTH
def test_a_change_that_opens_a_question_asks_it_before_the_check_page(
    someone,
):
    someone.walk()

    someone.post(_address("so_far"), {"so_far": ["court_paper"]})

    assert someone.path == _address("next_hearing_date")


@ON_BOTH
def test_the_result_is_shown_once(someone):
    someone.begin()
    while not someone.path.endswith("/f/result"):
        someone.answer()

    someone.open("/en/f/check")
    someone.post(_address("name_to_use"), {"name_to_use": ["Mirela Test-Osprey"]})

    assert someone.path == "/en/f/check"


@ON_BOTH
def test_nothing_is_sent_while_a_question_that_must_be_answered_is_not(
    ready_client,
):
    someone = Applicant(ready_client)
    someone.answer()

    someone.post("/en/f/send", {**ACKNOWLEDGED, "send": ["now"]})

    assert someone.status == 422
    assert ready_client.get("/en/sent").status_code != 200


@ON_BOTH
def test_what_another_tab_keeps_while_it_is_weighed_is_sent_too(ready_client, monkeypatch):
    someone = at_check(ready_client)
    weigh_and_seal = submitting.ready_to_send

    def slowly(*args, **more):
        monkeypatch.setattr(sending, "ready_to_send", weigh_and_seal)
        ready = weigh_and_seal(*args, **more)
        second_tab = Applicant(ready_client)
        second_tab.open(_address("name_to_use"))
        second_tab.post(_address("name_to_use"), {"name_to_use": ["Mirela Test-Osprey"]})
        return ready

    monkeypatch.setattr(sending, "ready_to_send", slowly)
    someone.send()
    code = text_of(someone.text, "return-code")

    someone.enter_code(code)
    someone.open(f"/en/mailbox/{ASYLUM.numbers['name_to_use']}")
    assert "Mirela Test-Osprey" in someone.text


@ON_BOTH
def test_who_leaves_while_it_is_weighed_has_sent_nothing(app, ready_client, monkeypatch):
    someone = at_check(ready_client)
    weigh_and_seal = submitting.ready_to_send

    def slowly(*args, **more):
        ready = weigh_and_seal(*args, **more)
        ready_client.post("/leave", data={"csrf_token": csrf_of(someone.text)})
        return ready

    monkeypatch.setattr(sending, "ready_to_send", slowly)
    someone.post("/en/f/send", {**ACKNOWLEDGED, "send": ["now"]})

    assert someone.status == 410
    assert stored(app, select(Case)) == []


@ON_BOTH
def test_sending_twice_makes_one_case(ready_client):
    someone = at_check(ready_client)
    token = csrf_of(someone.text)
    reference = someone.send()

    data: dict[str, Any] = {"csrf_token": token, **ACKNOWLEDGED, "send": "now"}
    again = ready_client.post("/en/f/send", data=data, follow_redirects=True)

    assert reference in again.text


@ON_BOTH
def test_after_sending_earlier_pages_show_no_answer(someone):
    someone.apply()

    someone.open(_address("name_to_use"))

    assert someone.path == "/en/sent"
    assert "Wrenfold" not in someone.text


@ON_BOTH
def test_answering_more_asks_the_later_pages_and_comes_back(someone):
    someone.walk()
    before = len(someone.visited)

    someone.post("/en/f/send", {"send": ["more"]})
    someone.walk()

    assert len(someone.visited) - before >= 10


@pytest.mark.parametrize("question", ["name_to_use", "last_arrival_date", "help_types"])
def test_no_input_breaks_a_page(ready_client, question):
    someone = Applicant(ready_client, {**SHORTEST, "location_kind": ["in_us"]})
    someone.begin()
    while someone.path != _address(question):
        someone.answer()

    names = [question, *(f"{question}-{part}" for part in ("day", "month", "year", "calendar"))]
    for kind, text in BROKEN.items():
        data = {"csrf_token": csrf_of(someone.text), **dict.fromkeys(names, text)}
        response = ready_client.post(_address(question), data=data)
        assert response.status_code in (200, 303, 400, 422), kind


@ON_BOTH
def test_fields_of_another_page_change_nothing(someone):
    someone.begin()

    someone.post(someone.path, {"filling_for": ["self"], "name_to_use": ["Not Asked-Yet"]})
    while "name_to_use" not in someone.text:
        someone.answer()

    assert "Not Asked-Yet" not in someone.text
    someone.answers["name_to_use"] = ["Asked Now"]
    someone.answer()
    assert "Asked Now" in someone.open(_address("name_to_use")).text


@ON_BOTH
def test_a_page_of_no_session_says_that_it_has_ended(ready_client):
    response = ready_client.get("/en/f/30")

    assert response.status_code == 410
    assert "Go to the start page" in response.text


def test_other_methods_get_a_clear_page(ready_client):
    for method in ["PUT", "DELETE", "PATCH", "TRACE"]:
        assert ready_client.open("/en/f/1", method=method).status_code in (403, 405)


@ON_BOTH
def test_two_tabs_answering_different_pages_lose_nothing(ready_client):
    someone = at_check(ready_client, {**SHORTEST, "location_kind": ["in_us"]})
    token = csrf_of(someone.text)

    for answers in ({"location_kind": "in_us", "us_state": "TX"}, {"detained_now": "no"}):
        data = {"csrf_token": token, **answers}
        ready_client.post(_address(list(answers)[-1]), data=data)

    checked = ready_client.get("/en/f/check").text
    assert "Texas" in checked


@ON_BOTH
def test_a_form_filled_in_no_time_is_sent_all_the_same_and_marked_for_staff(ready_client, clock):
    draft = Draft(as_of=date(2026, 11, 24), language="en", begun_at=clock_now())
    with ready_client.application.test_request_context("/en/f/send", method="POST"):
        assert sending.looks_like_a_machine(draft)
        clock.shift(seconds=90)
        assert not sending.looks_like_a_machine(draft)

    someone = Applicant(ready_client)
    assert someone.apply()


@ON_BOTH
def test_the_box_that_people_do_not_see_marks_too(ready_client):
    draft = Draft(as_of=date(2026, 11, 24), language="en")
    filled = {"website": "http://elsewhere.example"}

    with ready_client.application.test_request_context("/en/f/send", method="POST", data=filled):
        assert sending.looks_like_a_machine(draft)


@ON_BOTH
def test_a_flood_from_one_address_waits_and_this_machine_does_not(ready_client, monkeypatch):
    monkeypatch.setattr(limits, "NEW_REQUESTS", Limit(2, timedelta(hours=1)))
    statuses = []
    for address in ["203.0.113.7"] * 3 + ["127.0.0.1"] * 3:
        ready_client.delete_cookie("s")
        token = csrf_of(ready_client.get("/en/f/1").text)
        answered = ready_client.post(
            "/en/f/1",
            data={"csrf_token": token, "filling_for": "self"},
            environ_overrides={"REMOTE_ADDR": address},
        )
        statuses.append(answered.status_code)

    assert statuses == [303, 303, 429, 303, 303, 303]


def way_back(someone):
    [address] = re.findall(r'<a class="back" href="([^"]+)"', someone.text)
    return str(address)


def step(someone):
    """Return the progress that the page shows; empty if it shows none."""
    step_line = re.search(r'<p class="step">([^<]*)', someone.text)
    return step_line[1] if step_line else ""


def _address(question):
    return f"/en/f/{ASYLUM.numbers[ASYLUM.page_of(question).id]}"
