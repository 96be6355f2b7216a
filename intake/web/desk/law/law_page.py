"""The content of the law page: parameters in force, overdue reviews, and amendments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import format_decimal, gettext, ngettext

from intake.amendments import two_people
from intake.amendments.approved import in_force, parameters_of
from intake.amendments.models import Amendment
from intake.law.book import Confidence, LawBook, Parameter, Value
from intake.referrals.place import Place
from intake.referrals.places import overdue
from intake.staff.models import StaffMember
from intake.web.desk.common.reader import MemberNames
from intake.web.filters import long_date
from intake.words import N_

CONFIDENCE: Mapping[str, str] = {
    Confidence.VERIFIED: N_("Read in the source"),
    Confidence.KNOWLEDGE: N_("Professional knowledge, needs attorney confirmation"),
    Confidence.PROPOSAL: N_("Our policy"),
    Confidence.CONTESTED: N_("Disputed"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownParameter:
    """One parameter in words: the value in force, and those of other times."""

    row: Parameter
    value: str
    alternative: str
    confidence: str
    age: str
    late: bool
    amended: bool
    others: tuple[tuple[str, Parameter], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownAmendment:
    """An amendment in words: the value before and after, and the members who decided about it."""

    amendment: Amendment
    row: Parameter
    before: str
    value: str
    alternative: str
    confidence: str
    proposed_by: str
    approved_by: str
    withdrawn_by: str
    is_own: bool


def overdue_parameters(law: LawBook, *, on: date) -> list[str]:
    """Return a sentence for each parameter in use whose review is overdue."""
    return [_overdue_parameter(row, on) for row in law.stale(on=on)]


def overdue_places(places: Iterable[Place], *, on: date) -> list[str]:
    """Return a sentence for each referral place whose shelf life has ended."""
    return [_overdue_place(place) for place in overdue(places, on=on)]


def shown_parameters(law: LawBook, *, on: date) -> list[ShownParameter]:
    """Return every parameter: overdue ones first, then contested ones, then as in the book."""
    amended = in_force()
    rows = [
        _shown_parameter(law, law.parameter(id_, on=on), on=on, amended=amended)
        for id_ in law.by_id
    ]
    return sorted(
        rows,
        key=lambda shown: (not shown.late, shown.row.confidence is not Confidence.CONTESTED),
    )


def waiting_amendments(
    law: LawBook, *, on: date, names: MemberNames, member: StaffMember
) -> list[ShownAmendment]:
    """Return the amendments that wait for a second person."""
    return [
        _shown_amendment(
            amendment,
            row,
            before=law.parameter(row.id, on=max(on, row.from_day)),
            names=names,
            member_id=member.id,
        )
        for amendment in two_people.pending(Amendment)
        for row in parameters_of(amendment)
    ]


def approved_amendments(names: MemberNames) -> list[ShownAmendment]:
    """Return the amendments in force."""
    return [
        _shown_amendment(amendment, row, names=names)
        for amendment in in_force().values()
        for row in parameters_of(amendment)
    ]


def withdrawn_amendments(names: MemberNames) -> list[ShownAmendment]:
    """Return the amendments that were withdrawn."""
    return [
        _shown_amendment(amendment, row, names=names)
        for amendment in two_people.withdrawn(Amendment)
        for row in parameters_of(amendment)
    ]


def value_text(value: Value) -> str:
    """Return a value in words: a number, or numbers or days with dots between them."""
    if isinstance(value, int):
        return str(format_decimal(value))
    return " · ".join(map(_item_text, value))


def _item_text(item: int | date) -> str:
    return long_date(item) if isinstance(item, date) else str(format_decimal(item))


def _overdue_parameter(row: Parameter, on: date) -> str:
    if not row.in_force(on):
        return gettext(
            "%(what)s: expired on %(day)s with no replacement.",
            what=row.what,
            day=long_date(row.until or row.from_day),
        )
    return ngettext(
        "%(what)s: review was due %(day)s, %(num)s day ago.",
        "%(what)s: review was due %(day)s, %(num)s days ago.",
        (on - row.review_by).days,
        what=row.what,
        day=long_date(row.review_by),
    )


def _overdue_place(place: Place) -> str:
    values = {"place": place.name or gettext(place.says), "day": long_date(place.review_by)}
    if place.checked_on is None:
        return gettext("%(place)s: never reviewed here. Review was due %(day)s.", **values)
    return gettext(
        "%(place)s: reviewed %(checked)s. Next review was due %(day)s.",
        checked=long_date(place.checked_on),
        **values,
    )


def _shown_parameter(
    law: LawBook, row: Parameter, *, on: date, amended: Mapping[Parameter, Amendment]
) -> ShownParameter:
    return ShownParameter(
        row=row,
        value=value_text(row.value),
        alternative=_alternative_text(row),
        confidence=gettext(CONFIDENCE[row.confidence]),
        age=_age_text((on - row.checked_on).days),
        late=row.stale(on) or not row.in_force(on),
        amended=row in amended,
        others=tuple(
            (value_text(other_row.value), other_row)
            for other_row in _other_rows(law.by_id[row.id], row)
        ),
    )


def _alternative_text(row: Parameter) -> str:
    return "" if row.alternative is None else value_text(row.alternative)


def _age_text(days: int) -> str:
    if days == 0:
        return gettext("Reviewed today.")
    return ngettext("Reviewed %(num)s day ago.", "Reviewed %(num)s days ago.", days)


def _other_rows(rows: Iterable[Parameter], current: Parameter) -> list[Parameter]:
    others = (row for row in rows if row is not current)
    return sorted(others, key=lambda row: row.from_day)


def _shown_amendment(
    amendment: Amendment,
    row: Parameter,
    *,
    names: MemberNames,
    before: Parameter | None = None,
    member_id: str = "",
) -> ShownAmendment:
    """Return an amendment in words; *member_id* is the member who looks at it."""
    return ShownAmendment(
        amendment=amendment,
        row=row,
        before=value_text(before.value) if before else "",
        value=value_text(row.value),
        alternative=_alternative_text(row),
        confidence=gettext(CONFIDENCE[row.confidence]),
        proposed_by=names.of(amendment.proposed_by),
        approved_by=names.of(amendment.approved_by),
        withdrawn_by=names.of(amendment.withdrawn_by),
        is_own=amendment.proposed_by == member_id,
    )
