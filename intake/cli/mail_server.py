"""Test the mail server; report what failed, what it means and what to do."""

from collections.abc import Mapping

import click

from intake import clock
from intake.actions.mail.operator_letters import Outcome, send_test_letter
from intake.outbox.connection import NOT_CONFIGURED, OK, check_mail_server
from intake.settings import Settings
from intake.words import table_beside

SENTENCES: Mapping[str, str] = table_beside(__file__)


def mail_server_problem(settings: Settings) -> str:
    """Connect to the mail server; return the sentence for the failure, or nothing.

    Return nothing also if ``MAIL_SERVER`` is not set.
    """
    code = check_mail_server(settings)
    return "" if code in (OK, NOT_CONFIGURED) else sentence_of(Outcome(code=code))


def send_test_letter_to(address: str, settings: Settings) -> None:
    """Send a test email and print the result; raise ``ClickException`` if it was not sent."""
    outcome = send_test_letter(address, settings, now=clock.now())
    if outcome.code not in ("sent", "written"):
        raise click.ClickException(sentence_of(outcome))
    click.echo(sentence_of(outcome))


def sentence_of(outcome: Outcome) -> str:
    """Return the sentence for the result of sending an email or of checking the server."""
    code, answer = outcome.code, outcome.answer
    if code.startswith("smtp_"):
        code, answer = "try_later", code.removeprefix("smtp_")
    return SENTENCES[code].format(answer=answer)
