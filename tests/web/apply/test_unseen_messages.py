"""Staff write while an applicant opens the mailbox: a message that it did not show stays new."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import render_template
from sqlalchemy import select

from intake import clock as time
from intake.actions.case.tell_decision import CALL_BACK
from intake.extensions import db
from intake.messages.models import Message
from intake.web.mailbox import views
from tests.support.rows import change_rows
from tests.web.desk.test_emails_to_applicants import WORDS, sent, write

pytestmark = pytest.mark.usefixtures("clock")

NEW = "<strong>New</strong>"


def test_a_message_that_the_page_did_not_show_stays_new(app, wren, clock, monkeypatch):
    someone, reference = sent(app)
    write(wren, reference)
    clock.shift(CALL_BACK)
    unsent = [reference]

    def render_and_write(template, **context):
        page = render_template(template, **context)
        with ThreadPoolExecutor() as threads:
            while unsent:
                threads.submit(write_at_once, app, wren, unsent.pop()).result()
        return page

    monkeypatch.setattr(views, "render_template", render_and_write)
    someone.open("/en/mailbox")

    assert (someone.text.count(NEW), someone.text.count(WORDS)) == (1, 1)
    with app.app_context():
        read = db.session.scalars(select(Message.read_on).order_by(Message.number)).all()
        assert [day is not None for day in read] == [True, False]
    someone.open("/en/mailbox")
    assert (someone.text.count(NEW), someone.text.count(WORDS)) == (1, 2)
    someone.open("/en/mailbox")
    assert NEW not in someone.text


def test_a_message_from_a_clock_that_was_ahead_is_shown_and_can_be_read(app, wren):
    someone, reference = sent(app)
    write(wren, reference)
    wren.open(f"/desk/cases/{reference}/messages")
    someone.open("/en/mailbox")
    assert ("Undo send" in wren.text, WORDS in someone.text) == (True, False)
    with app.app_context():
        change_rows(Message, out_at=time.now() + timedelta(hours=3))
        db.session.commit()

    wren.open(f"/desk/cases/{reference}/messages")
    someone.open("/en/mailbox")

    assert "Undo send" not in wren.text
    assert (WORDS in someone.text, someone.text.count(NEW)) == (True, 1)
    someone.open("/en/mailbox")
    assert (WORDS in someone.text, someone.text.count(NEW)) == (True, 0)


def write_at_once(app, member, reference):
    """Write a message that cannot be taken back, as the letter of a decision is."""
    write(member, reference)
    with app.app_context():
        change_rows(Message, out_at=None)
        db.session.commit()
