"""The forms of a case page, by hand. Each carries the version of the case it was shown for."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, SelectMultipleField, StringField, ValidationError

from intake.actions.case.erase_case import EraseReason
from intake.actions.case.set_follow_up import FARTHEST, NextDate
from intake.cases.pipeline import CloseReason, Status
from intake.questionnaire.tidy import tidied, whole_number

LONGEST_NOTE = 200


class DeskForm(Form):
    """A form whose messages are ours; ``problem`` is one that belongs to no single box."""

    problem: str = ""
    version = StringField()

    class Meta:
        """No texts of the library's own."""

        locales = False

    @property
    def seen_version(self) -> int:
        """The version of the case that the page showed; one that never was if it says nothing."""
        return whole_number(self.version.data or "", digits=9) or 0


class AssignForm(DeskForm):
    """Take the case."""


class NextDateForm(DeskForm):
    """When to look again, what for, and which dates are met by now."""

    today: date
    on = StringField()
    note = StringField()
    done = SelectMultipleField(validate_choice=False)

    @classmethod
    def of(cls, sent: MultiDict[str, str], *, today: date) -> NextDateForm:
        """The form as it was sent on a day."""
        form = cls(sent)
        form.today = today
        return form

    @property
    def day(self) -> date | None:
        """The day, if what was sent is one."""
        try:
            return date.fromisoformat(self.on.data or "")
        except ValueError:
            return None

    def validate_on(self, _field: Field) -> None:
        """A day from today on, and not far off."""
        if self.day is None or not self.today <= self.day <= self.today + FARTHEST:
            raise ValidationError(gettext("Give a day from today on, within two years."))

    def validate_note(self, field: Field) -> None:
        """A few words."""
        if len(field.data or "") > LONGEST_NOTE:
            raise ValidationError(gettext("Write at most 200 letters."))

    def wanted(self) -> NextDate:
        """What a valid form asks for, tidied."""
        return NextDate(
            on=self.day or self.today,
            note=tidied(self.note.data or "", lines=False),
            done=tuple(self.done.data or ()),
        )


class MoveForm(DeskForm):
    """Where the case goes, and why if it is closed: ``closed:withdrawn`` says both."""

    to = StringField()
    reason = StringField()

    @property
    def status(self) -> Status | None:
        """Where it goes, if there is such a place."""
        said = (self.to.data or "").partition(":")[0]
        return Status(said) if said in set(Status) else None

    @property
    def close_reason(self) -> CloseReason | None:
        """Why it is closed; nothing where it is not."""
        said = (self.to.data or "").partition(":")[2] or self.reason.data or ""
        if self.status is not Status.CLOSED or said not in set(CloseReason):
            return None
        return CloseReason(said)

    def validate_to(self, _field: Field) -> None:
        """A place to go to; closing needs a reason."""
        if self.status is None:
            raise ValidationError(gettext("Choose where the case goes."))
        if self.status is Status.CLOSED and self.close_reason is None:
            raise ValidationError(gettext("Choose why the case is closed."))


class EraseForm(DeskForm):
    """Why a case is erased before its day."""

    why = StringField()

    @property
    def erase_reason(self) -> EraseReason | None:
        """The reason, if it is one of ours."""
        return EraseReason(self.why.data) if self.why.data in set(EraseReason) else None

    def validate_why(self, _field: Field) -> None:
        """One of the list."""
        if self.erase_reason is None:
            raise ValidationError(gettext("Choose why the case is erased."))
