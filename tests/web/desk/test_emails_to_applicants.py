"""An applicant who allowed email is told once that a message waits, and of nothing else."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from intake.actions.case.tell_decision import CALL_BACK
from intake.cases.models import Case
from intake.cli import mail_worker
from intake.extensions import db
from intake.outbox.models import OutboxEmail, State
from intake.questionnaire.asylum import ASYLUM
from tests.support.clients.applicant import SHORTEST, Applicant
from tests.support.rows import one_row

ADDRESS = "lumo.wrenfold@example.org"
BY_EMAIL = {
    **SHORTEST,
    "contact_methods": ["email", "return_code"],
    "email": [ADDRESS],
    "ok_mail": ["yes"],
}
WORDS = "Zanziwort: please call the court in Testfold."


def test_one_email_announces_all_unread_messages(app, wren, clock, mail_server):
    someone, reference = sent(app)
    write(wren, reference)
    write(wren, reference)
    deliver(app)
    assert told(mail_server) == [], "the message can still be taken back"

    clock.shift(CALL_BACK)
    deliver(app)
    write(wren, reference)
    clock.shift(CALL_BACK)
    deliver(app)
    assert len(told(mail_server)) == 1

    someone.open("/en/mailbox")
    write(wren, reference)
    clock.shift(CALL_BACK)
    deliver(app)
    assert len(told(mail_server)) == 2


def test_the_email_has_the_reference_and_the_page_to_come_back_to_and_no_word_more(
    app, wren, clock, mail_server
):
    _, reference = sent(app)
    write(wren, reference)
    clock.shift(CALL_BACK)

    deliver(app)

    (email,) = told(mail_server)
    assert email["Subject"] == "There is a message for you"
    assert email["From"] == "desk@example.org", "the name of the organisation is left out"
    assert email.get_content().splitlines() == [
        "There is a message for you.",
        "",
        "To read it, open this page and enter your code:",
        "http://localhost/en/return",
        "",
        f"Your reference number: {reference}",
        "",
        "Please do not answer this email. Write to us on that page.",
    ]


def test_the_email_is_in_the_applicants_language(app, wren, clock, mail_server):
    _, reference = sent(app, language="es")
    write(wren, reference)
    clock.shift(CALL_BACK)

    deliver(app)

    (email,) = told(mail_server)
    assert email["Subject"] == "Hay un mensaje para usted"
    assert "http://localhost/es/return" in email.get_content()


def test_no_email_is_sent_where_it_is_not_allowed(app, wren):
    not_allowed: tuple[dict[str, list[str]], ...] = (
        {"ok_mail": ["no"]},
        {"ok_mail": []},
        {"contact_methods": ["return_code"], "email": []},
        {"email": []},
    )
    for changed in not_allowed:
        _, reference = sent(app, {**BY_EMAIL, **changed})
        write(wren, reference)

    assert letters(app) == []


def test_a_message_that_was_taken_back_is_not_announced(app, wren, clock, mail_server):
    _, reference = sent(app)
    write(wren, reference)
    deliver(app)
    wren.open(f"/desk/cases/{reference}/messages")
    message_id = wren.text.split('name="message" value="')[1].split('"')[0]

    wren.fill(f"/desk/cases/{reference}/messages/back", message=message_id)
    clock.shift(CALL_BACK)
    deliver(app)

    assert told(mail_server) == []
    assert letters(app) == []


def test_the_address_is_stored_until_delivery_alone_and_never_in_clear(app, wren, clock):
    _, reference = sent(app)
    write(wren, reference)
    with app.app_context():
        stored = db.session.connection().exec_driver_sql("SELECT address FROM outbox").all()
        assert not [row for row in stored if row[0] and ADDRESS.encode() in bytes(row[0])]
    clock.shift(CALL_BACK)

    deliver(app)

    assert letters(app) == [(State.DELIVERED, None), (State.ROUTED, None)]


def test_the_address_for_reminders_is_stored_while_they_are_allowed_and_the_case_is_open(app, wren):
    someone, reference = sent(app)
    number = ASYLUM.numbers[ASYLUM.page_of("reminders").id]
    wren.open(f"/desk/cases/{reference}")
    assert address_in(app) is None, "nobody asked for reminders"

    someone.open(f"/en/mailbox/{number}")
    someone.post(f"/en/mailbox/{number}", {"reminders": ["yes"]})
    wren.open(f"/desk/cases/{reference}")
    assert address_in(app) == f"en {ADDRESS}"

    someone.open(f"/en/mailbox/{number}")
    someone.post(f"/en/mailbox/{number}", {"reminders": ["no"]})
    assert address_in(app) is None, "it is gone before a member looks again"
    wren.open(f"/desk/cases/{reference}")
    assert address_in(app) is None


def sent(app, answers=BY_EMAIL, *, language="en"):
    """Return an applicant who sent these answers and came back, and the reference."""
    someone = Applicant(app, answers, language=language)
    reference = someone.apply()
    code = someone.text.split('id="return-code"')[1].split(">", 1)[1].split("<")[0]
    someone.open(f"/{language}/return")
    someone.post(f"/{language}/return", {"code": [code]})
    return someone, reference


def write(member, reference):
    """Send a message to the applicant."""
    member.open(f"/desk/cases/{reference}")
    member.fill(
        f"/desk/cases/{reference}/messages",
        text=WORDS,
        language="en",
    )
    assert member.status == 200


def deliver(app):
    """Run the mail worker until nothing is left to send."""
    mail_worker.work(app, stop=lambda: False, once=True)


def told(server):
    """Return the emails that reached the applicant; no email to anyone has a word of theirs."""
    for message in server.messages:
        assert not [word for word in ("Zanziwort", "Testfold", "Lumo") if word in str(message)]
    return [message for message in server.messages if message["To"] == ADDRESS]


def letters(app):
    """Return state and address of the letters to applicants, by state."""
    with app.app_context():
        query = select(OutboxEmail.state, OutboxEmail.address)
        query = query.where(OutboxEmail.letter == "message_waiting").order_by(OutboxEmail.state)
        return [(state, address) for state, address in db.session.execute(query)]


def address_in(app):
    """Return the language and the address for reminders of the only case."""
    with app.app_context():
        return one_row(Case.reminder_address)


@pytest.fixture
def settings(settings, mail_server):
    return replace(
        settings,
        mail_server=mail_server.host,
        mail_port=mail_server.port,
        mail_use_tls=False,
        mail_default_sender="Harbor Legal Aid <desk@example.org>",
    )
