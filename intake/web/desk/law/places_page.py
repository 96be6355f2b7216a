"""The content of the page of referral contacts: the contacts, and the changes to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from intake.amendments import two_people
from intake.amendments.models import PlaceChange
from intake.amendments.places import changes_in_force, place_after
from intake.law.parameter import Confidence
from intake.questionnaire.asylum.states import STATES
from intake.referrals.place import WAYS, Place
from intake.referrals.places import due_soon, shipped
from intake.staff.models import StaffMember
from intake.web.answers import country_name, spoken_name
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.law.place_words import FIELD, KIND, NEED, PRICE, WAY
from intake.web.filters import long_date
from intake.words import N_

CONFIDENCE: Mapping[Confidence, str] = {
    Confidence.VERIFIED: N_("Read in the source"),
    Confidence.KNOWLEDGE: N_("Known, to be confirmed by a call"),
    Confidence.CONTESTED: N_("May have ended"),
}
STATE = {state.code: state.says for state in STATES}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownContact:
    """One contact in words. ``hidden`` says why applicants do not see it; else it is empty.

    ``is_due`` if applicants will not see it in two weeks without another check.
    """

    place: Place
    title: str
    says: str
    ways: tuple[tuple[str, str, bool], ...]
    whom: tuple[str, ...]
    confidence: str
    checked: str
    hidden: str
    is_due: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownChange:
    """One change in words: what it does, each field before and after, and who decided about it."""

    change: PlaceChange
    title: str
    what: str
    rows: tuple[tuple[str, str, str], ...]
    proposed_by: str
    approved_by: str
    is_own: bool


def shown_contacts(places: Iterable[Place], *, on: date) -> list[ShownContact]:
    """Return every contact: those that applicants do not see, those due for a check, the rest."""
    shown = [_shown_contact(place, on) for place in places]
    return sorted(shown, key=lambda contact: (not contact.hidden, not contact.is_due))


def changes_waiting(
    places: Iterable[Place], *, names: MemberNames, member: StaffMember
) -> list[ShownChange]:
    """Return the changes that wait for a second person, each against the contact in force."""
    by_id = {place.id: place for place in places}
    return [
        _shown_change(change, by_id.get(change.place_id), names=names, member=member)
        for change in two_people.pending(PlaceChange)
    ]


def changes_approved(*, names: MemberNames, member: StaffMember) -> list[ShownChange]:
    """Return the changes in force, the latest first, each against the contact as shipped."""
    by_id = {place.id: place for place in shipped()}
    return [
        _shown_change(change, by_id.get(change.place_id), names=names, member=member)
        for change in changes_in_force()
    ]


def _shown_contact(place: Place, on: date) -> ShownContact:
    return ShownContact(
        place=place,
        title=_title(place),
        says=gettext(place.says),
        ways=tuple(
            (gettext(WAY[field]), getattr(place, field), field in place.ways)
            for field in WAYS
            if getattr(place, field)
        ),
        whom=tuple(_whom(place)),
        confidence=gettext(CONFIDENCE.get(place.confidence, CONFIDENCE[Confidence.KNOWLEDGE])),
        checked=_checked(place),
        hidden=_why_hidden(place, on),
        is_due=bool(due_soon([place], on=on)),
    )


def _title(place: Place) -> str:
    return place.name or gettext(place.says)


def _whom(place: Place) -> Iterator[str]:
    for field in ("needs", "states", "countries", "nationalities", "languages"):
        if text := _text(place, field):
            yield text


def _checked(place: Place) -> str:
    if place.checked_on is None:
        return ""
    return gettext("Checked on %(day)s.", day=long_date(place.checked_on))


def _why_hidden(place: Place, on: date) -> str:
    if place.checked_on is None:
        return gettext("Not shown: nobody has checked it.")
    if place.overdue(on):
        return gettext("Not shown: its review was due by %(day)s.", day=long_date(place.review_by))
    return "" if place.ways else gettext("Not shown: no way to reach it is confirmed.")


def _shown_change(
    change: PlaceChange, before: Place | None, *, names: MemberNames, member: StaffMember
) -> ShownChange:
    after = place_after(change)
    subject = after or before
    return ShownChange(
        change=change,
        title=_title(subject) if subject else change.place_id,
        what=_what(before, after),
        rows=tuple(_rows(before, after)),
        proposed_by=names.of(change.proposed_by),
        approved_by=names.of(change.approved_by),
        is_own=change.proposed_by == member.id,
    )


def _what(before: Place | None, after: Place | None) -> str:
    if after is None:
        return gettext("Retire this contact")
    return gettext("Change this contact") if before else gettext("New contact")


def _rows(before: Place | None, after: Place | None) -> Iterator[tuple[str, str, str]]:
    """Yield label, text before and text after of each field that differs."""
    if after is None:
        return
    for field, label in FIELD.items():
        old, new = _text(before, field), _text(after, field)
        if old != new:
            yield gettext(label), old, new


def _text(place: Place | None, field: str) -> str:
    """Return a field in words; empty where there is no place."""
    value = getattr(place, field, "") or ""
    if isinstance(value, tuple):
        return ", ".join(_word(field, code) for code in value)
    if isinstance(value, date):
        return long_date(value)
    return _word(field, value)


def _word(field: str, code: str) -> str:
    """Return a code of the field in words; text that is no code as it is."""
    label = LABELS.get(field)
    if label is not None:
        return gettext(label[code]) if code else ""
    return NAMES.get(field, str)(code)


LABELS: Mapping[str, Mapping[Any, str]] = {
    "needs": NEED,
    "kinds": KIND,
    "price": PRICE,
    "confidence": CONFIDENCE,
    "unconfirmed": WAY,
    "states": STATE,
}
NAMES: Mapping[str, Callable[[str], str]] = {
    "countries": country_name,
    "nationalities": country_name,
    "languages": spoken_name,
    "says": lambda sentence: gettext(sentence) if sentence else "",
}
