"""Emails that were given up: retry them, mark them as arrived, or drop them."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.mail.deliver_letters import (
    drop_letter,
    mark_arrived,
    retry_letter,
    retry_letters,
)
from intake.actions.opening.case_keys import Actor
from intake.outbox.applicant_letters import TO_APPLICANT
from intake.outbox.undelivered import (
    NotGivenUp,
    NotWaiting,
    count_given_up,
    find_given_up,
    given_up,
    may_have_arrived,
)
from intake.staff.store import Act
from intake.web.access import current_member, staff
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.on_desk import on_desk
from intake.words import N_, Labels

blueprint = Blueprint("undelivered", __name__)

PAGE = 50
"""Number of emails on the page, and the most that are retried at once."""

SETTLED = N_("Someone on your team already dealt with this email, or it is being sent again.")


@blueprint.get("/desk/health/letters")
@staff(Act.SETTLE_LETTERS)
def show(form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show the emails of the team that were given up, oldest first."""
    team_id = current_member().team_id
    letters = given_up(team_id, at_most=PAGE)
    count = count_given_up(team_id) if len(letters) == PAGE else len(letters)
    page = render_template(
        "desk/health/undelivered.html",
        letters=letters,
        kinds=LETTER,
        to_applicant=TO_APPLICANT,
        count=count if count > PAGE else 0,
        retriable=sum(not may_have_arrived(letter) for letter in letters),
        problem=form.first_problem if form else "",
    )
    return page, status


@blueprint.post("/desk/health/letters/<letter_id>/retry")
@on_desk(Act.SETTLE_LETTERS, DeskForm, refused=show)
def retry(by: Actor, _form: DeskForm, letter_id: str) -> str:
    """Retry one email."""
    retry_letter(letter_id, by)
    return url_for("undelivered.show")


@blueprint.post("/desk/health/letters/<letter_id>/arrived")
@on_desk(Act.SETTLE_LETTERS, DeskForm, refused=show)
def arrived(by: Actor, _form: DeskForm, letter_id: str) -> str:
    """Mark an email as arrived after all."""
    mark_arrived(letter_id, by)
    return url_for("undelivered.show")


@blueprint.get("/desk/health/letters/<letter_id>/drop")
@staff(Act.SETTLE_LETTERS)
def confirm(letter_id: str) -> ResponseReturnValue:
    """Ask once more before an email is dropped."""
    letter = find_given_up(letter_id, team_id=current_member().team_id)
    return render_template("desk/health/drop_letter.html", letter=letter, kinds=LETTER)


@blueprint.post("/desk/health/letters/<letter_id>/drop")
@on_desk(Act.SETTLE_LETTERS, DeskForm, refused=show)
def drop(by: Actor, _form: DeskForm, letter_id: str) -> str:
    """Drop an email that shall not be delivered."""
    drop_letter(letter_id, by)
    return url_for("undelivered.show")


@blueprint.post("/desk/health/letters/retry")
@on_desk(Act.SETTLE_LETTERS, DeskForm, refused=show)
def retry_all(by: Actor, _form: DeskForm) -> str:
    """Retry the emails of this page, except those that may have arrived."""
    retry_letters(by, at_most=PAGE)
    return url_for("undelivered.show")


@blueprint.errorhandler(NotGivenUp)
@blueprint.errorhandler(NotWaiting)
def already_settled(_failure: Exception) -> ResponseReturnValue:
    """Show the page with a sentence: a colleague dealt with this email first."""
    form = DeskForm()
    form.problem = gettext(SETTLED)
    return show(form, 409)


LETTER: Labels[str] = {
    "case_received": "New request",
    "case_moved": "Cases moved to an office",
    "many_requests": "Many new requests",
    "quarantine_waits": "Requests that wait in quarantine",
    "p0_unopened": "P0 request that nobody opened",
    "morning_digest": "New requests, once a morning",
    "person_wrote": "New message from the applicant",
    "reminder": "Date coming up",
    "no_owner": "Cases due without an owner",
    "message_waiting": "To the applicant: a message is waiting",
    "date_near": "To the applicant: reminder of a date",
    "access_granted": "A team member got access to cases",
    "password_reset": "A member’s password was reset",
    "app_connected": "A new authenticator app for a member’s account",
    "wrong_factors": "Five wrong codes for a member’s account",
}

TROUBLE: Labels[str] = {
    "outcome_unknown": (
        "The mail server took the email but sent no receipt. It may have arrived: ask before you "
        "try again."
    ),
    "bad_address": "The address is not a valid email address.",
    "unreadable": (
        "The address cannot be read because the server’s SECRET_KEY was changed. Tell the server "
        "administrator."
    ),
    "too_late": (
        "The email was more than a day late, so it was not sent. The applicant may have read the "
        "message by now, or the date may have passed."
    ),
    "fault": "The email could not be written. Tell the server administrator: see the log.",
    "no_database": "The database failed just before the email was sent, so it was not sent.",
    "folder": "The folder for emails on the server cannot be written to.",
    "no_host": "The mail server’s name was not found.",
    "connection_refused": "The mail server refused the connection.",
    "timed_out": "The mail server did not answer in time.",
    "unreachable": "The mail server could not be reached.",
    "no_mail_server": "The server that answered is not a mail server.",
    "no_connection": "The connection to the mail server was lost.",
    "certificate": "The mail server’s certificate could not be verified.",
    "no_tls": "The mail server did not offer an encrypted connection.",
    "sign_in": "The mail server rejected our user name or password.",
    "no_sign_in": "The mail server does not accept a user name and password here.",
    "sender_refused": "The mail server does not accept email from our address.",
}

LATER = N_("The mail server kept asking us to try later (code %(code)s).")
NEVER = N_("The mail server rejected the email (code %(code)s). The mailbox may not exist.")
UNKNOWN = N_("Failed with code %(code)s.")


@blueprint.app_template_filter("mailtrouble")
def error_text(code: str | None) -> str:
    """Return the sentence for the code of a failed delivery, such as ``smtp_550``."""
    code = code or "-"
    if code in TROUBLE:
        return gettext(TROUBLE[code])
    reply = code.removeprefix("smtp_")
    if reply.isdigit():
        return gettext(LATER if reply.startswith("4") else NEVER, code=reply)
    return gettext(UNKNOWN, code=code)
