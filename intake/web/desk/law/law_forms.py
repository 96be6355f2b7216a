"""The form that proposes another value for a legal parameter."""

from __future__ import annotations

from functools import cached_property

from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.amendments.models import Amendment
from intake.amendments.tables import TABLES, pattern_of
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
from intake.law.book import Confidence, Parameter, UnknownParameter, Value
from intake.triage.fees import WAIVERS
from intake.web.app_context import law, today
from intake.web.desk.common.fields import CodeField, DayField, EnumField, FlagField, LineField
from intake.web.desk.common.forms import DeskForm
from intake.words import N_

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
            waiver=self.waiver.data if row and row.waiver else None,
        )
