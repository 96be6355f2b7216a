"""The law page: every number that rules go by, who says so, and how it is changed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.law.amend_law import approve_amendment, propose_amendment, withdraw_amendment
from intake.amendments.recalls import is_wanted
from intake.amendments.store import AlreadyDecided, NeedsSecondPerson, NoSuchAmendment
from intake.extensions import db, writing
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.app_context import law, today
from intake.web.desk.common.reader import short_names
from intake.web.desk.law.law_forms import ProposeForm
from intake.web.desk.law.law_page import (
    CONFIDENCE,
    confirmed,
    numbers,
    overdue,
    overdue_places,
    proposals,
    taken_back,
)
from intake.words import N_

blueprint = Blueprint("lawbook", __name__)

SECOND_PERSON = N_("You proposed this. A second person must approve it.")
DECIDED = N_("Somebody approved or withdrew this meanwhile. Look at it again.")


@blueprint.get("/desk/law")
@staff(Act.SEE_LAW)
def show() -> ResponseReturnValue:
    """Every number, what is overdue on top, and what waits for a second person."""
    chosen = request.args.get("change", "")
    return _page(ProposeForm.about(chosen, law(), today=today()))


@blueprint.post("/desk/law/amendments")
@staff(Act.AMEND_LAW)
def propose() -> ResponseReturnValue:
    """A member proposes another value, with its source."""
    form, member_id = ProposeForm.of(request.form, law(), today=today()), signed_in().member.id
    if not form.validate():
        return _page(form), 422
    with writing():
        propose_amendment(form.wanted(), member_id=member_id, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("lawbook.show", _anchor="waiting"), 303)


@blueprint.post("/desk/law/amendments/<id_>/approve")
@staff(Act.APPROVE_LAW, fresh=N_("Approve a change of the law book"))
def approve(id_: str) -> ResponseReturnValue:
    """A second member agrees."""
    member_id = signed_in().member.id
    try:
        with writing():
            approve_amendment(id_, member_id=member_id, today=today(), now=clock.now())
            db.session.commit()
    except NoSuchAmendment:
        abort(404)
    except NeedsSecondPerson:
        return _not_done(SECOND_PERSON), 422
    except AlreadyDecided:
        return _not_done(DECIDED), 409
    return redirect(url_for("lawbook.show", _anchor="approved"), 303)


@blueprint.post("/desk/law/amendments/<id_>/withdraw")
@staff(Act.AMEND_LAW)
def withdraw(id_: str) -> ResponseReturnValue:
    """A member takes an amendment back."""
    member_id = signed_in().member.id
    try:
        with writing():
            withdraw_amendment(id_, member_id=member_id, today=today(), now=clock.now())
            db.session.commit()
    except NoSuchAmendment:
        abort(404)
    except AlreadyDecided:
        return _not_done(DECIDED), 409
    return redirect(url_for("lawbook.show", _anchor="waiting"), 303)


def _not_done(why: str) -> str:
    form = ProposeForm.about("", law(), today=today())
    form.problem = gettext(why)
    return _page(form)


def _page(form: ProposeForm) -> str:
    member, book, day = signed_in().member, law(), today()
    name = short_names(member.team_id)
    context: dict[str, Any] = {
        "overdue": overdue(book, on=day),
        "overdue_places": overdue_places(on=day),
        "numbers": numbers(book, on=day),
        "waiting": proposals(book, on=day, name=name, member=member),
        "approved": confirmed(name=name),
        "withdrawn": taken_back(name=name),
        "levels": CONFIDENCE.items(),
        "may_amend": may(member.roles, Act.AMEND_LAW),
        "may_recall": may(member.roles, Act.OPEN_CASE),
        "recall_wanted": is_wanted(member.team_id, book),
        "may_approve": may(member.roles, Act.APPROVE_LAW),
    }
    return render_template("desk/law/law.html", member=member, form=form, today=day, **context)
