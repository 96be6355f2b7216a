"""Render a letter from ``templates/email`` and put it into a message."""

from collections.abc import Mapping
from datetime import datetime

from flask import current_app
from flask_mail import Message

from intake.settings import Settings


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
