"""An applicant writes or answers while a member opens the page of messages: it stays unread."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import render_template
from sqlalchemy import select

from intake.cases.models import Case
from intake.messages.models import Message
from intake.questionnaire.asylum import ASYLUM
from intake.web.desk.case import messages
from tests.support.clients.applicant import csrf_of
from tests.support.databases.reading import stored
from tests.web.desk.test_messages import reference_in, sent

TODAY = date(2026, 11, 24)


@pytest.fixture
def meanwhile(monkeypatch):
    """Return a function that has an act happen, in its own thread, after the next page is made."""

    def set_act(act):
        rendered, acts = render_template, [act]

        def render_and_act(template, **context):
            page = rendered(template, **context)
            with ThreadPoolExecutor() as threads:
                while acts:
                    threads.submit(acts.pop()).result()
            return page

        monkeypatch.setattr(messages, "render_template", render_and_act)

    return set_act


def test_a_message_that_no_page_showed_stays_unread(app, wren, meanwhile):
    someone, address = applicant_and_case(app, wren)
    meanwhile(lambda: write(someone, "Second words."))

    wren.open(f"{address}/messages")

    assert ("First words." in wren.text, "Second words." in wren.text) == (True, False)
    assert turn_in(app) == (True, "reply", [TODAY, None])
    wren.open(f"{address}/messages")
    assert "Second words." in wren.text
    assert turn_in(app) == (False, "us", [TODAY, TODAY])


def test_an_answer_that_no_page_showed_stays_unread(app, wren, meanwhile):
    someone, address = applicant_and_case(app, wren)
    meanwhile(lambda: answer(someone, "danger_now", "yes"))

    wren.open(f"{address}/messages")

    assert turn_in(app) == (True, "reply", [TODAY])
    wren.open(f"{address}/messages")
    assert "The applicant added or changed answers" in wren.text
    assert turn_in(app) == (False, "us", [TODAY])


def test_a_message_sent_to_the_applicant_meanwhile_leaves_the_reply_for_the_next_page(
    app, wren, meanwhile
):
    _, address = applicant_and_case(app, wren)
    token = csrf_of(wren.text)
    fields = {"csrf_token": token, "text": "We call you.", "language": "en", "version": "2"}
    meanwhile(lambda: wren.client.post(f"{address}/messages", data=fields))

    wren.open(f"{address}/messages")
    wren.open(f"{address}/messages")

    assert turn_in(app) == (False, "us", [TODAY, None])


def applicant_and_case(app, wren):
    """Return an applicant who wrote first words, and the address of the case, which Wren opened."""
    someone = sent(app.test_client())
    address = f"/desk/cases/{reference_in(app)}"
    write(someone, "First words.")
    wren.open(address)
    return someone, address


def write(someone, text):
    someone.post("/en/mailbox/write", {"text": [text]})
    assert someone.status == 200


def answer(someone, question, code):
    number = ASYLUM.numbers[question]
    someone.open(f"/en/mailbox/{number}")
    someone.post(f"/en/mailbox/{number}", {question: [code]})
    assert someone.status == 200


def turn_in(app):
    """Return whether a reply waits, whose turn it is, and when each message was read."""
    (case,) = stored(app, select(Case))
    messages_read = stored(app, select(Message.read_on).order_by(Message.number))
    return case.replied_on is not None, case.waits_for, messages_read
