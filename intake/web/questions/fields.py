"""One field per kind of question: reads what a page posts, and remembers it to show it again."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, assert_never

from intake.questionnaire.answers import Answer
from intake.questionnaire.languages import LANGUAGES
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
from intake.questionnaire.tidy import digits_of_any_script, tidied, whole_number
from intake.web.filters import translated
from intake.web.questions.asked import Asked
from intake.web.questions.choices import country_options
from intake.web.questions.date_fields import DateField, DatesField
from intake.web.questions.odd import odd
from intake.words import N_, Sentence


class ChoiceField(Asked):
    """One code."""

    many = False

    def __init__(self, question: Question, kind: str, **kwargs: Any) -> None:
        super().__init__(question, **kwargs)
        self.kind = kind

    @property
    def chosen(self) -> set[str]:
        """The codes to show as chosen."""
        return set(self.data) if isinstance(self.data, tuple) else {self.data or ""}

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Code, label and hint of each option, in the reader's language."""
        question = self.question
        if isinstance(question, Country):
            return country_options()
        if isinstance(question, Language | Languages):
            own = [(one.tag, one.autonym, "") for one in LANGUAGES]
            return [*own, ("other", translated(Sentence(N_("Another language"))), "")]
        return [
            (
                one.code,
                translated(Sentence(one.says)),
                translated(Sentence(one.hint)) if one.hint else "",
            )
            for one in getattr(question, "options", ())
        ]

    @property
    def held(self) -> list[tuple[str, str]]:
        """Name and codes that post the same once more."""
        return [(self.name, code) for code in self.chosen if code]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the codes that were sent."""
        codes = tuple(dict.fromkeys(code for code in valuelist if code))
        if self.many:
            alone = getattr(self.question, "alone", ())
            others = tuple(code for code in codes if code not in alone)
            self.data = others or codes or None
        else:
            self.data = codes[0] if codes else None


class ChoicesField(ChoiceField):
    """Any number of codes."""

    many = True


class TickField(Asked):
    """Yes, or nothing."""

    kind = "tick"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Ticked or not."""
        self.data = "yes" if "yes" in valuelist else None

    @property
    def chosen(self) -> set[str]:
        """Whether to show it ticked."""
        return {self.data} if self.data else set()


class TextField(Asked):
    """Words as they were typed."""

    lines = False

    def __init__(
        self, question: Question, kind: str, autocomplete: str = "", **kwargs: Any
    ) -> None:
        super().__init__(question, **kwargs)
        self.kind, self.autocomplete, self.lines = kind, autocomplete, kind == "longtext"
        self.sent: str | None = None

    @property
    def typed(self) -> str:
        """What to show in the box: what was typed last, right or wrong."""
        return self.sent if self.sent is not None else self.shown(self.data)

    @property
    def held(self) -> list[tuple[str, str]]:
        """Name and words that post the same once more."""
        return [(self.name, self.typed)]

    def limited(self, _form: Any) -> Any:
        """Any shape is taken; an odd one is asked about first."""
        self.doubts = odd(self.kind, self.typed)
        return self.data

    def shown(self, answer: Answer | None) -> str:
        """A kept answer as it would be typed."""
        return "" if answer is None else str(answer)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Tidy the words; nothing typed is nothing answered."""
        self.sent = tidied(valuelist[0], lines=self.lines) if valuelist else ""
        self.data = self.understood(self.sent.strip())

    def understood(self, typed: str) -> Answer | None:
        """The answer that these words are."""
        return typed or None


class NumberField(TextField):
    """A whole number in the digits of any script."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(question, "number", **kwargs)

    def understood(self, typed: str) -> Answer | None:
        """The number, if it is one."""
        digits = digits_of_any_script(typed).strip()
        number = whole_number(digits, digits=9)
        if digits and number is None:
            self.refuse(N_("Write a number, such as 3."))
        return number


class MoneyField(TextField):
    """US dollars, with or without sign, commas and cents."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(question, "money", **kwargs)

    def understood(self, typed: str) -> Answer | None:
        """The amount, if it is one."""
        plain = digits_of_any_script(typed).translate({ord(one): None for one in "$, \u00a0\u066c"})
        if not plain:
            return None
        try:
            amount = Decimal(plain.replace("\u066b", "."))
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or "e" in plain.lower():
            self.refuse(N_("Write an amount in dollars, such as 1200."))
        return amount


def field_for(question: Question, *, alone: bool, mine: bool) -> Any:
    """The unbound field that asks this question. One-tap answers need a page of their own."""
    match question:
        case Choice() | YesNo() | Country() | Language():
            return ChoiceField(question, _choice_kind(question, alone=alone))
        case Choices() | Languages():
            return ChoicesField(
                question, "checks" if isinstance(question, Choices) else "languages"
            )
        case Text() | LongText() | Phone() | Email():
            kind, autofill = _text_kind(question)
            return TextField(question, kind, autofill if mine else "")
        case Date():
            return DateField(question, question.autofill if mine else "")
        case Number() | Money() | Dates() | Tick():
            return PLAIN[type(question)](question)
        case _:
            assert_never(question)


PLAIN: dict[type[Question], type[Asked]] = {
    Number: NumberField,
    Money: MoneyField,
    Dates: DatesField,
    Tick: TickField,
}


def _choice_kind(question: Choice | YesNo | Country | Language, *, alone: bool) -> str:
    if isinstance(question, Country | Language):
        return "country" if isinstance(question, Country) else "language"
    if question.style is Style.TAPS:
        return "taps" if alone else "radios"
    return question.style.value


def _text_kind(question: Text | LongText | Phone | Email) -> tuple[str, str]:
    match question:
        case Text():
            return "text", question.autofill
        case LongText():
            return "longtext", ""
        case Phone():
            return "phone", question.autofill
        case Email():
            return "email", question.autofill
