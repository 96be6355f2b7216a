"""The page of referral contacts, and the changes that one proposes and another approves."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.law.amend_places import approve_place, propose_place, withdraw_place
from intake.amendments.approved import TWO_PEOPLE
from intake.amendments.places import find_place
from intake.amendments.two_people import AlreadyDecided, NeedsSecondPerson
from intake.extensions import db, writing
from intake.law.parameter import Confidence
from intake.referrals.place import Place
from intake.referrals.wording import OFFERED
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.app_context import referral_places, today
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.law.law import REFUSALS
from intake.web.desk.law.place_forms import SHELF_LIFE, PlaceForm
from intake.web.desk.law.place_words import KIND, NEED, PRICE, WAY
from intake.web.desk.law.places_page import (
    CONFIDENCE,
    changes_approved,
    changes_waiting,
    shown_contacts,
)
from intake.words import N_

blueprint = Blueprint("places", __name__)


@blueprint.get("/desk/law/places")
@staff(Act.SEE_LAW)
def show() -> ResponseReturnValue:
    """Show every contact, hidden ones first, and the changes."""
    place_id = request.args.get("change", "")
    before = find_place(place_id) if place_id else None
    return _page(PlaceForm.about(before, today=today()))


@blueprint.post("/desk/law/places")
@staff(Act.AMEND_LAW)
def propose() -> ResponseReturnValue:
    """Propose a new contact, or another state of one."""
    form = PlaceForm.of(request.form, today=today())
    if not form.validate():
        return _page(form), 422
    return _propose(form.place.id, form.place)


@blueprint.post("/desk/law/places/<place_id>/checked")
@staff(Act.AMEND_LAW)
def propose_check(place_id: str) -> ResponseReturnValue:
    """Propose that a contact is right, after a call or a letter to it today."""
    checked = replace(
        find_place(place_id),
        checked_on=today(),
        checked_by=TWO_PEOPLE,
        review_by=today() + SHELF_LIFE,
        confidence=Confidence.VERIFIED,
        unconfirmed=(),
    )
    return _propose(place_id, checked)


@blueprint.post("/desk/law/places/<place_id>/retire")
@staff(Act.AMEND_LAW)
def propose_to_retire(place_id: str) -> ResponseReturnValue:
    """Propose to show a contact to nobody any more."""
    return _propose(find_place(place_id).id, None)


@blueprint.post("/desk/law/places/changes/<id_>/approve")
@staff(Act.APPROVE_LAW, fresh=N_("Approve a change to a referral contact"))
def approve(id_: str) -> ResponseReturnValue:
    """Approve a change, as a second member."""
    member_id = signed_in().member.id
    with writing():
        approve_place(id_, member_id=member_id, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("places.show", _anchor="approved"), 303)


@blueprint.post("/desk/law/places/changes/<id_>/withdraw")
@staff(Act.AMEND_LAW)
def withdraw(id_: str) -> ResponseReturnValue:
    """Withdraw a change."""
    member_id = signed_in().member.id
    with writing():
        withdraw_place(id_, member_id=member_id, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("places.show", _anchor="waiting"), 303)


@blueprint.errorhandler(NeedsSecondPerson)
@blueprint.errorhandler(AlreadyDecided)
def refused(failure: Exception) -> ResponseReturnValue:
    """Show the page with the reason; nothing was changed."""
    sentence, status = REFUSALS[type(failure)]
    form = PlaceForm.about(None, today=today())
    form.problem = gettext(sentence)
    return _page(form), status


def _propose(place_id: str, place: Place | None) -> ResponseReturnValue:
    member_id = signed_in().member.id
    with writing():
        propose_place(place_id, place, member_id=member_id, today=today(), now=clock.now())
        db.session.commit()
    return redirect(url_for("places.show", _anchor="waiting"), 303)


def _page(form: PlaceForm) -> str:
    member, day, places = signed_in().member, today(), referral_places()
    names = MemberNames(member.team_id)
    return render_template(
        "desk/law/places.html",
        member=member,
        form=form,
        contacts=shown_contacts(places, on=day),
        waiting=changes_waiting(places, names=names, member=member),
        approved=changes_approved(names=names, member=member),
        kinds=KIND.items(),
        needs=NEED.items(),
        prices=PRICE.items(),
        ways=WAY.items(),
        levels=CONFIDENCE.items(),
        sentences=OFFERED,
        may_amend=may(member.roles, Act.AMEND_LAW),
        may_approve=may(member.roles, Act.APPROVE_LAW),
    )
