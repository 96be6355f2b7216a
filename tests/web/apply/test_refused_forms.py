"""A refused form is answered by a redirect to its page, which shows what was typed."""

from datetime import timedelta

import pytest

from intake.actions.application.resume import KEPT_FOR
from intake.extensions import db
from intake.requests.models import Request
from tests.support.clients.applicant import Applicant, csrf_of
from tests.web.desk.test_messages import sent

pytestmark = pytest.mark.usefixtures("clock")

WRONG_CODE = "120314 5512"
CALLED = {"safe_times": "evening", "call_language": "Zanziwort"}
UNTIMED = {"call_language": "Zanziwort", "phone": "+1 202 555 0143"}


@pytest.mark.parametrize(
    "form, page, fields, says",
    [
        ("/en/mailbox/write", "/en/mailbox", {"text": "Zanzi" * 401}, "2,000 characters or fewer"),
        ("/en/mailbox/call", "/en/mailbox/call", CALLED, "Enter a phone number."),
        ("/en/mailbox/call", "/en/mailbox/call", UNTIMED, "Choose when it is safe to call."),
    ],
    ids=["message", "call", "call at no time"],
)
def test_in_the_mailbox_back_and_reload_show_what_was_typed(ready_client, form, page, fields, says):
    someone = sent(ready_client)
    someone.open(page)

    answer = ready_client.post(form, data={"csrf_token": csrf_of(someone.text), **fields})

    assert (answer.status_code, answer.location) == (303, page)
    for _ in range(2):
        someone.open(page)
        assert someone.status == 422
        assert says in someone.text
        assert [value for value in fields.values() if value not in someone.text] == []
    someone.post("/en/mailbox/write", {"text": ["Thank you."]})
    assert someone.status == 200
    assert "Zanzi" not in someone.text


def test_a_refused_request_for_a_call_is_kept_in_another_tab_too(
    ready_client,
):
    reader = Applicant(ready_client)
    reader.open("/other-language")
    reader.post("/other-language", {"call_language": ["ti"]})
    fields = {"csrf_token": csrf_of(reader.text), "name_to_use": "Zanziwort", "near": "date"}

    answer = ready_client.post("/en/f/call", data=fields)

    assert (answer.status_code, answer.location) == (303, "/en/f/call")
    reader.open("/en/f/call")
    assert reader.status == 422
    assert "Zanziwort" in reader.text
    assert "Enter a phone number or an email address." in reader.text


def test_a_refused_code_stays_in_its_browser_alone_and_not_in_clear(app, ready_client, clock):
    visitor = refused(ready_client)
    cookie = ready_client.get_cookie("c")
    assert cookie
    assert WRONG_CODE.encode().hex() not in cookie.value.encode().hex()

    for _ in range(2):
        visitor.open("/en/return")
        assert visitor.status == 422
        assert f'value="{WRONG_CODE}"' in visitor.text
        assert "You entered 10 of the 24 numbers." in visitor.text
    with app.app_context():
        assert db.session.query(Request).count() == 0

    clock.shift(KEPT_FOR + timedelta(seconds=1))
    assert visitor.open("/en/return").status_code == 200
    assert WRONG_CODE not in visitor.text


@pytest.mark.parametrize("changed", ["of another session", "cut", "no text of ours", "ü"])
def test_a_refused_code_opens_in_no_other_session(app, ready_client, changed):
    refused(ready_client)
    cookie = ready_client.get_cookie("c")
    assert cookie
    values = {"of another session": cookie.value, "cut": cookie.value[:40]}
    stranger = app.test_client()
    stranger.set_cookie("c", values.get(changed, changed))

    page = stranger.get("/en/return")

    assert page.status_code == 200
    assert WRONG_CODE not in page.text


def test_the_right_code_ends_what_was_kept(ready_client):
    someone = Applicant(ready_client)
    someone.apply()
    code = someone.text.split('id="return-code"')[1].split(">", 1)[1].split("<")[0]
    someone = refused(ready_client)

    someone.post("/en/return", {"code": [code]})

    assert someone.path == "/en/mailbox"
    assert ready_client.get_cookie("c") is None


def refused(client):
    """Return a visitor whose code was refused, before the page of it was opened."""
    visitor = Applicant(client)
    visitor.open("/en/return")
    data = {"csrf_token": csrf_of(visitor.text), "code": WRONG_CODE}
    answer = client.post("/en/return", data=data)
    assert (answer.status_code, answer.location) == (303, "/en/return")
    return visitor
