"""A form to staff that arrives twice is stored once: a reload, a second press, a lost answer."""

import re

import pytest

from intake.cases.models import Case
from intake.extensions import db
from intake.messages.models import Message
from tests.support.clients.applicant import csrf_of
from tests.support.rows import all_rows, change_rows, one_row
from tests.support.storm.concurrency import together
from tests.web.desk.test_emails_to_applicants import sent

pytestmark = pytest.mark.usefixtures("clock", "wren")

WRITE, CALL = "/en/mailbox/write", "/en/mailbox/call"
WORDS = {"text": "Zanziwort, call me."}
TIMES = {"safe_times": "evening", "phone": "+1 210 555 0173"}
FORMS = [("/en/mailbox", WRITE, WORDS), (CALL, CALL, TIMES)]


@pytest.mark.parametrize("page, action, fields", FORMS, ids=["message", "call"])
def test_a_form_that_is_posted_again_is_answered_as_done_and_stored_once(app, page, action, fields):
    someone, _ = sent(app)
    form = form_on(someone, page) | fields

    pages = [someone.client.post(action, data=form).location for _ in range(2)]

    assert pages == ["/en/mailbox"] * 2
    assert len(stored(app)) == 1
    someone.open("/en/mailbox")
    assert someone.text.count('class="message mine"') == 1


@pytest.mark.parametrize("page, action, fields", FORMS, ids=["message", "call"])
def test_presses_at_the_same_moment_store_one_message(app, page, action, fields):
    someone, _ = sent(app)
    form = form_on(someone, page) | fields
    session = someone.client.get_cookie("s")
    assert session

    def press(_number):
        browser = app.test_client()
        browser.set_cookie("s", session.value)
        return str(browser.post(action, data=form).location)

    assert together(range(4), press) == ["/en/mailbox"] * 4
    assert len(stored(app)) == 1


def test_other_words_in_the_same_page_are_another_message(app):
    someone, _ = sent(app)
    form = form_on(someone, "/en/mailbox")

    for text in ("First.", "Second."):
        someone.client.post(WRITE, data=form | {"text": text})

    assert len(stored(app)) == 2


def test_the_same_words_in_another_page_are_another_message(app):
    someone, _ = sent(app)

    for _ in range(2):
        someone.client.post(WRITE, data=form_on(someone, "/en/mailbox") | WORDS)

    assert len(stored(app)) == 2


@pytest.mark.parametrize("form_id", [None, "", "x", "A" * 32])
def test_a_page_of_an_older_release_sends_as_often_as_it_is_pressed(app, form_id):
    someone, _ = sent(app)
    form = {"csrf_token": csrf_of(someone.text), **WORDS}
    form |= {} if form_id is None else {"form_id": form_id}

    for _ in range(2):
        someone.client.post(WRITE, data=form)

    assert len(stored(app)) == 2


def test_the_last_message_that_fits_is_done_although_no_other_one_fits(app):
    someone, _ = sent(app)
    for number in range(19):
        someone.client.post(WRITE, data=form_on(someone, "/en/mailbox") | {"text": f"{number}"})
    form = form_on(someone, "/en/mailbox") | WORDS

    for _ in range(2):
        someone.client.post(WRITE, data=form)
    someone.open("/en/mailbox")

    assert someone.status == 200
    assert len(stored(app)) == 20


def test_a_call_that_was_made_is_not_asked_for_again(app):
    someone, _ = sent(app)
    form = form_on(someone, CALL) | TIMES
    someone.client.post(CALL, data=form)
    with app.app_context():
        change_rows(Case, call_asked_on=None)
        db.session.commit()

    someone.client.post(CALL, data=form)

    with app.app_context():
        assert one_row(Case.call_asked_on) is None


def form_on(someone, page):
    """Return the hidden fields of the form on a page."""
    someone.open(page)
    form_ids = re.findall(r'name="?form_id"? value="?([0-9a-f]{32})', someone.text)
    return {"csrf_token": csrf_of(someone.text), "form_id": form_ids[0] if form_ids else ""}


def stored(app):
    with app.app_context():
        return all_rows(Message.id)
