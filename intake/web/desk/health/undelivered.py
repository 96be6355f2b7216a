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
from intake.words import N_, table_beside

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
        kinds=WORDS["letter"],
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
    return render_template("desk/health/drop_letter.html", letter=letter, kinds=WORDS["letter"])


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


WORDS = table_beside(__file__)
TROUBLE = WORDS["trouble"]

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
