"""The law page: every parameter that rules use, its source, and the amendments to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from operator import attrgetter

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext
from wtforms import Field, ValidationError

from intake.actions.law import publish
from intake.actions.law.amend import effect_of
from intake.actions.opening.case_keys import Actor
from intake.amendments import published
from intake.amendments.approved import amended, parameters_of, with_amendment
from intake.amendments.models import TABLES, pattern_of
from intake.amendments.recalls import is_due
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
from intake.referrals.places import overdue
from intake.sealing.published import Published
from intake.staff.store import Act
from intake.triage.fees import WAIVERS
from intake.triage.rules import TO_CONFIRM
from intake.web.access import current_member, installation, staff
from intake.web.app_context import Values, law, referral_places, today
from intake.web.desk.common.fields import (
    CodeField,
    DayField,
    DeskForm,
    EnumField,
    FlagField,
    FutureDayField,
    LineField,
)
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import current_walls
from intake.web.desk.common.words import why_chip
from intake.web.filters import long_date
from intake.words import Labels

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
    from_day = DayField("Enter the date this takes effect.", years=YEARS)
    until = DayField(years=YEARS)
    source = LineField(longest=LONGEST)
    confidence = EnumField(Confidence, "Choose a confidence level.")
    alternative = LineField(longest=LONGEST_VALUE)
    alternative_if = LineField(longest=LONGEST)
    waiver = CodeField(WAIVERS)
    review_by = FutureDayField("Enter a future review date.")

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

    def proposal(self) -> Values:
        """Return the amendment that a valid form proposes."""
        row = self.current
        from_day = row.from_day if row and self.ends.data else self.from_day.data
        return {
            "parameter_id": row.id if row else "",
            "ends": self.ends.data,
            "value": to_json(self.read),
            "alternative": self.read_alternative,
            "alternative_if": self.alternative_if.data,
            "from_day": _written(from_day),
            "until": _written(self.until.data),
            "source": self.source.data,
            "confidence": self.confidence.chosen.value,
            "review_by": _written(self.review_by.data),
            "waiver": self.waiver.data if row and row.waiver else None,
        }


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


blueprint = Blueprint("law", __name__)

CONFIDENCE: Labels[str] = {
    Confidence.VERIFIED: "Read in the source",
    Confidence.KNOWLEDGE: "Professional knowledge, needs attorney confirmation",
    Confidence.PROPOSAL: "Our policy",
    Confidence.CONTESTED: "Disputed",
}


@blueprint.get("/desk/law")
@staff(Act.SEE_LAW)
def show(form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show every parameter, overdue reviews first, and the amendments."""
    book, day = law(), today()
    if not isinstance(form, ProposeForm):
        problem = form.problem if form else ""
        form = ProposeForm.about(request.args.get("change", "")).refused(problem)
    page = render_template(
        "desk/law/law.html",
        form=form,
        day=day,
        overdue=book.stale(on=day),
        overdue_places=overdue(referral_places(), on=day),
        parameters=_parameters(book, on=day),
        waiting=list(_amendments(publish.waiting(installation(), "amendment"), book)),
        approved=list(_amendments(amended().values())),
        withdrawn=[
            {**shown, "withdrawn": by}
            for change, by in published.in_force().withdrawn("amendment")
            for shown in _amendments([change])
        ],
        unconfirmed=TO_CONFIRM.items(),
        levels=CONFIDENCE,
        waivers=WAIVERS,
        tables=TABLES,
        recall_wanted=is_due(current_member().team_id, book),
    )
    return page, status


@blueprint.post("/desk/law/amendments")
@on_desk(Act.AMEND_LAW, ProposeForm, refused=show)
def propose(by: Actor, form: ProposeForm) -> str:
    """Propose another value, with its source."""
    publish.propose(by, "amendment", form.proposal())
    return url_for("law.show", _anchor="waiting")


@blueprint.get("/desk/law/amendments/<id_>")
@staff(Act.APPROVE_LAW)
def effect(id_: str) -> ResponseReturnValue:
    """Show what an amendment moves among the open cases, before it is approved."""
    waiting = publish.waiting(installation(), "amendment")
    amendment = next((one for one in waiting if one.id == id_), None)
    if amendment is None:
        abort(404)
    book, behind = law(), request.args.get("behind", "")
    after = with_amendment(book, amendment)
    found = effect_of(current_reader(), book, after, today=today(), behind=behind)
    return render_template(
        "desk/law/effect.html",
        waiting=list(_amendments([amendment], book)),
        levels=CONFIDENCE,
        waivers=WAIVERS,
        effect=found,
        moved=[
            (one, [(why_chip(rule), *days) for rule, days in one.days.items()])
            for one in found.moved
        ],
        walls=current_walls().open_only(),
    )


@blueprint.post("/desk/law/amendments/<id_>/approve")
@on_desk(Act.APPROVE_LAW, DeskForm, refused=show, fresh="Approve a change to a legal value")
def approve(by: Actor, _form: DeskForm, id_: str) -> str:
    """Approve an amendment, as a second member."""
    publish.approve(by, "amendment", id_)
    return url_for("law.show", _anchor="approved")


@blueprint.post("/desk/law/amendments/<id_>/withdraw")
@on_desk(Act.AMEND_LAW, DeskForm, refused=show)
def withdraw(by: Actor, _form: DeskForm, id_: str) -> str:
    """Withdraw an amendment."""
    publish.withdraw(by, "amendment", id_)
    return url_for("law.show", _anchor="waiting")


@blueprint.app_template_filter("lawvalue")
def value_text(value: Value) -> str:
    """Return a value in words: a number, or numbers or days with dots between them."""
    items = (value,) if isinstance(value, int) else value
    return " · ".join(
        long_date(item) if isinstance(item, date) else str(format_decimal(item)) for item in items
    )


def _amendments(amendments: Iterable[Published], book: LawBook | None = None) -> Iterator[Values]:
    """Yield amendments with their row of the law, without those that this release does not know.

    With *book*, each has the row that it replaces.
    """
    for amendment in amendments:
        for row in parameters_of(amendment):
            before = None
            if book and row.id in book.by_id:
                before = book.parameter(row.id, on=max(today(), row.from_day))
            yield {"row": row, "change": amendment, "before": before}


def _parameters(book: LawBook, *, on: date) -> list[Values]:
    """Return every parameter: overdue ones first, then contested ones, then as in the book."""
    changed, shown = amended(), []
    for id_, rows in book.by_id.items():
        row = book.parameter(id_, on=on)
        shown.append(
            {
                "row": row,
                "age": (on - row.checked_on).days,
                "late": row.stale(on) or not row.in_force(on),
                "amended": row in changed,
                "others": sorted(
                    (other for other in rows if other is not row), key=attrgetter("from_day")
                ),
            }
        )
    return sorted(
        shown,
        key=lambda words: (not words["late"], words["row"].confidence is not Confidence.CONTESTED),
    )
