"""The law page: every parameter that rules use, its source, and the amendments to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, ngettext
from wtforms import Field, ValidationError

from intake.actions.law import amend
from intake.actions.law.amend import effect_of
from intake.actions.opening.case_keys import Actor
from intake.amendments import two_people
from intake.amendments.approved import in_force, parameters_of, with_amendment
from intake.amendments.models import TABLES, Amendment, pattern_of
from intake.amendments.recalls import is_due
from intake.amendments.two_people import AnyChange
from intake.amendments.values import (
    HOLIDAYS,
    YEARS,
    DaysOutside,
    InvalidValue,
    check_days,
    from_text,
    to_json,
    to_text,
)
from intake.law.book import Confidence, LawBook, Parameter, UnknownParameter, Value
from intake.referrals.place import Place
from intake.referrals.places import overdue
from intake.staff.store import Act, may
from intake.triage.fees import WAIVERS
from intake.triage.rules import TO_CONFIRM
from intake.web.access import signed_in, staff
from intake.web.app_context import law, referral_places, today
from intake.web.desk.common.fields import (
    CodeField,
    DayField,
    DeskForm,
    EnumField,
    FlagField,
    LineField,
)
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.common.reader import current_reader, name_of
from intake.web.desk.common.view import current_walls
from intake.web.desk.common.words import why_chip
from intake.web.filters import long_date
from intake.words import N_, Labels

LONGEST = 400
LONGEST_VALUE = 4000
"""A list of days, such as all federal holidays of a year."""
SHORTEST_SOURCE = 5


class ProposeForm(DeskForm):
    """A parameter, its new value with source and confidence, and the days it is in force.

    ``parameter`` may be the beginning of a table's ids; ``code`` is then the country, state or
    circuit of the row. ``ends`` ends the parameter with the day ``until``, without a new value.
    Only a fee has a ``waiver``.
    """

    read: Value
    read_alternative: int | None = None
    parameter = LineField(longest=LONGEST_VALUE)
    code = LineField()
    ends = FlagField()
    value = LineField(longest=LONGEST_VALUE)
    from_day = DayField(N_("Enter the date this takes effect."), years=YEARS)
    until = DayField(years=YEARS)
    source = LineField(longest=LONGEST)
    confidence = EnumField(Confidence, N_("Choose a confidence level."))
    alternative = LineField(longest=LONGEST_VALUE)
    alternative_if = LineField(longest=LONGEST)
    waiver = CodeField(WAIVERS)
    review_by = DayField(N_("Enter a future review date."))

    @classmethod
    def about(cls, id_: str) -> ProposeForm:
        """Return the form as it is offered, with the value in force of the parameter *id_*."""
        form = cls(data={"parameter": id_, "from_day": today(), "confidence": Confidence.VERIFIED})
        if form.current:
            form.value.data = to_text(form.current.value)
            form.waiver.data = form.current.waiver
        return form

    @cached_property
    def current(self) -> Parameter | None:
        """Return the parameter as it is in force, or a row like it; ``None`` for an unknown one."""
        book, id_ = law(), self.parameter.data
        if id_ in TABLES:
            id_ += self.code.data.lower()
        try:
            pattern = pattern_of(book, id_)
        except UnknownParameter:
            return None
        if id_ not in book.by_id:
            return None if self.ends.data else pattern
        return book.parameter(id_, on=(self.ends.data and self.until.data) or today())

    def validate_parameter(self, field: Field) -> None:
        """Refuse an unknown parameter."""
        if self.current is None and field.data not in TABLES:
            raise ValidationError(gettext("Choose the value to change."))

    def validate_code(self, _field: Field) -> None:
        """Refuse what is no country, state or circuit."""
        if self.current is None and self.parameter.data in TABLES:
            raise ValidationError(
                gettext("Enter the code of a country (HT), of a state (TX) or of a circuit (5).")
            )

    def validate_value(self, field: Field) -> None:
        """Read the value. Refuse one of another shape, and days outside the time of the list."""
        if self.current is None:
            return
        if self.ends.data:
            self.read = self.current.value
            return
        try:
            self.read = from_text(field.data, self.current)
            if self.from_day.data and self.current.id == HOLIDAYS:
                check_days(self.read, from_day=self.from_day.data, until=self.until.data)
        except DaysOutside:
            raise ValidationError(
                gettext("Enter an end date, and only dates between the start and end dates.")
            ) from None
        except InvalidValue:
            raise ValidationError(
                gettext(
                    "Enter the value in the same format as the current one: the same count of "
                    "numbers or dates, none too large."
                )
            ) from None

    def validate_until(self, field: DayField) -> None:
        """Refuse what is no day, and a day before the first."""
        until, since = field.data, self.from_day.data
        if self.ends.data:
            since = self.current.from_day if self.current else None
            if until is None:
                raise ValidationError(gettext("Enter the last day of this value."))
        if field.is_unreadable or (until and since and until < since):
            raise ValidationError(gettext("The end date cannot be before the start date."))

    def validate_source(self, field: Field) -> None:
        """Refuse a missing source."""
        if len(field.data) < SHORTEST_SOURCE:
            raise ValidationError(gettext("Enter the source: statute, rule, order or notice."))

    def validate_alternative(self, field: Field) -> None:
        """Read the alternative. Refuse one that is no whole number."""
        if not field.data or self.current is None:
            return
        try:
            value = from_text(field.data, self.current)
        except InvalidValue:
            value = ()
        if not isinstance(value, int):
            raise ValidationError(gettext("Enter one whole number, or leave this blank."))
        self.read_alternative = value

    def validate_alternative_if(self, field: Field) -> None:
        """Refuse a contested value, or an alternative, without what it depends on."""
        is_contested = self.confidence.data is Confidence.CONTESTED
        is_needed = is_contested or bool(self.alternative.data)
        if is_needed and not field.data:
            raise ValidationError(gettext("Describe what would have to happen for it to change."))

    def validate_review_by(self, field: DayField) -> None:
        """Refuse a day that is not in the future."""
        if field.data and field.data <= today():
            raise ValidationError(gettext(field.message))

    def proposal(self) -> Amendment:
        """Return the amendment that a valid form proposes."""
        row = self.current
        return Amendment(
            parameter_id=row.id if row else "",
            ends=self.ends.data,
            value=to_json(self.read),
            alternative=self.read_alternative,
            alternative_if=self.alternative_if.data,
            from_day=row.from_day if row and self.ends.data else self.from_day.data,
            until=self.until.data,
            source=self.source.data,
            confidence=self.confidence.chosen.value,
            review_by=self.review_by.data,
            waiver=(self.waiver.data or None) if row and row.waiver else None,
        )


blueprint = Blueprint("law", __name__)

CONFIDENCE: Labels[str] = {
    Confidence.VERIFIED: "Read in the source",
    Confidence.KNOWLEDGE: "Professional knowledge, needs attorney confirmation",
    Confidence.PROPOSAL: "Our policy",
    Confidence.CONTESTED: "Disputed",
}


def _page(form: DeskForm, status: int = 200) -> ResponseReturnValue:
    member, book, day = signed_in().member, law(), today()
    if not isinstance(form, ProposeForm):
        problem, form = form.problem, ProposeForm.about("")
        form.problem = problem
    page = render_template(
        "desk/law/law.html",
        form=form,
        overdue=[_overdue_parameter(row, day) for row in book.stale(on=day)],
        overdue_places=list(overdue_places(referral_places(), on=day)),
        parameters=_parameters(book, on=day),
        waiting=list(_waiting(two_people.pending(Amendment), book)),
        approved=list(_amendments(in_force().values())),
        withdrawn=list(_amendments(two_people.withdrawn(Amendment))),
        unconfirmed=TO_CONFIRM.items(),
        levels=CONFIDENCE.items(),
        waivers=[(code, phrase.staff) for code, phrase in WAIVERS.items()],
        tables=[(prefix, what.format("…")) for prefix, (what, _) in TABLES.items()],
        may_amend=may(member.roles, Act.AMEND_LAW),
        may_recall=may(member.roles, Act.HOLD_TEAM_KEYS),
        recall_wanted=is_due(member.team_id, book),
        may_approve=may(member.roles, Act.APPROVE_LAW),
    )
    return page, status


@blueprint.get("/desk/law")
@staff(Act.SEE_LAW)
def show() -> ResponseReturnValue:
    """Show every parameter, overdue reviews first, and the amendments."""
    return _page(ProposeForm.about(request.args.get("change", "")))


@blueprint.post("/desk/law/amendments")
@on_desk(Act.AMEND_LAW, ProposeForm, refused=_page)
def propose(by: Actor, form: ProposeForm) -> str:
    """Propose another value, with its source."""
    amend.propose(by, form.proposal())
    return url_for("law.show", _anchor="waiting")


@blueprint.get("/desk/law/amendments/<id_>")
@staff(Act.APPROVE_LAW)
def effect(id_: str) -> ResponseReturnValue:
    """Show what an amendment moves among the open cases, before it is approved."""
    amendment = next((one for one in two_people.pending(Amendment) if one.id == id_), None)
    if amendment is None:
        abort(404)
    member, book, reader = signed_in().member, law(), current_reader()
    behind, after = request.args.get("behind", ""), with_amendment(book, amendment)
    found = effect_of(reader, book, after, today=today(), behind=behind)
    return render_template(
        "desk/law/effect.html",
        waiting=list(_waiting([amendment], book)),
        effect=found,
        moved=[
            (one, [(why_chip(rule), *days) for rule, days in one.days.items()])
            for one in found.moved
        ],
        walls=current_walls().open_only(),
        may_amend=may(member.roles, Act.AMEND_LAW),
        may_approve=True,
    )


@blueprint.post("/desk/law/amendments/<id_>/approve")
@on_desk(Act.APPROVE_LAW, DeskForm, refused=_page, fresh=N_("Approve a change to a legal value"))
def approve(by: Actor, _form: DeskForm, id_: str) -> str:
    """Approve an amendment, as a second member."""
    amend.approve(by, Amendment, id_)
    return url_for("law.show", _anchor="approved")


@blueprint.post("/desk/law/amendments/<id_>/withdraw")
@on_desk(Act.AMEND_LAW, DeskForm, refused=_page)
def withdraw(by: Actor, _form: DeskForm, id_: str) -> str:
    """Withdraw an amendment."""
    amend.withdraw(by, Amendment, id_)
    return url_for("law.show", _anchor="waiting")


def overdue_places(places: Iterable[Place], *, on: date) -> Iterator[str]:
    """Yield a sentence for each referral place whose shelf life has ended."""
    for place in overdue(places, on=on):
        values = {"place": place.name or gettext(place.says), "day": long_date(place.review_by)}
        if place.checked_on is None:
            yield gettext("%(place)s: never reviewed here. Review was due %(day)s.", **values)
        else:
            yield gettext(
                "%(place)s: reviewed %(checked)s. Next review was due %(day)s.",
                checked=long_date(place.checked_on),
                **values,
            )


def people_of(change: AnyChange) -> dict[str, Any]:
    """Return who decided about a change, as ``desk/approval.html`` shows it."""
    return {
        "change": change,
        "proposed_by": name_of(change.proposed_by),
        "approved_by": name_of(change.approved_by),
        "withdrawn_by": name_of(change.withdrawn_by),
        "is_own": change.proposed_by == signed_in().member.id,
    }


def value_text(value: Value) -> str:
    """Return a value in words: a number, or numbers or days with dots between them."""
    items = (value,) if isinstance(value, int) else value
    return " · ".join(
        long_date(item) if isinstance(item, date) else str(format_decimal(item)) for item in items
    )


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


def row_words(row: Parameter) -> dict[str, Any]:
    """Return a row of the law in words."""
    return {
        "row": row,
        "value": value_text(row.value),
        "alternative": "" if row.alternative is None else value_text(row.alternative),
        "confidence": gettext(CONFIDENCE[row.confidence]),
        "waiver": WAIVERS[row.waiver].staff if row.waiver else "",
    }


def _amendments(amendments: Iterable[Amendment]) -> Iterator[dict[str, Any]]:
    """Yield amendments in words, without those that this release does not know."""
    for amendment in amendments:
        for row in parameters_of(amendment):
            yield row_words(row) | people_of(amendment)


def _waiting(amendments: Iterable[Amendment], book: LawBook) -> Iterator[dict[str, Any]]:
    """Yield amendments in words, each with the value that it replaces."""
    for words in _amendments(amendments):
        row = words["row"]
        known = row.id in book.by_id
        before = book.parameter(row.id, on=max(today(), row.from_day)).value if known else None
        yield words | {"before": "" if before is None else value_text(before)}


def _parameters(book: LawBook, *, on: date) -> list[dict[str, Any]]:
    """Return every parameter: overdue ones first, then contested ones, then as in the book."""
    amended, shown = in_force(), []
    for id_, rows in book.by_id.items():
        row = book.parameter(id_, on=on)
        days = (on - row.checked_on).days
        others = sorted((other for other in rows if other is not row), key=attrgetter("from_day"))
        shown.append(
            {
                **row_words(row),
                "age": ngettext("Reviewed %(num)s day ago.", "Reviewed %(num)s days ago.", days)
                if days
                else gettext("Reviewed today."),
                "late": row.stale(on) or not row.in_force(on),
                "amended": row in amended,
                "others": [(value_text(other.value), other) for other in others],
            }
        )
    return sorted(
        shown,
        key=lambda words: (not words["late"], words["row"].confidence is not Confidence.CONTESTED),
    )
