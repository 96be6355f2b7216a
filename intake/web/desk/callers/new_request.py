"""Enter the request of a person who calls, comes in, or filled in a paper form."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError

from intake import clock
from intake.actions.application.resume import shown_code
from intake.actions.callers.enter_request import (
    Entered,
    Entry,
    Office,
    Source,
    case_of_entry,
    enter_request,
    prepare_entry,
)
from intake.extensions import db, writing
from intake.fair_line import TooManyWaiting
from intake.requests import applicant_access as own_requests
from intake.staff.roles import Act
from intake.web.access import installation, signed_in, staff
from intake.web.after_sending.return_card import return_card
from intake.web.app_context import after_hours, law, practice, settings, today
from intake.web.desk.callers.caller_form import (
    CallerForm,
    blank_form,
    caller_form,
    country_names,
    language_names,
)
from intake.web.desk.common.view import case_url, row_id
from intake.web.limits import turns
from intake.web.locale import AUTONYMS, direction
from intake.web.security import door_token
from intake.words import N_

blueprint = Blueprint("new_request", __name__, url_prefix="/desk/new")

OPENED = N_("These answers open more questions. Ask them or leave them empty, then send.")
BUSY = N_("Many return codes are being made right now. Wait a moment, then send again.")


@blueprint.get("")
@staff(Act.ENTER_REQUEST)
def show() -> ResponseReturnValue:
    """Show an empty form; with ``from=paper``, all questions as the paper form has them."""
    source = Source.PAPER if request.args.get("from") == Source.PAPER else Source.PHONE
    return _page(blank_form(source))


@blueprint.post("")
@staff(Act.ENTER_REQUEST)
def send() -> ResponseReturnValue:
    """Send the request, or show the questions that the answers open."""
    form = caller_form(request.form)
    entry = _entry(form.entry_id, form.own.source.data or Source.PHONE)
    if case_of_entry(entry, team_id=signed_in().member.team_id):
        return redirect(url_for(".sent", entry_id=entry.id), 303)
    if not form.own.send.data:
        return _page(form)
    if not form.validate():
        return _page(form), 422
    if form.new:
        form.own.problem = gettext(OPENED)
        return _page(form), 422
    try:
        code = None
        if form.own.wants_code.data:
            code = turns.code_in_turn(door_token(), installation=installation())
    except TooManyWaiting:
        form.own.problem = gettext(BUSY)
        return _page(form, turn=turns.place(door_token()).text), 503
    prepared = prepare_entry(
        entry, form.answers, office(), code=code, today=today(), now=clock.now()
    )
    _enter(prepared)
    return redirect(url_for(".sent", entry_id=entry.id), 303)


@blueprint.get("/<entry_id>")
@staff(Act.ENTER_REQUEST)
def sent(entry_id: str) -> ResponseReturnValue:
    """Show what to read aloud: the reference and, to the session that sent it, the code."""
    entry = _entry(row_id(entry_id), Source.PHONE)
    if (case := case_of_entry(entry, team_id=signed_in().member.team_id)) is None:
        abort(404)
    row = own_requests.find_by_token(entry.token, now=clock.now())
    code = shown_code(row, entry.token, installation=installation()) if row else None
    return render_template(
        "desk/callers/sent.html",
        member=signed_in().member,
        card=return_card(case.reference, code, folded=False),
        case_url=case_url(case.reference),
        look_by=case.look_by,
        tier=case.tier,
    )


def office() -> Office:
    """Return the law and the settings by which requests are received now."""
    return Office(
        law=law(),
        practice=practice(),
        retention_days=settings().retention_days,
        after_hours=after_hours(),
        languages=settings().languages,
        installation=installation(),
    )


def _entry(entry_id: str, source: Source) -> Entry:
    me = signed_in()
    return Entry(id=entry_id, member_id=me.member.id, source=source, session_token=me.token)


def _enter(entered: Entered) -> None:
    """Add the request. If the same entry was sent meanwhile, that one stays."""
    try:
        with writing():
            enter_request(entered, today=today(), now=clock.now())
            db.session.commit()
    except IntegrityError:
        if case_of_entry(entered.entry, team_id=signed_in().member.team_id) is None:
            raise


def _page(form: CallerForm, *, turn: str = "") -> str:
    form_fields = form.questions
    return render_template(
        "desk/callers/new_request.html",
        member=signed_in().member,
        form=form,
        turn=turn,
        own=form.own,
        questions=form_fields,
        start=[form_fields["call_language"], form_fields["call_language_other"]],
        consent=[form_fields["ack_not_lawyer"], form_fields["ack_deadline"]],
        countries=list(country_names().values()),
        languages=list(language_names().values()),
        paper=[
            (tag, f"{settings().applicants_address}/{tag}/paper", AUTONYMS[tag], direction(tag))
            for tag in settings().languages
        ],
    )
