"""One field for each kind of question: it reads what a page posts, and shows it again."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, assert_never

from intake.questionnaire.answers import Answer
from intake.questionnaire.languages import LANGUAGES, sort_key
from intake.questionnaire.questions import (
    Choice,
    Choices,
    Country,
    Date,
    Dates,
    Email,
    Language,
    Languages,
    LongText,
    Money,
    Number,
    Phone,
    Question,
    Style,
    Text,
    Tick,
    YesNo,
)
from intake.questionnaire.tidy import tidied, typed_number, whole_number
from intake.web.filters import translated
from intake.web.locale import language
from intake.web.questions.choices import country_options
from intake.web.questions.date_fields import DateField, DatesField
from intake.web.questions.doubts import odd_shapes
from intake.web.questions.question_field import QuestionField
from intake.words import N_, Sentence

SELECTS = frozenset({"list", "country", "language"})
"""Kinds of fields whose options are in a list that opens."""


class ChoiceField(QuestionField):
    """A question with one code as its answer."""

    many = False

    def __init__(self, question: Question, kind: str, **kwargs: Any) -> None:
        super().__init__(question, **kwargs)
        self.kind = kind

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the codes to show as chosen, in their order: as posted if they were refused."""
        codes = self.raw_data if self.process_errors else self.data
        return (codes or "",) if isinstance(codes, str | None) else tuple(codes)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Return the attribute of each option that is chosen."""
        mark = " selected" if self.kind in SELECTS else " checked"
        return {f"{self.name}={code}": mark for code in self.chosen}

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Return code, label and hint of each option in the reader's language."""
        question = self.question
        if isinstance(question, Country):
            return country_options()
        if isinstance(question, Language | Languages):
            known = [(spoken.tag, spoken.autonym, "") for spoken in LANGUAGES]
            return [*known, ("other", translated(Sentence("Another language")), "")]
        options = [
            (
                option.code,
                translated(Sentence(option.says)),
                translated(Sentence(option.hint)) if option.hint else "",
            )
            for option in getattr(question, "options", ())
        ]
        if isinstance(question, Choice) and question.style is Style.LIST:
            return sorted(options, key=lambda option: sort_key(option[1], language()))
        return options

    @property
    def held(self) -> list[tuple[str, str]]:
        """Return name and codes that post the same again."""
        return [(self.name, code) for code in self.chosen if code]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the code that was posted."""
        self.data = next(filter(None, valuelist), None)


class ChoicesField(ChoiceField):
    """A question with any number of codes as its answer."""

    many = True

    @property
    def unshown(self) -> tuple[str, ...]:
        """Return the saved codes that this reader is not shown, and so cannot take back."""
        offered = {option.code for option in getattr(self.question, "options", ())}
        return tuple(code for code in self.object_data or () if offered and code not in offered)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the codes to show as chosen."""
        return tuple(code for code in super().chosen if code not in self.unshown)

    @property
    def left_by_skipping(self) -> Answer | None:
        """Return what stays if the page is skipped, with what this reader is not shown."""
        return super().left_by_skipping or self.unshown or None

    def limited(self, _form: Any) -> Any:
        """Return the codes that were posted."""
        return self.chosen or self.data

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the codes that were posted, with those that this reader is not shown.

        Of codes that make no sense together, those chosen since then win over an earlier *none*.
        """
        codes = tuple(dict.fromkeys(code for code in valuelist if code))
        alone = getattr(self.question, "alone", ())
        others = tuple(code for code in codes if code not in alone)
        if others and others != codes:
            earlier = set(self.object_data or ())
            if earlier.issuperset(others) or not earlier.issuperset(set(codes) - set(others)):
                self.refuse(N_("These choices do not fit together. Uncheck what is not right."))
            codes = others
        self.data = (*codes, *self.unshown) if codes else None


class TickField(QuestionField):
    """A tick: yes, or no answer."""

    kind = "tick"

    @property
    def held(self) -> list[tuple[str, str]]:
        """Return name and code that post the same again."""
        return [(self.name, self.data)] if self.data else []

    def process_formdata(self, valuelist: list[str]) -> None:
        """Look whether the field is ticked."""
        self.data = "yes" if "yes" in valuelist else None

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Return the attribute of a tick."""
        return {f"{self.name}=yes": " checked"} if self.data else {}


class TextField(QuestionField):
    """A question with text as its answer."""

    posted: str | None = None

    def __init__(
        self, question: Question, kind: str = "", autofill: str = "", **kwargs: Any
    ) -> None:
        super().__init__(question, **kwargs)
        self.kind, self.autofill = kind or self.kind, autofill

    @property
    def typed(self) -> str:
        """Return the text to show: as typed last, right or wrong, else as saved."""
        return self.posted if self.posted is not None else self.shown(self.data)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Return the text."""
        return {self.name: self.typed}

    @property
    def held(self) -> list[tuple[str, str]]:
        """Return name and text that post the same again."""
        return [(self.name, self.typed)]

    @property
    def wrote(self) -> bool:
        """Return true where a text was typed that is not what was saved before."""
        return bool(self.posted) and self.posted != self.shown(self.object_data)

    def limited(self, _form: Any) -> Any:
        """Return the answer to check. Doubt an unusual shape; no shape is refused."""
        self.doubts = odd_shapes(self.kind, self.typed)
        return self.data

    def shown(self, answer: Answer | None) -> str:
        """Return a saved answer as it would be typed."""
        return "" if answer is None else str(answer)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Tidy and read the text. No text is no answer."""
        self.posted = tidied(valuelist[0], lines=self.kind == "longtext") if valuelist else ""
        self.data = self.read(self.posted.strip())

    def read(self, typed: str) -> Answer | None:
        """Return the answer in a text, or ``None``."""
        return typed or None


class NumberField(TextField):
    """A whole number in the digits of any script."""

    kind = "number"

    def read(self, typed: str) -> Answer | None:
        """Return the number. Refuse any other text."""
        digits = typed_number(typed)
        number = whole_number(digits, digits=9)
        if digits and number is None:
            self.refuse(N_("Enter a number, such as 3."))
        return number


class MoneyField(TextField):
    """US dollars, with or without sign, commas and cents."""

    kind = "money"

    def read(self, typed: str) -> Answer | None:
        """Return the amount. Refuse any other text."""
        plain = typed_number(typed).translate(AMOUNT_MARKS)
        if not plain:
            return None
        if not AMOUNT.fullmatch(plain):
            self.refuse(N_("Enter an amount in dollars, such as 1200."))
        return Decimal(plain.replace(",", ""))


AMOUNT_MARKS = str.maketrans({"$": "", " ": "", "\u00a0": "", "\u066c": ",", "\u066b": "."})
AMOUNT = re.compile(r"[0-9]+(\.[0-9]{1,2})?|[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?")
"""An amount with cents or without; commas may stand before each three digits, and nowhere else."""


def field_for(question: Question) -> Any:
    """Return the unbound field that asks this question."""
    match question:
        case Choice() | YesNo():
            return ChoiceField(question, question.style.value)
        case Country() | Language():
            return ChoiceField(question, KINDS[type(question)])
        case Choices() | Languages():
            return ChoicesField(question, KINDS[type(question)])
        case Text() | LongText() | Phone() | Email():
            autofill = "" if isinstance(question, LongText) else question.autofill
            return TextField(question, KINDS[type(question)], autofill)
        case Date():
            return DateField(question, question.autofill)
        case Number() | Money() | Dates() | Tick():
            return PLAIN[type(question)](question)
        case _:
            assert_never(question)


def nothing_given(field: QuestionField) -> str:
    """Return what to do on a page where Continue was pressed and nothing was answered."""
    if isinstance(field, ChoiceField | TickField):
        return translated(Sentence("Choose an answer, or skip this question."))
    if isinstance(field, DateField | DatesField):
        return translated(Sentence("Enter a date, or skip this question."))
    return translated(Sentence("Enter an answer, or skip this question."))


KINDS: dict[type[Question], str] = {
    Choices: "checks",
    Languages: "languages",
    Country: "country",
    Language: "language",
    Text: "text",
    LongText: "longtext",
    Phone: "phone",
    Email: "email",
}
PLAIN: dict[type[Question], type[QuestionField]] = {
    Number: NumberField,
    Money: MoneyField,
    Dates: DatesField,
    Tick: TickField,
}
