"""Emails that were given up: retry them, mark them as arrived, or drop them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext

from intake.actions.mail.settle_letters import (
    Operator,
    drop_letter,
    mark_arrived,
    retry_letter,
    retry_letters,
)
from intake.actions.opening.actor import Actor
from intake.outbox.applicant_letters import TO_APPLICANT
from intake.outbox.models import OutboxEmail
from intake.outbox.undelivered import (
    NotGivenUp,
    NotWaiting,
    count_given_up,
    find_given_up,
    given_up,
    may_have_arrived,
)
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.health.delivery_words import LETTER, error_text
from intake.words import N_

blueprint = Blueprint("undelivered", __name__)

PAGE = 50
"""Number of emails on the page, and the most that are retried at once."""

SETTLED = N_("Someone on your team already dealt with this email, or it is being sent again.")


def _page(form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    member = signed_in().member
    letters = given_up(member.team_id, at_most=PAGE)
    count = count_given_up(member.team_id) if len(letters) == PAGE else len(letters)
    names = MemberNames(member.team_id)
    page = render_template(
        "desk/health/undelivered.html",
        member=member,
        lines=[_line(letter, names) for letter in letters],
        count=format_decimal(count) if count > PAGE else "",
        retriable=sum(not may_have_arrived(letter) for letter in letters),
        problem=form.first_problem if form else "",
    )
    return page, status


@blueprint.get("/desk/health/letters")
@staff(Act.SETTLE_LETTERS)
def show() -> ResponseReturnValue:
    """Show the emails of the team that were given up, oldest first."""
    return _page()


@blueprint.post("/desk/health/letters/<letter_id>/retry")
@on_desk(Act.SETTLE_LETTERS, DeskForm, refused=_page)
def retry(by: Actor, _form: DeskForm, letter_id: str) -> str:
    """Retry one email."""
    retry_letter(letter_id, _operator(by), today=by.day, now=by.at)
    return url_for("undelivered.show")


@blueprint.post("/desk/health/letters/<letter_id>/arrived")
@on_desk(Act.SETTLE_LETTERS, DeskForm, refused=_page)
def arrived(by: Actor, _form: DeskForm, letter_id: str) -> str:
    """Mark an email as arrived after all."""
    mark_arrived(letter_id, _operator(by), today=by.day, now=by.at)
    return url_for("undelivered.show")


@blueprint.get("/desk/health/letters/<letter_id>/drop")
@staff(Act.SETTLE_LETTERS)
def confirm(letter_id: str) -> ResponseReturnValue:
    """Ask once more before an email is dropped."""
    member = signed_in().member
    letter = find_given_up(letter_id, team_id=member.team_id)
    line = _line(letter, MemberNames(member.team_id))
    return render_template("desk/health/drop_letter.html", member=member, line=line)


@blueprint.post("/desk/health/letters/<letter_id>/drop")
@on_desk(Act.SETTLE_LETTERS, DeskForm, refused=_page)
def drop(by: Actor, _form: DeskForm, letter_id: str) -> str:
    """Drop an email that shall not be delivered."""
    drop_letter(letter_id, _operator(by), today=by.day, now=by.at)
    return url_for("undelivered.show")


@blueprint.post("/desk/health/letters/retry")
@on_desk(Act.SETTLE_LETTERS, DeskForm, refused=_page)
def retry_all(by: Actor, _form: DeskForm) -> str:
    """Retry the emails of this page, except those that may have arrived."""
    retry_letters(by.team_id, by.member_id, at_most=PAGE, today=by.day, now=by.at)
    return url_for("undelivered.show")


@blueprint.errorhandler(NotGivenUp)
@blueprint.errorhandler(NotWaiting)
def already_settled(_failure: Exception) -> ResponseReturnValue:
    """Show the page with a sentence: a colleague dealt with this email first."""
    form = DeskForm()
    form.problem = gettext(SETTLED)
    return _page(form, 409)


def _operator(by: Actor) -> Operator:
    return Operator(member_id=by.member_id, team_id=by.team_id)


def _line(letter: OutboxEmail, names: MemberNames) -> dict[str, Any]:
    """Return an email in words. ``reader`` is empty if it goes to an address of ``NOTIFY``."""
    is_to_applicant = letter.letter in TO_APPLICANT
    return {
        "id": letter.id,
        "letter": gettext(LETTER.get(letter.letter, letter.letter)),
        "reference": letter.reference,
        "tier": letter.tier,
        "due_on": letter.due_on,
        "attempts": letter.attempts,
        "trouble": error_text(letter.trouble),
        "queued_on": letter.queued_on,
        "reader": gettext("The applicant") if is_to_applicant else names.of(letter.reader),
    }
