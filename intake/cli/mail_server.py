"""Test the mail server; report what failed, what it means and what to do."""

import click

from intake import clock
from intake.actions.mail.operator_letters import Outcome, send_test_letter
from intake.outbox.connection import NOT_CONFIGURED, OK, check_mail_server
from intake.settings import Settings

SENTENCES = {
    "no_host": "The name in MAIL_SERVER cannot be resolved: check it, and the DNS of this machine.",
    "connection_refused": (
        "The mail server refuses connections: check MAIL_SERVER, MAIL_PORT and the firewall."
    ),
    "timed_out": (
        "The mail server does not answer in time: check MAIL_SERVER, MAIL_PORT and the firewall; "
        "port 465 needs MAIL_USE_SSL=true."
    ),
    "unreachable": "The mail server cannot be reached: check MAIL_SERVER and the network.",
    "no_mail_server": (
        "The server at MAIL_SERVER does not accept mail: check MAIL_SERVER, MAIL_PORT and "
        "MAIL_USE_SSL."
    ),
    "no_connection": "The mail server closed the connection: check its log.",
    "certificate": (
        "The mail server's certificate cannot be verified: it is expired, has a name other than "
        "MAIL_SERVER, or comes from an authority that this machine does not trust. No email is "
        "sent until this is fixed; SSL_CERT_FILE can name a file with your own authority."
    ),
    "no_tls": (
        "The mail server does not start TLS: check MAIL_PORT, MAIL_USE_TLS (STARTTLS, port 587) "
        "and MAIL_USE_SSL (TLS from the start, port 465)."
    ),
    "sign_in": (
        "The mail server rejects the user name or the password: check MAIL_USERNAME and "
        "MAIL_PASSWORD."
    ),
    "no_sign_in": (
        "The mail server accepts no user name and password on this connection: check MAIL_PORT and "
        "MAIL_USE_TLS, or unset MAIL_USERNAME."
    ),
    "sender_refused": (
        "The mail server rejects the sender: check MAIL_DEFAULT_SENDER; it must be an address that "
        "this server may send from."
    ),
    "recipient_refused": (
        "The mail server rejects this recipient ({answer}): check the address; many servers relay "
        "to other domains only after sign-in (MAIL_USERNAME)."
    ),
    "letter_refused": "The mail server rejects the email itself ({answer}): check its log.",
    "try_later": (
        "The mail server asks to try again later ({answer}); some do this once for every new "
        "sender. Try again in ten minutes. Other emails are tried again automatically."
    ),
    "outcome_unknown": (
        "The mail server did not confirm the email: it may have arrived. Check before you send "
        "another."
    ),
    "folder": "The folder var/mail cannot be written: check its owner and the free disk space.",
    "bad_address": "Enter a valid email address.",
    "written": "MAIL_SERVER is not set: the email was written to var/mail and not sent.",
    "sent": "The mail server accepted the email. Check the mailbox and its spam folder.",
}


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
