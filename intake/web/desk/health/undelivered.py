"""Letters that were given up: try again, arrived, drop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext

from intake import clock
from intake.actions.mail import settle_letters
from intake.actions.mail.settle_letters import Operator
from intake.extensions import db, writing
from intake.outbox.models import OutboxEmail
from intake.outbox.undelivered import (
    NoSuchLetter,
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
from intake.web.desk.common.reader import short_names
from intake.web.desk.health.delivery_words import LETTER, what_went_wrong
from intake.words import N_

blueprint = Blueprint("undelivered", __name__)

PAGE = 50
"""Number of letters on the page, and the most that are tried again at once."""

SETTLED = N_("Someone on your team already dealt with this email, or it is being sent again.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One letter in words. ``reader`` is empty where it goes to an address of ``NOTIFY``."""

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
    """Show the letters of the team that were given up, the oldest first."""
    return _page()


@blueprint.post("/desk/health/letters/<letter_id>/retry")
@staff(Act.SETTLE_LETTERS)
def retry(letter_id: str) -> ResponseReturnValue:
    """Have one letter tried again."""
    return _settle(letter_id, settle_letters.retry_letter)


@blueprint.post("/desk/health/letters/<letter_id>/arrived")
@staff(Act.SETTLE_LETTERS)
def arrived(letter_id: str) -> ResponseReturnValue:
    """Settle a letter that had arrived after all."""
    return _settle(letter_id, settle_letters.mark_arrived)


@blueprint.get("/desk/health/letters/<letter_id>/drop")
@staff(Act.SETTLE_LETTERS)
def confirm(letter_id: str) -> ResponseReturnValue:
    """Ask once more before a letter is dropped."""
    member = signed_in().member
    try:
        letter = find_given_up(letter_id, team_id=member.team_id)
    except NoSuchLetter:
        abort(404)
    line = _line(letter, short_names(member.team_id))
    return render_template("desk/health/drop_letter.html", member=member, line=line)


@blueprint.post("/desk/health/letters/<letter_id>/drop")
@staff(Act.SETTLE_LETTERS)
def drop(letter_id: str) -> ResponseReturnValue:
    """Settle a letter that shall not be delivered."""
    return _settle(letter_id, settle_letters.drop_letter)


@blueprint.post("/desk/health/letters/retry")
@staff(Act.SETTLE_LETTERS)
def retry_all() -> ResponseReturnValue:
    """Have the letters of this page tried again, but for those that may have arrived."""
    member = signed_in().member
    with writing():
        settle_letters.retry_letters(
            member.team_id, member.id, at_most=PAGE, today=today(), now=clock.now()
        )
        db.session.commit()
    return redirect(url_for("undelivered.show"), 303)


def _settle(letter_id: str, decision: Callable[..., None]) -> ResponseReturnValue:
    member = signed_in().member
    operator = Operator(member_id=member.id, team_id=member.team_id)
    try:
        with writing():
            decision(letter_id, operator, today=today(), now=clock.now())
            db.session.commit()
    except NoSuchLetter:
        abort(404)
    except (NotGivenUp, NotWaiting):
        return _page(problem=gettext(SETTLED)), 409
    return redirect(url_for("undelivered.show"), 303)


def _page(*, problem: str = "") -> str:
    member = signed_in().member
    letters = given_up(member.team_id, at_most=PAGE)
    count = count_given_up(member.team_id) if len(letters) == PAGE else len(letters)
    name = short_names(member.team_id)
    return render_template(
        "desk/health/undelivered.html",
        member=member,
        lines=[_line(letter, name) for letter in letters],
        count=format_decimal(count) if count > PAGE else "",
        retriable=sum(not may_have_arrived(letter) for letter in letters),
        problem=problem,
    )


def _line(letter: OutboxEmail, name: Callable[[str | None], str]) -> Line:
    return Line(
        id=letter.id,
        letter=gettext(LETTER.get(letter.letter, letter.letter)),
        reference=letter.reference,
        tier=letter.tier,
        due_on=letter.due_on,
        attempts=letter.attempts,
        trouble=what_went_wrong(letter.trouble),
        queued_on=letter.queued_on,
        reader=name(letter.reader),
    )
