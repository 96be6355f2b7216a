"""The form that proposes another value for a number of law."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField, ValidationError

from intake.amendments.store import Proposal
from intake.amendments.values import DaysOutside, NotAValue, check_days, read, typed
from intake.law.book import Confidence, LawBook, Parameter, Value
from intake.questionnaire.tidy import tidied
from intake.web.desk.common.forms import DeskForm

LONGEST = 400
SHORTEST_SOURCE = 5
FIRST_YEAR, LAST_YEAR = 1950, 2200


class ProposeForm(DeskForm):
    """Which number, its value, since when, who says so, and by when to look again."""

    today: date
    law: LawBook
    parameter = StringField()
    value = StringField()
    from_day = StringField()
    until = StringField()
    source = StringField()
    confidence = StringField()
    alternative = StringField()
    alternative_if = StringField()
    review_by = StringField()

    @classmethod
    def of(cls, sent: MultiDict[str, str], law: LawBook, *, today: date) -> ProposeForm:
        """The form as it was sent on a day."""
        form = cls(sent)
        form.law, form.today = law, today
        return form

    @classmethod
    def about(cls, id_: str, law: LawBook, *, today: date) -> ProposeForm:
        """The form as it is offered: with the value in force, where a parameter was chosen."""
        form = cls(data={"from_day": today.isoformat(), "confidence": Confidence.VERIFIED.value})
        form.law, form.today = law, today
        if id_ in law.by_id:
            form.parameter.data = id_
            form.value.data = typed(law.parameter(id_, on=today).value)
        return form

    @property
    def like(self) -> Parameter | None:
        """The row that would be amended."""
        id_ = self.parameter.data or ""
        return self.law.parameter(id_, on=self.today) if id_ in self.law.by_id else None

    def validate_parameter(self, _field: Field) -> None:
        """A number that the book has."""
        if self.like is None:
            raise ValidationError(gettext("Choose which number changes."))

    def validate_value(self, field: Field) -> None:
        """A value of the same shape; days within the time that the list is for."""
        since = _day(self.from_day)
        try:
            value = self._value(field)
            if value is not None and since:
                check_days(value, from_day=since, until=_day(self.until))
        except DaysOutside:
            raise ValidationError(
                gettext("Say until when, and give only days from the first day until then.")
            ) from None
        except NotAValue:
            raise ValidationError(
                gettext("Give the value as it stands now: as many numbers or days, none too large.")
            ) from None

    def validate_from_day(self, field: Field) -> None:
        """A day."""
        if _day(field) is None:
            raise ValidationError(gettext("Give the first day on which this is the law."))

    def validate_until(self, field: Field) -> None:
        """No day, or one that is not before the first."""
        until, since = _day(field), _day(self.from_day)
        if field.data and (until is None or (since and until < since)):
            raise ValidationError(gettext("The last day cannot be before the first."))

    def validate_source(self, field: Field) -> None:
        """Nothing is law because somebody here says so."""
        if not SHORTEST_SOURCE <= len(_text(field)) <= LONGEST:
            raise ValidationError(gettext("Name the source: statute, rule, order or notice."))

    def validate_confidence(self, field: Field) -> None:
        """One of the four."""
        if field.data not in set(Confidence):
            raise ValidationError(gettext("Choose how sure this is."))

    def validate_alternative(self, field: Field) -> None:
        """A whole number, where the value is one."""
        try:
            self._alternative(field)
        except NotAValue:
            raise ValidationError(gettext("Give one whole number, or nothing.")) from None

    def validate_alternative_if(self, field: Field) -> None:
        """What is contested says what may change."""
        wanted = self.confidence.data == Confidence.CONTESTED or self.alternative.data
        if (wanted and not _text(field)) or len(_text(field)) > LONGEST:
            raise ValidationError(gettext("Say what would have to happen for it to change."))

    def validate_review_by(self, field: Field) -> None:
        """A day to come."""
        review = _day(field)
        if review is None or review <= self.today:
            raise ValidationError(gettext("Give a day to come, by which somebody looks again."))

    def wanted(self) -> Proposal:
        """What a valid form asks for, tidied."""
        value, since, review = self._value(self.value), _day(self.from_day), _day(self.review_by)
        if value is None or since is None or review is None:
            raise NotAValue
        return Proposal(
            parameter_id=self.parameter.data or "",
            value=value,
            alternative=self._alternative(self.alternative),
            alternative_if=_text(self.alternative_if),
            from_day=since,
            until=_day(self.until),
            source=_text(self.source),
            confidence=Confidence(self.confidence.data or ""),
            review_by=review,
        )

    def _value(self, field: Field) -> Value | None:
        return read(field.data or "", self.like) if self.like else None

    def _alternative(self, field: Field) -> int | None:
        said = (field.data or "").strip()
        if not said or self.like is None:
            return None
        value = read(said, self.like)
        if not isinstance(value, int):
            raise NotAValue
        return value


def _day(field: Field) -> date | None:
    try:
        day = date.fromisoformat(field.data or "")
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _text(field: Field) -> str:
    return tidied(field.data or "", lines=False)
