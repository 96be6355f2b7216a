"""Check that the mail server is reachable and accepts the sign-in, without sending a letter."""

from __future__ import annotations

from intake.outbox.connection import VerifiedConnection
from intake.outbox.delivery_errors import TryLater
from intake.outbox.smtp_session import Timeouts
from intake.settings import Settings

OK = "ok"
NOT_CONFIGURED = "not_configured"

HURRIED = Timeouts(answer=5.0, letter=10.0)
"""Timeouts for a check whose result a person waits for."""


def check_mail_server(settings: Settings, timeouts: Timeouts = HURRIED) -> str:
    """Connect, start TLS, sign in, ``NOOP`` and quit. Return ``ok`` or the code of the failure.

    The codes are those of :mod:`intake.outbox.smtp_failures`, ``smtp_…`` with the number of an
    answer, ``no_connection`` for one that broke, and ``not_configured`` without a mail server.
    """
    if not settings.mail_server:
        return NOT_CONFIGURED
    with VerifiedConnection(settings, timeouts) as connection:
        try:
            connection.check()
        except TryLater as failure:
            return failure.code
    return OK
