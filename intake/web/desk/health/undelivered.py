"""Emails that were given up: retry them, mark them as arrived, or drop them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext

from intake import clock
from intake.actions.mail.settle_letters import (
    Operator,
    drop_letter,
    mark_arrived,
    retry_letter,
    retry_letters,
)
from intake.extensions import db, writing
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
from intake.web.app_context import today
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.health.delivery_words import LETTER, error_text
from intake.words import N_

blueprint = Blueprint("undelivered", __name__)

PAGE = 50
"""Number of emails on the page, and the most that are retried at once."""

SETTLED = N_("Someone on your team already dealt with this email, or it is being sent again.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One email in words. ``reader`` is empty if it goes to an address of ``NOTIFY``."""

    id: str
    letter: str
    reference: str
    tier: str
    due_on: date
    attempts: int
    trouble: str
    queued_on: date
    reader: str


@blueprint.get("/desk/health/letters")
@staff(Act.SETTLE_LETTERS)
def show() -> ResponseReturnValue:
    """Show the emails of the team that were given up, oldest first."""
    return _page()


@blueprint.post("/desk/health/letters/<letter_id>/retry")
@staff(Act.SETTLE_LETTERS)
def retry(letter_id: str) -> ResponseReturnValue:
    """Retry one email."""
    operator = _operator()
    with writing():
        retry_letter(letter_id, operator, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("undelivered.show"), 303)


@blueprint.post("/desk/health/letters/<letter_id>/arrived")
@staff(Act.SETTLE_LETTERS)
def arrived(letter_id: str) -> ResponseReturnValue:
    """Mark an email as arrived after all."""
    operator = _operator()
    with writing():
        mark_arrived(letter_id, operator, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("undelivered.show"), 303)


@blueprint.get("/desk/health/letters/<letter_id>/drop")
@staff(Act.SETTLE_LETTERS)
def confirm(letter_id: str) -> ResponseReturnValue:
    """Ask once more before an email is dropped."""
    member = signed_in().member
    letter = find_given_up(letter_id, team_id=member.team_id)
    line = _line(letter, MemberNames(member.team_id))
    return render_template("desk/health/drop_letter.html", member=member, line=line)


@blueprint.post("/desk/health/letters/<letter_id>/drop")
@staff(Act.SETTLE_LETTERS)
def drop(letter_id: str) -> ResponseReturnValue:
    """Drop an email that shall not be delivered."""
    operator = _operator()
    with writing():
        drop_letter(letter_id, operator, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("undelivered.show"), 303)


@blueprint.post("/desk/health/letters/retry")
@staff(Act.SETTLE_LETTERS)
def retry_all() -> ResponseReturnValue:
    """Retry the emails of this page, except those that may have arrived."""
    member = signed_in().member
    with writing():
        retry_letters(member.team_id, member.id, at_most=PAGE, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("undelivered.show"), 303)


@blueprint.errorhandler(NotGivenUp)
@blueprint.errorhandler(NotWaiting)
def already_settled(_failure: Exception) -> ResponseReturnValue:
    """Show the page with a sentence: a colleague dealt with this email first."""
    return _page(problem=gettext(SETTLED)), 409


def _operator() -> Operator:
    member = signed_in().member
    return Operator(member_id=member.id, team_id=member.team_id)


def _page(*, problem: str = "") -> str:
    member = signed_in().member
    letters = given_up(member.team_id, at_most=PAGE)
    count = count_given_up(member.team_id) if len(letters) == PAGE else len(letters)
    names = MemberNames(member.team_id)
    return render_template(
        "desk/health/undelivered.html",
        member=member,
        lines=[_line(letter, names) for letter in letters],
        count=format_decimal(count) if count > PAGE else "",
        retriable=sum(not may_have_arrived(letter) for letter in letters),
        problem=problem,
    )


def _line(letter: OutboxEmail, names: MemberNames) -> Line:
    return Line(
        id=letter.id,
        letter=gettext(LETTER.get(letter.letter, letter.letter)),
        reference=letter.reference,
        tier=letter.tier,
        due_on=letter.due_on,
        attempts=letter.attempts,
        trouble=error_text(letter.trouble),
        queued_on=letter.queued_on,
        reader=_reader_of(letter, names),
    )


def _reader_of(letter: OutboxEmail, names: MemberNames) -> str:
    return gettext("The applicant") if letter.letter in TO_APPLICANT else names.of(letter.reader)
