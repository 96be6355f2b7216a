"""A caller's request, typed by a member: sent like any other, once, with nothing typed lost."""

from dataclasses import replace
from unittest.mock import Mock

from intake import create_app
from intake.actions.application import make_return_code
from intake.audit.acts import AuditAct
from intake.audit.models import AuditEntry
from intake.cases.models import Case
from intake.extensions import db
from intake.outbox.models import OutboxEmail
from intake.requests.models import Request
from tests.support.clients.applicant import csrf_of
from tests.support.clients.callers import CALLER, Fields, enter, hidden, post
from tests.support.clients.members import StaffBrowser, id_of, text_of
from tests.support.databases.reading import stored
from tests.support.storm.person import turn_in


def test_a_typed_request_is_received_like_a_sent_one(app, wren):
    enter(wren)

    (case,), (request,) = stored(app, db.select(Case)), requests(app)
    acts = {entry.act: entry.member_id for entry in stored(app, db.select(AuditEntry))}
    assert acts[AuditAct.CASE_RECEIVED] is None
    assert acts[AuditAct.ENTERED_BY_PHONE] == id_of(app)
    assert stored(app, db.select(OutboxEmail.reference)) == [case.reference]
    opening = (request.token_hash, request.key_under_token, request.code_auth, request.answers)
    assert set(opening) == {None}
    assert f"Your reference number is {case.reference}" in wren.text
    assert "return-code" not in wren.text
    assert f'<a href="/desk/cases/{case.reference}?open=call#call">Book a call</a>' in wren.text
    wren.open(f"/desk/cases/{case.reference}")
    assert "Lumo Test-Wrenfold" in wren.text
    assert "By phone" in wren.text
    assert stored(app, db.select(Case.conflict)) == ["clear"]
    wren.open(f"/desk/cases/{case.reference}/timeline")
    assert "Entered for a caller, by phone" in wren.text


def test_the_code_is_made_once_and_opens_the_mailbox(app, wren):
    fields = enter(wren, wants_code="yes")
    code = text_of(wren.text, "return-code")
    wren.open("/desk/new")
    post(wren, fields)
    assert text_of(wren.text, "return-code") == code
    assert [request.key_under_token for request in requests(app)] == [None]

    applicant = app.test_client()
    page = applicant.get("/es/return").text
    typed = {"csrf_token": csrf_of(page), "code": code}
    answer = applicant.post("/es/return", data=typed, follow_redirects=True)
    assert answer.request.path == "/es/mailbox"


def test_who_enters_a_request_while_many_codes_are_made_keeps_the_place(
    app, wren, clock, monkeypatch
):
    with monkeypatch.context() as crowd:
        crowd.setattr(make_return_code, "_making", make_return_code.new_code_line(longest=0))
        fields = enter(wren, wants_code="yes")
    assert wren.status == 503
    turn = turn_in(wren.text)
    line = make_return_code.new_code_line()
    place = Mock(wraps=line.place)
    monkeypatch.setattr(line, "place", place)
    monkeypatch.setattr(make_return_code, "_making", line)

    clock.shift(seconds=7)
    post(wren, fields, turn=turn)

    assert place.call_args.kwargs["waited"] == 7
    assert len(requests(app)) == 1


def test_nothing_typed_is_lost_before_it_can_be_sent(app, wren):
    wren.open("/desk/new")
    typed: Fields = {**CALLER, "phone": "4321", "note": "Her brother.", "so_far": ["court_paper"]}
    post(wren, {**typed, **hidden(wren), "name_to_use": "", "nationality": "Atlantis"}, send="now")
    assert wren.status == 422
    for value in ("Her brother.", 'value="4321"', 'value="Spanish"', 'value="Atlantis"'):
        assert value in wren.text
    assert 'name="next_hearing_date-day"' in wren.text

    post(wren, {**typed, **hidden(wren)}, send="now")
    assert "Is this phone number right?" in wren.text
    assert requests(app) == []
    post(wren, {**typed, **hidden(wren)}, send="now", sure="phone")
    assert len(requests(app)) == 1


def test_questions_that_an_answer_opens_are_shown_before_it_is_sent(app, wren):
    wren.open("/desk/new")
    post(wren, {**CALLER, **hidden(wren), "filling_for": "other_person"}, send="now")
    assert "These answers open more questions" in wren.text
    assert "Where are they now?" in wren.text
    assert requests(app) == []


def test_a_paper_form_is_entered_with_every_question_in_sight(app, wren):
    wren.open("/desk/new?from=paper")
    assert 'name="next_hearing_date-day"' in wren.text
    assert "<details open>" in wren.text

    post(wren, {**CALLER, **hidden(wren), "source": "paper"}, send="now")
    assert AuditAct.ENTERED_FROM_PAPER in stored(app, db.select(AuditEntry.act))


def test_callers_are_led_to_the_applicants_address(app, new_installation):
    settings = replace(app.config["SETTINGS"], applicants_url="https://help.example.net")
    desk = create_app(replace(settings, doors=("desk",)))
    wren = StaffBrowser(desk)
    wren.join_by_actions(new_installation)

    wren.open("/desk/new")
    assert 'href="https://help.example.net/en/paper"' in wren.text

    enter(wren, wants_code="yes")
    assert ">help.example.net/en/return<" in wren.text
    with desk.app_context():
        db.engine.dispose()


def test_an_answer_that_would_not_count_is_named_and_never_dropped(app, wren):
    day = {"next_hearing_date-day": "4", "next_hearing_date-month": "3"}
    typed: Fields = {**CALLER, "source": "paper", **day, "next_hearing_date-year": "2027"}
    typed = {**typed, "so_far": [], "old_order": "never_left"}
    wren.open("/desk/new?from=paper")
    assert 'name="old_order"' in wren.text
    post(wren, {**typed, **hidden(wren)}, send="now")
    assert wren.status == 422
    assert 'href="#next_hearing_date-uncounted"' in wren.text
    assert "I got a paper from immigration court" in wren.text
    assert requests(app) == []

    typed["so_far"] = ["court_paper"]
    post(wren, {**typed, **hidden(wren)}, send="now", leave_out="old_order")
    assert len(requests(app)) == 1
    (reference,) = stored(app, db.select(Case.reference))
    wren.open(f"/desk/cases/{reference}")
    assert "March 4, 2027" in wren.text or "4 March 2027" in wren.text


def test_a_phone_number_without_its_contact_method_is_not_dropped(app, wren):
    wren.open("/desk/new")
    typed: Fields = {**CALLER, "contact_methods": ["return_code"]}
    post(wren, {**typed, **hidden(wren)}, send="now")
    assert 'href="#phone-uncounted"' in wren.text
    assert 'value="202 555 0143"' in wren.text
    post(wren, {**typed, **hidden(wren), "phone": "2O2"}, send="now")
    assert requests(app) == []


def requests(app):
    return stored(app, db.select(Request))
