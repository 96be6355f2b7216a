"""Labels of emails and of delivery errors."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from intake.words import N_

LETTER: Mapping[str, str] = {
    "case_received": N_("New request"),
    "case_moved": N_("Cases moved to an office"),
    "many_requests": N_("Many new requests"),
    "quarantine_waits": N_("Requests that wait in quarantine"),
    "morning_digest": N_("New requests, once a morning"),
    "person_wrote": N_("New message from the applicant"),
    "reminder": N_("Date coming up"),
    "no_owner": N_("Cases due without an owner"),
    "message_waiting": N_("To the applicant: a message is waiting"),
    "date_near": N_("To the applicant: reminder of a date"),
    "access_granted": N_("A team member got access to cases"),
    "password_reset": N_("A member’s password was reset"),
    "app_connected": N_("A new authenticator app for a member’s account"),
    "wrong_factors": N_("Five wrong codes for a member’s account"),
}

TROUBLE: Mapping[str, str] = {
    "outcome_unknown": N_(
        "The mail server took the email but sent no receipt. It may have arrived: ask before you "
        "try again."
    ),
    "bad_address": N_("The address is not a valid email address."),
    "unreadable": N_(
        "The address cannot be read because the server’s SECRET_KEY was changed. Tell the server "
        "administrator."
    ),
    "too_late": N_(
        "The email was more than a day late, so it was not sent. The applicant may have read the "
        "message by now, or the date may have passed."
    ),
    "fault": N_("The email could not be written. Tell the server administrator: see the log."),
    "no_database": N_("The database failed just before the email was sent, so it was not sent."),
    "folder": N_("The folder for emails on the server cannot be written to."),
    "no_host": N_("The mail server’s name was not found."),
    "connection_refused": N_("The mail server refused the connection."),
    "timed_out": N_("The mail server did not answer in time."),
    "unreachable": N_("The mail server could not be reached."),
    "no_mail_server": N_("The server that answered is not a mail server."),
    "no_connection": N_("The connection to the mail server was lost."),
    "certificate": N_("The mail server’s certificate could not be verified."),
    "no_tls": N_("The mail server did not offer an encrypted connection."),
    "sign_in": N_("The mail server rejected our user name or password."),
    "no_sign_in": N_("The mail server does not accept a user name and password here."),
    "sender_refused": N_("The mail server does not accept email from our address."),
}

LATER = N_("The mail server kept asking us to try later (code %(code)s).")
NEVER = N_("The mail server rejected the email (code %(code)s). The mailbox may not exist.")
UNKNOWN = N_("Failed with code %(code)s.")


def error_text(code: str | None) -> str:
    """Return the sentence for the code of a failed delivery, such as ``smtp_550``."""
    code = code or "-"
    if code in TROUBLE:
        return gettext(TROUBLE[code])
    reply = code.removeprefix("smtp_")
    if reply.isdigit():
        return gettext(LATER if reply.startswith("4") else NEVER, code=reply)
    return gettext(UNKNOWN, code=code)
