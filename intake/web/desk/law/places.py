"""The page of referral contacts, and the changes that one proposes and another approves."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.law import amend
from intake.actions.opening.case_keys import Actor
from intake.amendments import two_people
from intake.amendments.approved import TWO_PEOPLE, changes_in_force, find_place, place_after
from intake.amendments.models import PlaceChange
from intake.law.book import Confidence
from intake.questionnaire.asylum.states import STATES
from intake.referrals.place import WAYS, Place
from intake.referrals.places import due_soon, shipped
from intake.referrals.shelf import stored_row
from intake.referrals.wording import OFFERED
from intake.staff.store import Act, may
from intake.traffic import place_answers
from intake.web.access import signed_in, staff
from intake.web.answers import country_name, spoken_name
from intake.web.app_context import referral_places, today
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.law.law import people_of
from intake.web.desk.law.place_forms import FIELD, KIND, NEED, PRICE, SHELF_LIFE, WAY, PlaceForm
from intake.web.filters import long_date
from intake.words import N_, Labels

blueprint = Blueprint("places", __name__)

CONFIDENCE: Labels[Confidence] = {
    Confidence.VERIFIED: "Read in the source",
    Confidence.KNOWLEDGE: "Known, to be confirmed by a call",
    Confidence.CONTESTED: "May have ended",
}
LABELS: Mapping[str, Mapping[Any, str]] = {
    "needs": NEED,
    "kinds": KIND,
    "price": PRICE,
    "confidence": CONFIDENCE,
    "unconfirmed": WAY,
    "states": {state.code: state.says for state in STATES},
}
NAMES: Mapping[str, Callable[[str], str]] = {
    "countries": country_name,
    "nationalities": country_name,
    "languages": spoken_name,
    "says": lambda sentence: gettext(sentence) if sentence else "",
}


def _page(form: DeskForm, status: int = 200) -> ResponseReturnValue:
    member, day, places = signed_in().member, today(), referral_places()
    if not isinstance(form, PlaceForm):
        problem, form = form.problem, PlaceForm.about(None)
        form.problem = problem
    answers = place_answers.by_place()
    contacts = [{**_contact(place, day), "answers": answers.get(place.id)} for place in places]
    page = render_template(
        "desk/law/places.html",
        form=form,
        contacts=sorted(contacts, key=lambda words: (not words["hidden"], not words["is_due"])),
        waiting=_changes(two_people.pending(PlaceChange), places),
        approved=_changes(changes_in_force(), shipped()),
        kinds=KIND.items(),
        needs=NEED.items(),
        prices=PRICE.items(),
        ways=WAY.items(),
        levels=CONFIDENCE.items(),
        sentences=OFFERED,
        may_amend=may(member.roles, Act.AMEND_LAW),
        may_approve=may(member.roles, Act.APPROVE_LAW),
    )
    return page, status


@blueprint.get("/desk/law/places")
@staff(Act.SEE_LAW)
def show() -> ResponseReturnValue:
    """Show every contact, hidden ones first, and the changes."""
    place_id = request.args.get("change", "")
    return _page(PlaceForm.about(find_place(place_id) if place_id else None))


@blueprint.post("/desk/law/places")
@on_desk(Act.AMEND_LAW, PlaceForm, refused=_page)
def propose(by: Actor, form: PlaceForm) -> str:
    """Propose a new contact, or another state of one."""
    return _propose(by, form.place.id, form.place)


@blueprint.post("/desk/law/places/<place_id>/checked")
@on_desk(Act.AMEND_LAW, DeskForm, refused=_page)
def propose_check(by: Actor, _form: DeskForm, place_id: str) -> str:
    """Propose that a contact is right, after a call or a letter to it today."""
    checked = replace(
        find_place(place_id),
        checked_on=by.day,
        checked_by=TWO_PEOPLE,
        review_by=by.day + SHELF_LIFE,
        confidence=Confidence.VERIFIED,
        unconfirmed=(),
    )
    return _propose(by, place_id, checked)


@blueprint.post("/desk/law/places/<place_id>/retire")
@on_desk(Act.AMEND_LAW, DeskForm, refused=_page)
def propose_to_retire(by: Actor, _form: DeskForm, place_id: str) -> str:
    """Propose to show a contact to nobody any more."""
    return _propose(by, find_place(place_id).id, None)


@blueprint.post("/desk/law/places/changes/<id_>/approve")
@on_desk(
    Act.APPROVE_LAW, DeskForm, refused=_page, fresh=N_("Approve a change to a referral contact")
)
def approve(by: Actor, _form: DeskForm, id_: str) -> str:
    """Approve a change, as a second member."""
    amend.approve(by, PlaceChange, id_)
    return url_for("places.show", _anchor="approved")


@blueprint.post("/desk/law/places/changes/<id_>/withdraw")
@on_desk(Act.AMEND_LAW, DeskForm, refused=_page)
def withdraw(by: Actor, _form: DeskForm, id_: str) -> str:
    """Withdraw a change."""
    amend.withdraw(by, PlaceChange, id_)
    return url_for("places.show", _anchor="waiting")


def _propose(by: Actor, place_id: str, place: Place | None) -> str:
    amend.propose(by, PlaceChange(place_id=place_id, place=place and stored_row(place)))
    return url_for("places.show", _anchor="waiting")


def _contact(place: Place, on: date) -> dict[str, Any]:
    """Return a contact in words. ``hidden`` says why applicants do not see it; else it is empty.

    ``is_due`` if applicants will not see it in two weeks without another check.
    """
    checked, hidden = "", ""
    if place.checked_on is None:
        hidden = gettext("Not shown: nobody has checked it.")
    else:
        checked = gettext("Checked on %(day)s.", day=long_date(place.checked_on))
        if place.overdue(on):
            day = long_date(place.review_by)
            hidden = gettext("Not shown: its review was due by %(day)s.", day=day)
        elif not place.ways:
            hidden = gettext("Not shown: no way to reach it is confirmed.")
    whom = ("needs", "states", "countries", "nationalities", "languages")
    return {
        "place": place,
        "title": place.name or gettext(place.says),
        "says": gettext(place.says),
        "ways": [
            (gettext(WAY[field]), getattr(place, field), field in place.ways)
            for field in WAYS
            if getattr(place, field)
        ],
        "whom": [text for field in whom if (text := _text(place, field))],
        "confidence": gettext(CONFIDENCE.get(place.confidence, CONFIDENCE[Confidence.KNOWLEDGE])),
        "checked": checked,
        "hidden": hidden,
        "is_due": bool(due_soon([place], on=on)),
    }


def _changes(changes: Iterable[PlaceChange], places: Iterable[Place]) -> list[dict[str, Any]]:
    """Return changes in words, each against the contact as one of *places* has it."""
    by_id, shown = {place.id: place for place in places}, []
    for change in changes:
        before, after = by_id.get(change.place_id), place_after(change)
        subject = after or before
        what = gettext("Change this contact") if before else gettext("New contact")
        shown.append(
            {
                **people_of(change),
                "title": (subject.name or gettext(subject.says)) if subject else change.place_id,
                "what": what if after else gettext("Retire this contact"),
                "rows": list(_differences(before, after)) if after else [],
            }
        )
    return shown


def _differences(before: Place | None, after: Place) -> Iterator[tuple[str, str, str]]:
    """Yield label, text before and text after of each field that differs."""
    for field, label in FIELD.items():
        old, new = _text(before, field), _text(after, field)
        if old != new:
            yield gettext(label), old, new


def _text(place: Place | None, field: str) -> str:
    """Return a field in words; empty where there is no place."""
    value = getattr(place, field, "") or ""
    if isinstance(value, tuple):
        return ", ".join(_word(field, code) for code in value)
    return long_date(value) if isinstance(value, date) else _word(field, value)


def _word(field: str, code: str) -> str:
    """Return a code of the field in words; text that is no code as it is."""
    if field in LABELS:
        return gettext(LABELS[field][code]) if code else ""
    return NAMES.get(field, str)(code)
