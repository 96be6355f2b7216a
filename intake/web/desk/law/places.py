"""The page of referral contacts, and the changes that one proposes and another approves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from intake.actions.law import publish
from intake.actions.opening.case_keys import Actor
from intake.amendments import published
from intake.amendments.approved import TWO_PEOPLE, find_place, place_after
from intake.extensions import new_id
from intake.law.book import Confidence
from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.countries import CODES as COUNTRY_CODES
from intake.referrals.place import WAYS, Kind, Need, Place, Price
from intake.referrals.places import due_soon, shipped
from intake.referrals.shelf import BadPlace, place_of, stored_row
from intake.referrals.wording import OFFERED
from intake.sealing.published import Published
from intake.staff.store import Act
from intake.traffic import place_answers
from intake.web.access import installation, staff
from intake.web.answers import country_name, spoken_name
from intake.web.app_context import Values, referral_places, today
from intake.web.desk.common.fields import (
    CodeField,
    CodesField,
    DeskForm,
    EnumField,
    FlagField,
    FutureDayField,
    LineField,
)
from intake.web.desk.common.on_desk import on_desk
from intake.web.filters import long_date
from intake.web.locale import AUTONYMS
from intake.words import N_, table_beside

blueprint = Blueprint("places", __name__)

LONGEST = 400
SHELF_LIFE = timedelta(days=180)
"""Time until a contact that was checked today has to be checked again, unless staff say less."""

WORDS: Mapping[str, Mapping[str, str]] = table_beside(__file__) | {
    "states": {state.code: state.says for state in STATES}
}
FAULT = WORDS["fault"]
LINES = ("name", "tty", "hours", *WAYS)
LISTS = ("states", "countries", "nationalities", "languages")


class PlaceForm(DeskForm):
    """A referral contact as it should be."""

    place: Place
    place_id = LineField(name="place")
    name = LineField("Enter the name.")
    says = CodeField(OFFERED)
    own_words = LineField()
    kind = EnumField(Kind, "Choose the kind of help.")
    needs = CodesField(Need, "Choose who it is for.")
    states = LineField()
    countries = LineField()
    nationalities = LineField()
    languages = LineField()
    phone = LineField()
    tty = LineField()
    text_to = LineField()
    dial = LineField()
    web = LineField()
    address = LineField()
    hours = LineField()
    unconfirmed = CodesField(WAYS)
    price = EnumField(Price, "Choose what it costs.")
    source = LineField("Enter where to find this, or who you called.", longest=LONGEST)
    confidence = EnumField(Confidence, "Choose a confidence level.")
    called = FlagField()
    review_by = FutureDayField("Enter a future date for the next check.")

    @classmethod
    def about(cls, place: Place | None) -> PlaceForm:
        """Return the form as it is offered: filled with the contact *place*, or empty."""
        filled: Values = {"confidence": Confidence.VERIFIED, "price": Price.FREE}
        if place:
            fields = (*LINES, "needs", "price", "source", "confidence", "unconfirmed")
            is_offered = place.says in OFFERED
            filled = {
                **{key: getattr(place, key) for key in fields},
                **{key: " ".join(getattr(place, key)) for key in LISTS},
                "place_id": place.id,
                "says": place.says if is_offered else "",
                "own_words": "" if is_offered else place.says,
                "kind": place.kinds[0],
            }
        return cls(data={"review_by": today() + SHELF_LIFE, **filled})

    @cached_property
    def before(self) -> Place | None:
        """Return the contact that changes, if any. Raise ``Missing`` for an unknown id."""
        return find_place(self.place_id.data) if self.place_id.data else None

    def validate_states(self, field: LineField) -> None:
        """Refuse what is no state."""
        if not set(codes_in(field.data)) <= WORDS["states"].keys():
            raise ValidationError(gettext("Enter states by their postal codes, such as TX NY."))

    def validate_nationalities(self, field: LineField) -> None:
        """Refuse what is no country."""
        if not set(codes_in(field.data)) <= COUNTRY_CODES:
            raise ValidationError(gettext("Enter countries by their codes, such as AF HT."))

    validate_countries = validate_nationalities

    def validate_languages(self, field: LineField) -> None:
        """Refuse what is no language of our list."""
        if not set(codes_in(field.data)) <= AUTONYMS.keys():
            raise ValidationError(gettext("Enter languages by their codes, such as es fa-AF."))

    def validate(self, *args: Any, **options: Any) -> bool:
        """Read the contact into ``place``; an incomplete one is an error of its field."""
        if not super().validate(*args, **options):
            return False
        try:
            self.place = place_of({key: value for key, value in self._row().items() if value})
        except BadPlace as bad:
            field = self[bad.field]
            field.errors = [*field.errors, gettext(FAULT[bad.field])]
            return False
        return True

    def _row(self) -> Values:
        """Return the contact as a row, in which what is not known is empty."""
        before = self.before
        checked_on, checked_by = None, N_("nobody yet")
        if self.called.data:
            checked_on, checked_by = today(), TWO_PEOPLE
        elif before:
            checked_on, checked_by = before.checked_on, before.checked_by
        return {
            "id": before.id if before else f"desk_{new_id()[:12]}",
            "says": self.own_words.data or self.says.data,
            "kinds": [self.kind.data, *(before.kinds[1:] if before else ())],
            "needs": list(self.needs.data),
            "price": self.price.chosen.value,
            "source": self.source.data,
            "confidence": self.confidence.chosen.value,
            "review_by": self.review_by.data,
            "unconfirmed": list(self.unconfirmed.data),
            **{key: self[key].data for key in LINES},
            **{key: codes_in(self[key].data) for key in LISTS},
            "checked_on": checked_on,
            "checked_by": checked_by,
        }


def codes_in(text: str) -> list[str]:
    """Return the codes in a line, separated by spaces or commas, each once."""
    return list(dict.fromkeys(re.findall(r"[\w-]+", text)))


NAMES: Mapping[str, Callable[[str], str]] = {
    "countries": country_name,
    "nationalities": country_name,
    "languages": spoken_name,
    "says": lambda sentence: gettext(sentence) if sentence else "",
}


@blueprint.get("/desk/law/places")
@staff(Act.SEE_LAW)
def show(form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show every contact, hidden ones first, and the changes."""
    day, places, place_id = today(), referral_places(), request.args.get("change", "")
    if not isinstance(form, PlaceForm):
        problem = form.problem if form else ""
        form = PlaceForm.about(find_place(place_id) if place_id else None).refused(problem)
    soon = due_soon(places, on=day)
    page = render_template(
        "desk/law/places.html",
        form=form,
        day=day,
        contacts=sorted(places, key=lambda place: (not place.hidden(day), place not in soon)),
        soon=soon,
        answers=place_answers.by_place(),
        waiting=_changes(publish.waiting(installation(), "place"), places),
        approved=_changes(published.in_force().changes("place")[::-1], shipped()),
        kinds=WORDS["kinds"].items(),
        needs=WORDS["needs"].items(),
        prices=WORDS["price"].items(),
        ways=WORDS["unconfirmed"].items(),
        levels=WORDS["confidence"],
        sentences=OFFERED,
    )
    return page, status


@blueprint.post("/desk/law/places")
@on_desk(Act.AMEND_LAW, PlaceForm, refused=show)
def propose(by: Actor, form: PlaceForm) -> str:
    """Propose a new contact, or another state of one."""
    return _propose(by, form.place.id, form.place)


@blueprint.post("/desk/law/places/<place_id>/checked")
@on_desk(Act.AMEND_LAW, DeskForm, refused=show)
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
@on_desk(Act.AMEND_LAW, DeskForm, refused=show)
def propose_to_retire(by: Actor, _form: DeskForm, place_id: str) -> str:
    """Propose to show a contact to nobody any more."""
    return _propose(by, find_place(place_id).id, None)


@blueprint.post("/desk/law/places/changes/<id_>/approve")
@on_desk(Act.APPROVE_LAW, DeskForm, refused=show, fresh="Approve a change to a referral contact")
def approve(by: Actor, _form: DeskForm, id_: str) -> str:
    """Approve a change, as a second member."""
    publish.approve(by, "place", id_)
    return url_for("places.show", _anchor="approved")


@blueprint.post("/desk/law/places/changes/<id_>/withdraw")
@on_desk(Act.AMEND_LAW, DeskForm, refused=show)
def withdraw(by: Actor, _form: DeskForm, id_: str) -> str:
    """Withdraw a change."""
    publish.withdraw(by, "place", id_)
    return url_for("places.show", _anchor="waiting")


def _propose(by: Actor, place_id: str, place: Place | None) -> str:
    publish.propose(by, "place", {"place_id": place_id, "place": place and stored_row(place)})
    return url_for("places.show", _anchor="waiting")


def _changes(changes: Iterable[Published], places: Iterable[Place]) -> list[Values]:
    """Return changes in words, each against the contact as one of *places* has it."""
    by_id, shown = {place.id: place for place in places}, []
    for change in changes:
        place_id = change.content["place_id"]
        before, after = by_id.get(place_id), place_after(change)
        subject = after or before
        what = gettext("Change this contact") if before else gettext("New contact")
        shown.append(
            {
                "change": change,
                "title": (subject.name or gettext(subject.says)) if subject else place_id,
                "what": what if after else gettext("Retire this contact"),
                "rows": [
                    (gettext(label), old, new)
                    for field, label in WORDS["field"].items()
                    if (old := field_text(before, field)) != (new := field_text(after, field))
                ]
                if after
                else [],
            }
        )
    return shown


@blueprint.app_template_filter("placefield")
def field_text(place: Place | None, field: str) -> str:
    """Return a field of a contact in words; empty where there is no contact."""
    value = getattr(place, field, "") or ""
    if isinstance(value, tuple):
        return ", ".join(_word(field, code) for code in value)
    return long_date(value) if isinstance(value, date) else _word(field, value)


def _word(field: str, code: str) -> str:
    """Return a code of the field in words; text that is no code as it is."""
    if field in WORDS:
        return gettext(WORDS[field][code]) if code else ""
    return NAMES.get(field, str)(code)
