"""The form that proposes a new or changed referral contact."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cached_property
from typing import Any

from flask_babel import gettext
from wtforms import ValidationError

from intake.amendments.approved import TWO_PEOPLE, find_place
from intake.extensions import new_id
from intake.law.book import Confidence
from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.countries import CODES as COUNTRY_CODES
from intake.referrals.place import WAYS, Kind, Need, Place, Price
from intake.referrals.shelf import BadPlace, place_of
from intake.referrals.wording import OFFERED
from intake.web.app_context import today
from intake.web.desk.common.fields import (
    CodeField,
    CodesField,
    DayField,
    DeskForm,
    EnumField,
    FlagField,
    LineField,
)
from intake.web.locale import AUTONYMS
from intake.words import N_, Labels

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
    """A referral contact as it should be."""

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
    def about(cls, place: Place | None) -> PlaceForm:
        """Return the form as it is offered: filled with the contact *place*, or empty."""
        filled: dict[str, Any] = {"confidence": Confidence.VERIFIED, "price": Price.FREE}
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
        """Return the contact that changes, if any. Raise ``NoSuchPlace`` for an unknown id."""
        return find_place(self.place_id.data) if self.place_id.data else None

    def validate_review_by(self, field: DayField) -> None:
        """Refuse a day that is not in the future."""
        if field.data and field.data <= today():
            raise ValidationError(gettext(field.message))

    def validate_states(self, field: LineField) -> None:
        """Refuse what is no state."""
        if not set(codes_in(field.data)) <= STATE_CODES:
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
            self.place = place_of(self._row())
        except BadPlace as bad:
            field = self[bad.field]
            field.errors = [*field.errors, gettext(FAULT[bad.field])]
            return False
        return True

    def _row(self) -> dict[str, Any]:
        before = self.before
        checked_on, checked_by = None, UNCALLED
        if self.called.data:
            checked_on, checked_by = today(), TWO_PEOPLE
        elif before:
            checked_on, checked_by = before.checked_on, before.checked_by
        row = {
            "id": before.id if before else f"desk_{new_id()[:12]}",
            "says": self.own_words.data or self.says.data,
            "kinds": [self.kind.data, *(before.kinds[1:] if before else ())],
            "needs": list(self.needs.data),
            "price": self.price.data,
            "source": self.source.data,
            "confidence": self.confidence.data,
            "review_by": self.review_by.data,
            "unconfirmed": list(self.unconfirmed.data),
            **{key: self[key].data for key in LINES},
            **{key: codes_in(self[key].data) for key in LISTS},
            "checked_on": checked_on,
            "checked_by": checked_by,
        }
        texts = {key: str(row[key]) for key in ("price", "confidence") if row[key]}
        return {key: value for key, value in {**row, **texts}.items() if value}


def codes_in(text: str) -> list[str]:
    """Return the codes in a line, separated by spaces or commas, each once."""
    return list(dict.fromkeys(re.findall(r"[\w-]+", text)))


KIND: Labels[Kind] = {
    Kind.SAFETY: "Safety",
    Kind.DETENTION: "Detention",
    Kind.COURT: "Courts and offices",
    Kind.LAWYER: "Lawyers",
    Kind.LEARN: "Information",
    Kind.CHEATED: "Fraud",
}

NEED: Labels[Need] = {
    Need.DANGER: "In danger",
    Need.FORCED: "Forced work or sex",
    Need.HURT: "Harmed in the US",
    Need.DISTRESS: "Trauma or torture",
    Need.CHILD_HELD: "Child in detention",
    Need.DETAINED: "In detention",
    Need.REMOVAL: "Ordered removed, or removal near",
    Need.COURT: "In immigration court",
    Need.CHILD: "Children and parents",
    Need.GENDER: "LGBTQ (never on a shared device or in a letter)",
    Need.ABROAD: "Outside the US",
    Need.CHEATED: "Cheated by a notario",
    Need.ANYBODY: "Anyone in the US",
}

PRICE: Labels[Price] = {
    Price.FREE: "Free",
    Price.LOW: "Free or low cost",
    Price.PAID: "Paid",
}

WAY: Labels[str] = {
    "phone": "Phone",
    "text_to": "Text message to",
    "dial": "Dial in detention",
    "web": "Website",
    "address": "Address",
}

FIELD: Labels[str] = {
    "name": "Name",
    "says": "What it does",
    "kinds": "Kind of help",
    "needs": "For whom",
    "states": "States",
    "countries": "Countries",
    "nationalities": "Nationalities",
    "languages": "Languages",
    **WAY,
    "tty": "TTY",
    "hours": "Hours",
    "unconfirmed": "Not confirmed",
    "price": "Cost",
    "source": "Source",
    "confidence": "Confidence",
    "checked_on": "Checked on",
    "checked_by": "Checked by",
    "review_by": "Review by",
}
"""Labels of the fields of a contact, in the order in which a change is shown."""
