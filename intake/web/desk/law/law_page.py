"""What the law page shows: numbers in force, what is overdue, and amendments with their people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import format_decimal, gettext, ngettext

from intake.amendments import store
from intake.amendments.approved import rows_of, standing
from intake.amendments.models import Amendment
from intake.law.book import Confidence, LawBook, Parameter, Value
from intake.referrals import places
from intake.referrals.place import Place
from intake.staff.models import StaffMember
from intake.web.filters import long_date
from intake.words import N_

Name = Callable[[str | None], str]

CONFIDENCE: Mapping[str, str] = {
    Confidence.VERIFIED: N_("Read in the source"),
    Confidence.KNOWLEDGE: N_("Known, to be confirmed by a lawyer"),
    Confidence.PROPOSAL: N_("Our own choice"),
    Confidence.CONTESTED: N_("In dispute"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """One number in words: the row in force, and those of other times."""

    row: Parameter
    value: str
    alternative: str
    confidence: str
    age: str
    late: bool
    amended: bool
    others: tuple[tuple[str, Parameter], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """An amendment in words: what would change from what, and whose hands it went through."""

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


def overdue(law: LawBook, *, on: date) -> list[str]:
    """A sentence for each number that rules go by and somebody should have looked at."""
    return [_overdue(row, on) for row in law.stale(on=on)]


def overdue_places(*, on: date) -> list[str]:
    """A sentence for each place we refer people to that somebody should have looked at."""
    return [_overdue_place(place) for place in places.overdue(on)]


def numbers(law: LawBook, *, on: date) -> list[Number]:
    """Every number on a day: overdue ones first, then those in dispute, then as the book goes."""
    amended = standing()
    found = [_number(law, law.parameter(id_, on=on), on=on, amended=amended) for id_ in law.by_id]
    return sorted(
        found, key=lambda one: (not one.late, one.row.confidence is not Confidence.CONTESTED)
    )


def proposals(law: LawBook, *, on: date, name: Name, member: StaffMember) -> list[Change]:
    """What waits for a second person."""
    return [
        change
        for amendment in store.waiting()
        for change in _changes(amendment, law, on=on, name=name, member_id=member.id)
    ]


def confirmed(*, name: Name) -> list[Change]:
    """What two people made the law of the house."""
    return [
        change for amendment in standing().values() for change in _changes(amendment, name=name)
    ]


def taken_back(*, name: Name) -> list[Change]:
    """What was withdrawn."""
    return [change for amendment in store.withdrawn() for change in _changes(amendment, name=name)]


def shown(value: Value) -> str:
    """A value in words: a number, or numbers or days one after the other."""
    if isinstance(value, int):
        return str(format_decimal(value))
    return " · ".join(_one(one) for one in value)


def _one(one: int | date) -> str:
    return long_date(one) if isinstance(one, date) else str(format_decimal(one))


def _overdue(row: Parameter, on: date) -> str:
    if not row.in_force(on):
        return gettext(
            "%(what)s: the value ended on %(day)s, and no other has been given.",
            what=row.what,
            day=long_date(row.until or row.from_day),
        )
    return ngettext(
        "%(what)s: somebody should have looked at it by %(day)s, %(num)s day ago.",
        "%(what)s: somebody should have looked at it by %(day)s, %(num)s days ago.",
        (on - row.review_by).days,
        what=row.what,
        day=long_date(row.review_by),
    )


def _overdue_place(place: Place) -> str:
    told = {"place": place.name or gettext(place.says), "day": long_date(place.review_by)}
    if place.last_verified is None:
        return gettext("%(place)s: never checked here. It was to be by %(day)s.", **told)
    return gettext(
        "%(place)s: checked on %(checked)s. It was to be again by %(day)s.",
        checked=long_date(place.last_verified),
        **told,
    )


def _number(
    law: LawBook, row: Parameter, *, on: date, amended: Mapping[Parameter, Amendment]
) -> Number:
    return Number(
        row=row,
        value=shown(row.value),
        alternative=_alternative(row),
        confidence=gettext(CONFIDENCE[row.confidence]),
        age=_age((on - row.checked_on).days),
        late=row.stale(on) or not row.in_force(on),
        amended=row in amended,
        others=tuple((shown(one.value), one) for one in _others(law.by_id[row.id], row)),
    )


def _alternative(row: Parameter) -> str:
    return "" if row.alternative is None else shown(row.alternative)


def _age(days: int) -> str:
    if days == 0:
        return gettext("Checked today.")
    return ngettext("Checked %(num)s day ago.", "Checked %(num)s days ago.", days)


def _others(rows: Iterable[Parameter], row: Parameter) -> list[Parameter]:
    return sorted((one for one in rows if one is not row), key=lambda one: one.from_day)


def _changes(
    amendment: Amendment,
    law: LawBook | None = None,
    *,
    name: Name,
    on: date | None = None,
    member_id: str = "",
) -> Iterable[Change]:
    for row in rows_of(amendment):
        before = law.parameter(row.id, on=max(on, row.from_day)) if law and on else None
        yield Change(
            amendment=amendment,
            row=row,
            before=shown(before.value) if before else "",
            value=shown(row.value),
            alternative=_alternative(row),
            confidence=gettext(CONFIDENCE[row.confidence]),
            proposed_by=name(amendment.proposed_by),
            approved_by=name(amendment.approved_by),
            withdrawn_by=name(amendment.withdrawn_by),
            is_own=amendment.proposed_by == member_id,
        )
