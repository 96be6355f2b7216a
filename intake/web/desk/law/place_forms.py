"""The form that proposes a new or changed referral contact."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError

from intake.amendments.approved import TWO_PEOPLE
from intake.amendments.places import find_place
from intake.extensions import new_id
from intake.law.parameter import Confidence
from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.countries import CODES as COUNTRY_CODES
from intake.referrals.place import WAYS, Kind, Need, Place, Price
from intake.referrals.shelf import BadPlace, place_of
from intake.referrals.wording import OFFERED
from intake.web.desk.common.fields import (
    CodeField,
    CodesField,
    DayField,
    EnumField,
    FlagField,
    LineField,
)
from intake.web.desk.common.forms import DeskForm
from intake.web.locale import AUTONYMS
from intake.words import N_

LONGEST = 400
SHELF_LIFE = timedelta(days=180)
"""Time until a contact that was checked today has to be checked again, unless staff say less."""

STATE_CODES = frozenset(state.code for state in STATES)
LINES = ("name", "tty", "hours", *WAYS)
LISTS = ("states", "countries", "nationalities", "languages")
UNCALLED = N_("nobody yet")

FAULT = {
    "says": N_("Choose what it does, or describe it in your own words."),
    "phone": N_("Enter at least one way to reach it. Phone numbers look like 555-010-0100."),
    "tty": N_("Enter the number as 555-010-0100, or as 711."),
    "web": N_("Enter the website in lowercase letters, without https:// in front."),
    "unconfirmed": N_("Check only ways to reach it that you entered."),
}
"""The sentence for each field that ``place_of`` refuses."""


class PlaceForm(DeskForm):
    """A referral contact as it should be. ``before`` is the one that changes, if any."""

    today: date
    before: Place | None
    place: Place
    place_id = LineField(name="place")
    name = LineField(N_("Enter the name."))
    says = CodeField(OFFERED)
    own_words = LineField()
    kind = EnumField(Kind, N_("Choose the kind of help."))
    needs = CodesField(list(Need), N_("Choose who it is for."))
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
    price = EnumField(Price, N_("Choose what it costs."))
    source = LineField(N_("Enter where to find this, or who you called."), longest=LONGEST)
    confidence = EnumField(Confidence, N_("Choose a confidence level."))
    called = FlagField()
    review_by = DayField(N_("Enter a future date for the next check."))

    @classmethod
    def of(cls, posted: MultiDict[str, str], *, today: date) -> PlaceForm:
        """Return the form as it was posted on *today*. Raise ``NoSuchPlace`` for an unknown id."""
        form = cls(posted)
        id_ = form.place_id.data
        form.before, form.today = find_place(id_) if id_ else None, today
        return form

    @classmethod
    def about(cls, before: Place | None, *, today: date) -> PlaceForm:
        """Return the form as it is offered: filled with the contact *before*, or empty."""
        form = cls(data={"review_by": today + SHELF_LIFE, **_filled(before)})
        form.before, form.today = before, today
        return form

    def validate_review_by(self, field: DayField) -> None:
        """Refuse a day that is not in the future."""
        if field.data and field.data <= self.today:
            raise ValidationError(gettext(field.message))

    def validate_states(self, field: LineField) -> None:
        """Refuse what is no state."""
        if not set(codes_in(field.data)) <= STATE_CODES:
            raise ValidationError(gettext("Enter states by their postal codes, such as TX NY."))

    def validate_countries(self, field: LineField) -> None:
        """Refuse what is no country."""
        self.validate_nationalities(field)

    def validate_nationalities(self, field: LineField) -> None:
        """Refuse what is no country."""
        if not set(codes_in(field.data)) <= COUNTRY_CODES:
            raise ValidationError(gettext("Enter countries by their codes, such as AF HT."))

    def validate_languages(self, field: LineField) -> None:
        """Refuse what is no language of our list."""
        if not set(codes_in(field.data)) <= AUTONYMS.keys():
            raise ValidationError(gettext("Enter languages by their codes, such as es fa-AF."))

    def validate(self, *args: Any, **options: Any) -> bool:
        """Read the contact into ``place``; an incomplete one is an error of its field."""
        if not super().validate(*args, **options):
            return False
        try:
            self.place = place_of(self._row())
        except BadPlace as bad:
            field = self[bad.field]
            field.errors = [*field.errors, gettext(FAULT[bad.field])]
            return False
        return True

    def _row(self) -> dict[str, Any]:
        row = {
            "id": self.before.id if self.before else f"desk_{new_id()[:12]}",
            "says": self.own_words.data or self.says.data,
            "kinds": [self.kind.data, *(self.before.kinds[1:] if self.before else ())],
            "needs": list(self.needs.data),
            "price": self.price.data,
            "source": self.source.data,
            "confidence": self.confidence.data,
            "review_by": self.review_by.data,
            "unconfirmed": list(self.unconfirmed.data),
            **{key: self[key].data for key in LINES},
            **{key: codes_in(self[key].data) for key in LISTS},
            **self._check(),
        }
        texts = {key: str(row[key]) for key in ("price", "confidence") if row[key]}
        return {key: value for key, value in {**row, **texts}.items() if value}

    def _check(self) -> dict[str, Any]:
        if self.called.data:
            return {"checked_on": self.today, "checked_by": TWO_PEOPLE}
        if self.before:
            return {"checked_on": self.before.checked_on, "checked_by": self.before.checked_by}
        return {"checked_on": None, "checked_by": UNCALLED}


def codes_in(text: str) -> list[str]:
    """Return the codes in a line, separated by spaces or commas, each once."""
    return list(dict.fromkeys(re.findall(r"[\w-]+", text)))


def _filled(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"confidence": Confidence.VERIFIED, "price": Price.FREE}
    offered = place.says in OFFERED
    return {
        **{key: getattr(place, key) for key in (*LINES, "needs", "price", "source", "confidence")},
        **{key: _joined(getattr(place, key)) for key in LISTS},
        "says": place.says if offered else "",
        "own_words": "" if offered else place.says,
        "kind": place.kinds[0],
        "unconfirmed": place.unconfirmed,
    }


def _joined(codes: Iterable[str]) -> str:
    return " ".join(codes)
