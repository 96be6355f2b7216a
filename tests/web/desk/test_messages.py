"""Messages between applicant and team."""

import re
from datetime import timedelta
from html import unescape

from sqlalchemy import select

from intake import clock
from intake.actions.case.tell_decision import CALL_BACK
from intake.actions.opening.case_keys import Actor
from intake.cases import store
from intake.cases.models import Case, Loan
from intake.cases.pipeline import CloseReason, Status
from intake.extensions import db
from intake.messages.models import Message
from intake.outbox.models import OutboxEmail
from intake.questionnaire.asylum import ASYLUM
from intake.staff.models import StaffMember
from tests.cases.making import TODAY
from tests.staff.house import reader
from tests.support.clients.applicant import Applicant
from tests.support.clients.members import text_of
from tests.support.databases.reading import stored
from tests.support.databases.writing import writing_in
from tests.support.rows import change_rows, one_row

WROTE = "Call me in the evening, Zanziwort."


def test_a_message_of_the_applicant_notifies_the_team_once(app, ready_client):
    someone = sent(ready_client)

    for text in (WROTE, "And on Sundays."):
        someone.post("/en/mailbox/write", {"text": [text]})

    assert WROTE in someone.text
    assert "You wrote" in someone.text
    (case,) = stored(app, select(Case))
    assert case.replied_on is not None
    messages = stored(app, select(Message).order_by(Message.number))
    read = [(message.number, message.direction, message.read_on) for message in messages]
    assert read == [(1, "in", None), (2, "in", None)]
    assert WROTE.encode() not in messages[0].sealed
    assert sorted(stored(app, select(OutboxEmail.letter))) == ["case_received", "person_wrote"]


def test_an_empty_or_long_message_is_refused_and_stays(ready_client):
    someone = sent(ready_client)
    for text in ["", "  \n ", "x" * 2001]:
        someone.post("/en/mailbox/write", {"text": [text]})

        assert someone.status == 422
        assert re.search(r"<title>\s*Error", someone.text)
        assert someone.text.count('href="#text"') == 1
        assert text.strip() in someone.text
        assert "There are no messages yet." in someone.text


def test_unread_messages_have_a_limit(ready_client):
    someone = sent(ready_client)

    for number in range(21):
        someone.post("/en/mailbox/write", {"text": [f"Number {number}"]})

    assert someone.status == 422
    assert "Please wait until we have read them." in someone.text


def test_writing_needs_a_session(app, ready_client):
    someone = sent(ready_client)
    stranger = Applicant(app)
    stranger.open("/en/return")

    stranger.post("/en/mailbox/write", {"text": ["Mine"]})

    assert stranger.path == "/en/return"
    someone.open("/en/mailbox")
    assert "There are no messages yet." in someone.text


def sent(client):
    """Return an applicant who sent a request and came back with the code."""
    someone = Applicant(client)
    someone.apply()
    code = someone.text.split('id="return-code"')[1].split(">", 1)[1].split("<")[0]
    someone.enter_code(code)
    return someone


def test_a_ready_text_is_new_to_the_applicant_once(app, wren, clock):
    someone = sent(app.test_client())
    address = f"/desk/cases/{reference_in(app)}"
    wren.open(address)
    wren.fill(f"{address}/messages/draft", language="en", add="decline")
    ready = unescape(text_of(wren.text, "text"))
    wren.fill(f"{address}/messages", text=ready, language="en", wording="decline")
    clock.shift(CALL_BACK)
    someone.open("/en/mailbox")

    assert "We are sorry. We cannot take your case." in someone.text
    assert "<strong>New</strong>" in someone.text
    someone.open("/en/mailbox")
    assert "<strong>New</strong>" not in someone.text


def test_a_reply_is_marked_read_by_a_member_who_works_cases(app, wren):
    someone = sent(app.test_client())
    address = f"/desk/cases/{reference_in(app)}"
    someone.post("/en/mailbox/write", {"text": [WROTE]})
    wren.open(address)
    assert re.search(r"Messages\s*<b[^>]*>1</b>", wren.text)

    wren.open(f"{address}/messages")

    assert WROTE in wren.text
    assert "Applicant wrote" in wren.text
    assert "From us" not in wren.text
    (case,) = stored(app, select(Case))
    assert (case.replied_on, case.waits_for) == (None, "us")


def test_a_volunteer_who_reads_a_message_leaves_it_new_for_the_team(desk):
    case = desk.case(replied_on=TODAY, waits_for="reply")
    ibis = desk.colleague("volunteer", email="ibis@example.org")
    db.session.add(Loan(case_id=case.id, member_id=ibis.member.id, until=TODAY))
    days = []

    for who in (ibis, desk):
        assert who.open(f"/desk/cases/{case.reference}/messages").status_code == 200
        days.append(case.replied_on)

    assert days == [TODAY, None]


def test_a_reply_that_was_not_shown_stays_unread(app, wren):
    someone = sent(app.test_client())
    address = f"/desk/cases/{reference_in(app)}"
    wren.open(address)
    someone.post("/en/mailbox/write", {"text": [WROTE]})
    with writing_in(app):
        change_rows(Case, conflict="possible")

    wren.open(f"{address}/messages")

    assert WROTE not in wren.text
    (case,) = stored(app, select(Case))
    assert (case.replied_on is None, case.waits_for) == (False, "reply")
    assert stored(app, select(Message.read_on)) == [None]


def test_a_reply_in_a_closed_case_is_an_alert_on_the_queue(app, new_installation, wren):
    someone = sent(app.test_client())
    reference = reference_in(app)
    close(app, new_installation)

    someone.post("/en/mailbox/write", {"text": ["I still need help."]})

    wren.open("/desk/")
    assert "New message or answers in a closed case:" in wren.text
    assert f'<a href="/desk/cases/{reference}/messages">{reference}</a>' in wren.text
    wren.open(f"/desk/cases/{reference}/messages")
    assert "I still need help." in wren.text
    wren.open("/desk/")
    assert "in a closed case" not in wren.text

    page = next(page for page in ASYLUM.pages if page.questions[0].id == "name_to_use")
    someone.open(f"/en/mailbox/{ASYLUM.numbers[page.id]}")
    someone.post(someone.path, {"name_to_use": ["Lumora Other"]})
    wren.open("/desk/")
    assert "in a closed case" in wren.text
    wren.open(f"/desk/cases/{reference}/messages")
    wren.open(f"/desk/cases/{reference}/messages")
    assert "The applicant added or changed answers" not in wren.text


def test_a_changed_answer_shows_its_past_and_a_new_name_is_checked_again(app, wren):
    someone = sent(app.test_client())
    address = f"/desk/cases/{reference_in(app)}"
    wren.open(address)
    page = next(page for page in ASYLUM.pages if page.questions[0].id == "name_to_use")

    for name in ("Lumora Other", "Lumora Last"):
        someone.open(f"/en/mailbox/{ASYLUM.numbers[page.id]}")
        someone.post(someone.path, {"name_to_use": [name]})
    wren.open(address)

    earlier = wren.text[wren.text.index("Earlier answer") :]
    assert earlier.index("Lumora Other") < earlier.index("Lumo Test-Wrenfold")
    wren.open(f"{address}/timeline")
    assert wren.text.count("Conflict check: no conflict found") == 2


def test_a_text_is_not_sent_in_a_language_without_translations(app, wren):
    someone = sent(app.test_client())
    address = f"/desk/cases/{reference_in(app)}"
    wren.open(address)
    wren.fill(f"{address}/messages/draft", text="Mine", language="ti", add="decline")
    assert "There is no template in that language." in wren.text
    assert text_of(wren.text, "text") == "Mine"

    wren.fill(f"{address}/messages", text="Mine", language="ti", wording="decline")

    assert wren.status == 422
    assert "There is no template in that language." in wren.text
    someone.open("/en/mailbox")
    assert "There are no messages yet." in someone.text


def reference_in(app):
    (reference,) = stored(app, select(Case.reference))
    return reference


def close(app, house):
    """Close the only case, as its reader acts, who seals the row anew."""
    with writing_in(app):
        case = one_row(Case)
        member, day = one_row(StaffMember), case.received_on
        Actor(reader=reader(house, member), day=day, at=clock.now())
        reason = CloseReason.WITHDRAWN
        store.move(case, Status.CLOSED, reason=reason, on=day, erase_on=day + timedelta(365))
