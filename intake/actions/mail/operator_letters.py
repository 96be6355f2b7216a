"""Send a letter to an operator at once: a test, or that a service failed. Uses no database."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import make_msgid, parseaddr

from flask import current_app
from flask_babel import force_locale
from flask_mail import Message

from intake.frozen import frozen
from intake.outbox.applicant_letters import is_one_address
from intake.outbox.connection import NotDelivered, Timeouts, transport_for
from intake.outbox.letters import DESK_LANGUAGE
from intake.settings import Settings

TEST = "test_letter"
SERVICE_FAILED = "service_failed"
OPERATOR_LETTERS = frozenset({TEST, SERVICE_FAILED})
"""Letters that are sent at once and never wait in the outbox."""

HURRIED = Timeouts(answer=10.0, letter=20.0)
"""Short timeouts, for a person who waits for the answer."""


@frozen
class Outcome:
    """Result of sending: ``sent``, ``written`` to a file, or the code of the failure.

    ``recipient_refused``, ``letter_refused`` and ``try_later`` come with the number that the
    server answered. The other codes are those of :mod:`intake.outbox.connection`,
    ``sender_refused``, ``no_connection``, ``outcome_unknown``, ``folder`` and ``bad_address``.
    """

    code: str
    answer: str = ""


def send_test_letter(
    address: str, settings: Settings, *, now: datetime, timeouts: Timeouts = HURRIED
) -> Outcome:
    """Send a letter to *address* that says only that it is a test of this installation."""
    values = {"desk": settings.public_url}
    return send_letter(TEST, values, address, settings, now=now, timeouts=timeouts)


def send_letter(
    name: str,
    values: Mapping[str, object],
    address: str,
    settings: Settings,
    *,
    now: datetime,
    timeouts: Timeouts = HURRIED,
) -> Outcome:
    """Send one of :data:`OPERATOR_LETTERS`; without a mail server, write it to a file."""
    if not is_one_address(address):
        return Outcome(code="bad_address")
    with force_locale(DESK_LANGUAGE):
        subject, body = render_letter(name, values)
    message = message_to(address, subject, body, settings, now=now)
    sender = parseaddr(settings.mail_default_sender)[1]
    message.msgId = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    refused = "recipient_refused"
    try:
        with transport_for(settings, timeouts) as transport:
            transport.offer(message)
            refused = "letter_refused"
            transport.hand_over(message)
    except NotDelivered as failure:
        answer = failure.code.removeprefix("smtp_")
        if answer == failure.code:
            return Outcome(code=answer)
        return Outcome(code="try_later" if answer.startswith("4") else refused, answer=answer)
    return Outcome(code="sent" if settings.mail_server else "written")


def render_letter(name: str, values: Mapping[str, object]) -> tuple[str, str]:
    """Return the subject, one line, and the body of ``templates/email/<name>.txt``.

    The caller sets the locale.
    """
    template = current_app.jinja_env.get_template(f"email/{name}.txt")
    context = template.new_context(dict(values))
    subject, body = ("".join(template.blocks[part](context)) for part in ("subject", "body"))
    return " ".join(subject.split()), body.strip() + "\n"


def message_to(
    address: str, subject: str, body: str, settings: Settings, *, now: datetime, sender: str = ""
) -> Message:
    """Return a message to one address which no mail program answers by itself.

    *sender* stands in for ``MAIL_DEFAULT_SENDER``.
    """
    return Message(
        subject=subject,
        recipients=[address],
        body=body,
        sender=sender or settings.mail_default_sender,
        date=now.timestamp(),
        extra_headers={"Auto-Submitted": "auto-generated"},
    )
