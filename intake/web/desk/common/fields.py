"""Kinds of form fields on the desk. Each reads what was posted, and checks its own kind of value.

``data`` is a value of that kind, or ``None`` where nothing valid was posted. ``message`` is the
sentence shown where a value is needed and missing; a field without it is optional.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, Generic, Self, TypeVar

from flask_babel import gettext
from wtforms import Field, Form, ValidationError
from wtforms.validators import StopValidation

from intake.actions.case.set_follow_up import FARTHEST, NoSuchDay
from intake.cases.pipeline import CloseReason, Status
from intake.questionnaire.tidy import tidied, whole_number
from intake.settings.practice import STATE
from intake.triage.days import is_business_day
from intake.web.app_context import law, settings, today
from intake.web.desk.common.view import is_reference, row_id
from intake.web.locale import AUTONYMS
from intake.words import N_, Labelled

LONGEST_TEXT = 4000
LONGEST_LETTER = 16_000
"""A letter with many deadlines in two languages, one of them longer than English."""
LONGEST_LINE = 200
YEARS = range(1950, 2201)
"""Years of days that a form takes."""

NO_TIME = N_("Enter a time, such as 14:30.")
TOO_LONG = N_("Use %(count)s characters or fewer.")

Code = TypeVar("Code", bound=StrEnum)
AnyCode = TypeVar("AnyCode", bound=str)
AnyForm = TypeVar("AnyForm", bound="DeskForm")


class ValueField(Field):
    """A field that may need a value; ``message`` is empty for one that is optional.

    ``empty`` is its value where nothing valid was posted, and no default was given.
    """

    empty: Any = None

    def __init__(self, message: str = "", **options: Any) -> None:
        super().__init__("", **options)
        self.message = message

    def process_data(self, value: Any) -> None:
        """Take a default."""
        self.data = value or self.empty

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value that was posted."""
        self.data = self.read(valuelist[0] if valuelist else "")

    def read(self, text: str) -> Any:
        """Return the value that was posted as *text*."""
        return text

    def pre_validate(self, _form: Any) -> None:
        """Refuse a missing value where one is needed."""
        if self.message and not self.data:
            raise StopValidation(gettext(self.message))


class EnumField(ValueField, Generic[Code]):
    """One member of an enumeration, posted as its value.

    *allowed* narrows the members that a form takes; others count as missing.
    """

    data: Code | None

    def __init__(
        self,
        kind: type[Code],
        message: str = "",
        *,
        allowed: Collection[Code] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(message, **options)
        self.kind, self.allowed = kind, frozenset(kind if allowed is None else allowed)

    @property
    def chosen(self) -> Code:
        """Return the member. Raise ``ValueError`` if there is none: the form must be valid."""
        if self.data is None:
            raise ValueError(self.name)
        return self.data

    def process_data(self, value: Any) -> None:
        """Take a default, as a member or as its value."""
        self.data = self.read(value)

    def read(self, text: str) -> Code | None:
        """Return the member with this value."""
        return self.kind(text) if text in self.allowed else None


class CodeField(ValueField):
    """One code of a fixed list that is no enumeration, such as the keys of a table of labels."""

    data: str
    empty = ""

    def __init__(self, codes: Collection[str], message: str = "", **options: Any) -> None:
        super().__init__(message, **options)
        self.codes = frozenset(codes)

    def read(self, text: str) -> str:
        """Return the code, if it is on the list."""
        return text if text in self.codes else ""


class CodesField(ValueField, Generic[AnyCode]):
    """Any number of codes of a list or an enumeration, in its order; others are ignored."""

    data: tuple[AnyCode, ...]

    def __init__(self, codes: Iterable[AnyCode], message: str = "", **options: Any) -> None:
        super().__init__(message, **options)
        self.codes = tuple(codes)

    def process_data(self, value: Any) -> None:
        """Take a default."""
        self.data = tuple(code for code in self.codes if code in (value or ()))

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the codes that were posted and are on the list."""
        self.process_data(valuelist)


class LanguageField(CodeField):
    """The tag of a language whose name the desk knows."""

    def __init__(self, message: str = N_("Choose a language."), **options: Any) -> None:
        super().__init__(AUTONYMS.keys(), message, **options)


class DayField(ValueField):
    """A day, posted as ``2026-11-27``. ``typed`` is what to show in the box again."""

    data: date | None

    def __init__(self, message: str = "", *, years: range = YEARS, **options: Any) -> None:
        super().__init__(message, **options)
        self.years = years

    @property
    def typed(self) -> str:
        """Return the text that was posted, else the day."""
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    @property
    def is_unreadable(self) -> bool:
        """Return true if something was typed that is no day."""
        return self.data is None and bool(self.typed)

    def read(self, text: str) -> date | None:
        """Return the day, if it is in one of the years that the form takes."""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day if day.year in self.years else None


class FutureDayField(DayField):
    """A day that is to come, which a form needs."""

    def pre_validate(self, _form: Any) -> None:
        """Refuse a missing day, and one that is not in the future."""
        if self.data is None or self.data <= today():
            raise StopValidation(gettext(self.message))


class WordsField(ValueField):
    """Text that a member typed, tidied.

    *lines* keeps line breaks. *longest* is counted before the text is tidied.
    """

    data: str
    empty = ""

    def __init__(
        self, message: str = "", *, lines: bool = True, longest: int = LONGEST_TEXT, **options: Any
    ) -> None:
        super().__init__(message, **options)
        self.lines, self.longest = lines, longest

    def read(self, text: str) -> str:
        """Tidy the text."""
        return tidied(text, lines=self.lines)

    def pre_validate(self, form: Any) -> None:
        """Refuse no text where some is needed, and text that is too long."""
        super().pre_validate(form)
        if len(self.raw_data[0] if self.raw_data else "") > self.longest:
            raise StopValidation(gettext(TOO_LONG, count=f"{self.longest:,}"))


class LineField(WordsField):
    """A few words on one line."""

    def __init__(self, message: str = "", *, longest: int = LONGEST_LINE, **options: Any) -> None:
        super().__init__(message, lines=False, longest=longest, **options)


class StatesField(LineField):
    """Postal codes of states, separated by spaces or commas."""

    def process_data(self, value: Any) -> None:
        """Take codes as a default."""
        self.data = " ".join(value or ())

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes in capital letters, each once."""
        return tuple(dict.fromkeys(self.data.upper().replace(",", " ").split()))

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no postal code."""
        super().pre_validate(form)
        if not all(STATE.fullmatch(code) for code in self.codes):
            raise StopValidation(gettext("Enter states by two letters, such as NY NJ."))


class NumberField(ValueField):
    """A whole number that the page itself put into the form; 0 where it is missing or invalid."""

    data: int
    empty = 0

    def read(self, text: str) -> int:
        """Return a number of at most nine digits."""
        return whole_number(text, digits=9) or 0


class FlagField(ValueField):
    """A button or a tick: true where anything was posted under its name."""

    data: bool
    empty = False

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Look whether something was posted."""
        self.data = any(valuelist)


class RowIdField(ValueField):
    """The id of a row; empty where it is missing or cannot be one."""

    data: str
    empty = ""

    def read(self, text: str) -> str:
        """Return what may be an id."""
        return row_id(text)


class RowIdsField(ValueField):
    """The ids of several rows, in the order in which they were posted."""

    data: tuple[str, ...]
    empty = ()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take all ids that were posted, without what cannot be one."""
        self.data = tuple(filter(None, map(row_id, valuelist)))


class ReferencesField(ValueField):
    """References of cases in the order posted, each once, separated by spaces or posted apart."""

    data: tuple[str, ...]
    empty = ()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take all references that were posted, without what cannot be one."""
        posted = dict.fromkeys(" ".join(valuelist).split())
        self.data = tuple(filter(is_reference, posted))


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

    def refused(self, problem: str) -> Self:
        """Return this form with a problem of another one of the page."""
        self.problem = problem
        return self

    class Meta:
        """Leave out the messages of the library."""

        locales = False


class WordsForm(DeskForm):
    """A form with one text that is stored sealed.

    A form with more fields declares ``text`` again in its place: errors are listed in the order
    of the fields.
    """

    text = WordsField("Enter some text.")


def filled(form: DeskForm | None, kind: type[AnyForm], **data: Any) -> AnyForm:
    """Return the form that was refused, if it is of this *kind*, else a new one with *data*."""
    return form if isinstance(form, kind) else kind(data=data)


def options_of(labels: Mapping[Any, str] | Iterable[Labelled]) -> list[tuple[str, str]]:
    """Return labelled codes, each with its label in the language of the page."""
    if not isinstance(labels, Mapping):
        labels = {code: code.says for code in labels}
    return [(str(code), gettext(label)) for code, label in labels.items()]


class NextDateForm(DeskForm):
    """The next review of a case: its day, its purpose, and the dates that are met by now."""

    on = DayField(NoSuchDay.says)
    note = LineField()
    done = RowIdsField()

    def validate_on(self, field: Field) -> None:
        """Refuse a past day, and one that is far off."""
        if not today() <= field.data <= today() + FARTHEST:
            raise ValidationError(gettext(NoSuchDay.says))


class MoveField(ValueField):
    """The next status of a case; for a closed one with its reason, as in ``closed:spam``."""

    data: str
    empty = ""
    status: Status | None = None
    close_reason: CloseReason | None = None

    @property
    def chosen(self) -> Status:
        """Return the status. Raise ``ValueError`` if there is none: the form must be valid."""
        return Status(self.data.partition(":")[0])

    def read(self, text: str) -> str:
        """Read status and reason."""
        status, _, reason = text.partition(":")
        self.status = Status(status) if status in set(Status) else None
        self.close_reason = CloseReason(reason) if reason in set(CloseReason) else None
        return text


class MoveForm(DeskForm):
    """The next status of a case, with a reason if it is closed."""

    to = MoveField()

    def validate_to(self, field: MoveField) -> None:
        """Refuse an unknown status, and closing without a reason."""
        if field.status is None:
            raise ValidationError(gettext("Choose a status."))
        if field.status is Status.CLOSED and field.close_reason is None:
            raise ValidationError(gettext("Choose a closing reason."))


class ReopenForm(WordsForm):
    """The reason for reopening a closed case."""

    text = WordsField("Enter a reason.", id="reopen-text")


class TimeField(ValueField):
    """A time of day, posted as ``14:30``. ``data`` is that text, empty where none was posted."""

    data: str
    empty = ""

    def __init__(self, message: str = NO_TIME, **options: Any) -> None:
        super().__init__(message, **options)

    def read(self, text: str) -> str:
        """Return hours and minutes."""
        try:
            return f"{time.fromisoformat(text):%H:%M}"
        except ValueError:
            return ""


class BookCallForm(DeskForm):
    """A call to book: its day, its time, the interpreter, and a note."""

    on = DayField(NoSuchDay.says, id="call-on")
    at = TimeField(id="call-at")
    interpreter = LineField(id="call-interpreter")
    note = LineField(id="call-note")
    sure = CodeField(("1",))

    def validate_at(self, field: Field) -> None:
        """Refuse a time that clocks skip, and a day off unless the member is sure."""
        check_call(self.on.data, field.data, is_sure=bool(self.sure.data))


def check_call(on: date | None, at: str, *, is_sure: bool = False) -> None:
    """Raise ``ValidationError`` for a time that clocks skip, or for a day off unless *is_sure*."""
    if not (on and at):
        return
    zone = settings().time_zone
    local = datetime.combine(on, time.fromisoformat(at), zone)
    if local.astimezone(UTC).astimezone(zone).time() != local.time():
        raise ValidationError(gettext("Clocks skip this time on that day. Choose another."))
    if not (is_sure or is_business_day(on, law().holidays)):
        raise ValidationError(gettext("This day is on a weekend or a federal holiday."))
