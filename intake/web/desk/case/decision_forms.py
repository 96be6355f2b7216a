"""The form of a decision, and the forms about a date of a case and about a call."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.actions.case.book_call import BookedCall
from intake.actions.case.dates.update_date import Seen
from intake.actions.case.decide_case import DECLINES, Choice
from intake.actions.case.set_follow_up import NoSuchDay
from intake.cases.pipeline import CloseReason
from intake.diary.models import State
from intake.messages.wordings import WORDINGS, WordingId
from intake.web.desk.common.fields import (
    LONGEST_LETTER,
    CodeField,
    DayField,
    EnumField,
    LanguageField,
    LineField,
    ValueField,
    WordsField,
)
from intake.web.desk.common.forms import DeskForm, WordsForm
from intake.web.desk.common.letters import (
    ANOTHER_LANGUAGE,
    NO_TEMPLATE,
    has_template,
    is_of_another_language,
)
from intake.words import N_


class DecisionForm(WordsForm):
    """A decision, its reason, and the letter that the applicant will read."""

    choice = EnumField(Choice, N_("Choose a decision."), allowed=frozenset(Choice) - {Choice.CLOSE})
    reason = EnumField(CloseReason)
    text = WordsField(N_("Enter why you decided this."))
    language = LanguageField()
    letter = WordsField(longest=LONGEST_LETTER)
    wording = EnumField(WordingId)
    made_for = LineField()
    do = CodeField(("preview", "decide"))

    @property
    def previews(self) -> bool:
        """Return true if the letter shall only be shown."""
        return self.do.data == "preview"

    @property
    def close_reason(self) -> CloseReason | None:
        """Return the reason of a decline; ``None`` for any other decision."""
        return self.reason.data if self.choice.data is Choice.DECLINE else None

    @property
    def letter_key(self) -> str:
        """Return decision, reason and language as one text: if it changes, so must the letter."""
        parts = (self.choice.data, self.close_reason, self.language.data)
        return " ".join(filter(None, parts))

    def validate_reason(self, _field: Field) -> None:
        """Refuse a decline without a reason. The applicant never reads it."""
        if self.choice.data is Choice.DECLINE and self.close_reason not in DECLINES:
            raise ValidationError(gettext("Choose a reason."))

    def validate_letter(self, field: WordsField) -> None:
        """Refuse a letter that was not looked at, or was made for something else."""
        if self.previews:
            return
        if not field.data:
            raise ValidationError(gettext("Preview the letter before you decide."))
        if self.made_for.data != self.letter_key:
            raise ValidationError(
                gettext("You changed the decision. Reset the letter to the template, then decide.")
            )
        tag = self.language.data or ""
        if self.wording.data and not has_template(WORDINGS[self.wording.data], tag):
            raise ValidationError(gettext(NO_TEMPLATE))
        if is_of_another_language(field.data, tag):
            raise ValidationError(gettext(ANOTHER_LANGUAGE))


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


class DateForm(DeskForm):
    """The proof of a date, or its end. The page has one such form for each date."""

    seen = EnumField(Seen)
    state = EnumField(State, allowed=(State.DONE, State.MISSED, State.WAIVED))
    why = LineField(id="date-why")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        entry_id = (request.view_args or {}).get("entry_id")
        self.why.id = f"w-{entry_id}"  # the page has one for each date

    def validate(self, *args: Any, **options: Any) -> bool:
        """Write into ``problem`` what is wrong with the buttons, which have no field."""
        is_valid = super().validate(*args, **options)
        if (self.state.data is None) == (self.seen.data is None):
            self.problem = gettext("Choose how the date was confirmed, or its outcome.")
        return is_valid and not self.problem

    def validate_why(self, field: LineField) -> None:
        """Refuse an outcome that needs a reason and has none."""
        if self.state.data in (State.MISSED, State.WAIVED) and not field.data:
            raise ValidationError(gettext("Explain why the date was missed or is not needed."))
