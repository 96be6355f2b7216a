"""The base of all forms on the desk, and the forms of a case's summary page.

Each form of a case carries the version of the case that its page showed.
"""

from __future__ import annotations

from datetime import time
from typing import Any

from flask_babel import gettext
from wtforms import Field, Form, ValidationError

from intake.actions.case.book_call import BookedCall
from intake.actions.case.set_follow_up import FARTHEST, NextDate, NoSuchDay
from intake.cases.pipeline import CloseReason, Status
from intake.web.app_context import today
from intake.web.desk.common.fields import (
    CodeField,
    DayField,
    EnumField,
    LineField,
    NumberField,
    RowIdsField,
    ValueField,
    WordsField,
)
from intake.words import N_


class DeskForm(Form):
    """A form with our messages only. ``problem`` is one that belongs to no single field."""

    problem: str = ""
    version = NumberField()
    then = CodeField(("next",))
    """Posted by the button that saves and goes to the next case."""

    @property
    def first_problem(self) -> str:
        """Return the first sentence about what is wrong; empty for a valid form."""
        errors = (error for field in self for error in field.errors)
        return self.problem or str(next(errors, ""))

    class Meta:
        """Leave out the messages of the library."""

        locales = False


class WordsForm(DeskForm):
    """A form with one text that is stored sealed.

    A form with more fields declares ``text`` again in its place: errors are listed in the order
    of the fields.
    """

    text = WordsField(N_("Enter some text."))


class NextDateForm(DeskForm):
    """The next review of a case: its day, its purpose, and the dates that are met by now."""

    on = DayField(NoSuchDay.says)
    note = LineField()
    done = RowIdsField()

    def validate_on(self, field: Field) -> None:
        """Refuse a past day, and one that is far off."""
        if not today() <= field.data <= today() + FARTHEST:
            raise ValidationError(gettext(NoSuchDay.says))

    def next_date(self) -> NextDate:
        """Return the date that a valid form asks for."""
        return NextDate(on=self.on.data or today(), note=self.note.data, done=self.done.data)


class MoveField(Field):
    """The next status of a case; for a closed one with its reason, as in ``closed:withdrawn``."""

    data: str
    status: Status | None = None
    close_reason: CloseReason | None = None

    @property
    def chosen(self) -> Status:
        """Return the status. Raise ``ValueError`` if there is none: the form must be valid."""
        return Status(self.data.partition(":")[0])

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read status and reason."""
        self.data = valuelist[0] if valuelist else ""
        status, _, reason = self.data.partition(":")
        self.status = Status(status) if status in set(Status) else None
        self.close_reason = CloseReason(reason) if reason in set(CloseReason) else None


class MoveForm(DeskForm):
    """The next status of a case, with a reason if it is closed."""

    to = MoveField()
    reason = EnumField(CloseReason)

    @property
    def close_reason(self) -> CloseReason | None:
        """Return the reason for closing; ``None`` for any other status."""
        is_closed = self.to.status is Status.CLOSED
        return (self.to.close_reason or self.reason.data) if is_closed else None

    def validate_to(self, field: MoveField) -> None:
        """Refuse an unknown status, and closing without a reason."""
        if field.status is None:
            raise ValidationError(gettext("Choose a status."))
        if field.status is Status.CLOSED and self.close_reason is None:
            raise ValidationError(gettext("Choose a closing reason."))


class ReopenForm(WordsForm):
    """The reason for reopening a closed case."""

    text = WordsField(N_("Enter a reason."), id="reopen-text")


class TimeField(ValueField):
    """A time of day, posted as ``14:30``. ``data`` is that text, empty where none was posted."""

    data: str
    message = N_("Enter a time, such as 14:30.")

    def process_data(self, value: Any) -> None:
        """Take a default."""
        self.data = value or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read hours and minutes."""
        try:
            self.data = f"{time.fromisoformat(valuelist[0] if valuelist else ''):%H:%M}"
        except ValueError:
            self.data = ""


class BookCallForm(DeskForm):
    """A call to book: its day, its time, the interpreter, and a note."""

    on = DayField(NoSuchDay.says, id="call-on")
    at = TimeField("", id="call-at")
    interpreter = LineField(id="call-interpreter")
    note = LineField(id="call-note")
    sure = CodeField(("1",))

    def call(self) -> BookedCall:
        """Return the call that a valid form asks for. Raise ``ValueError`` without a day."""
        if self.on.data is None:
            raise ValueError(self.on.name)
        return BookedCall(
            on=self.on.data,
            time=self.at.data,
            note=self.note.data,
            interpreter=self.interpreter.data,
            is_sure=bool(self.sure.data),
        )
