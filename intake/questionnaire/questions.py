"""The kinds of question. Each is a frozen declaration, with the type of its answers."""

from dataclasses import field
from enum import StrEnum

from intake.frozen import declaration, record


@record
class Option:
    """One thing that may be chosen: its code, and what it says.

    ``helped`` is what it says to a helper, ``other`` to one who is no parent, where that differs;
    ``private`` ones are not offered to helpers at all, ``only_in_us`` not to people elsewhere.
    """

    code: str
    says: str
    hint: str = ""
    helped: str = ""
    other: str = ""
    private: bool = False
    only_in_us: bool = False


YES = Option("yes", "Yes")
NO = Option("no", "No")
NOT_SURE = Option("not_sure", "I am not sure")
RATHER_NOT_SAY = Option("rather_not_say", "I would rather not say")


class Style(StrEnum):
    """The way in which a choice is shown. Every choice is confirmed with Continue."""

    RADIOS = "radios"
    LIST = "list"


class Span(StrEnum):
    """The days that make sense. A half-known date is valid if any of its days is."""

    PAST = "past"
    """Not in the future and not before 1900."""
    COMING = "coming"
    """From a year ago to ten years ahead."""
    BIRTH = "birth"
    """A birth date of a person up to 120 years old."""
    ANY = "any"
    """From 1900 to ten years ahead: the day a status ended, or will end."""


class Visibility(StrEnum):
    """The way in which the desk shows an answer to members who may read the case."""

    OPEN = "open"
    FOLDED = "folded"
    """Folded on the page, against a look over the shoulder."""
    PRIVATE = "private"
    """On a page of its own; opening it is written to the log."""


@declaration
class _Question:
    """The parts of every kind: its id, the question in words, a hint, and why we ask.

    ``child`` and ``other`` ask the same of a parent and of another helper, where the words differ.
    """

    id: str = field(kw_only=False)
    says: str = field(kw_only=False)
    child: str = ""
    other: str = ""
    hint: str = ""
    hint_child: str = ""
    hint_other: str = ""
    why: str = ""
    required: str = ""
    """The sentence for a required answer that is missing; empty where it may be skipped."""
    exact: bool = False
    """Its words are consent or safety: nobody may misread them."""
    binds: bool = False
    """Its hint and its reason tell a promise, a deadline or what to agree to: nor these."""
    in_private: bool = False
    """The person's own to say: asked once more after a helper handed over, and not shown again."""
    visibility: Visibility = Visibility.OPEN
    own_words: bool = False
    """Answered in sentences, which a member of staff may translate."""
    since: int = 1
    """The version of the questionnaire that asks it first."""


@declaration
class Choice(_Question):
    """Choose one. The answer is its code."""

    options: tuple[Option, ...]
    style: Style = Style.RADIOS


@declaration
class YesNo(_Question):
    """Yes, no or not sure. The answer is ``yes``, ``no`` or ``not_sure``."""

    style: Style = Style.RADIOS
    options: tuple[Option, ...] = (NO, YES, NOT_SURE)


@declaration
class Choices(_Question):
    """Choose any number. The answer is a tuple of codes."""

    options: tuple[Option, ...]
    alone: tuple[str, ...] = ()
    """Codes that make no sense beside others, such as ``none``: one chosen before gives way."""


@declaration
class Text(_Question):
    """A few words on one line."""

    longest: int = 200
    autofill: str = ""
    """The browser's own name for this, used once the device is known to be theirs."""


@declaration
class LongText(_Question):
    """Some lines; line breaks are kept."""

    longest: int = 500
    own_words: bool = True


@declaration
class Number(_Question):
    """A whole number, both limits included."""

    least: int
    most: int


@declaration
class Money(_Question):
    """US dollars, to the cent; up to ``most``."""

    most: int = 9_999_999


@declaration
class Date(_Question):
    """A date, as far as it is known, in any of four calendars."""

    span: Span = field(kw_only=False)
    remembered: bool = False
    """A day that people know in their own calendar. Others stand on papers, in the common one."""
    autofill: str = ""
    """The browser's own name for this, before ``-day``, ``-month`` and ``-year``."""


@declaration
class Dates(_Question):
    """Several dates, up to ``most``."""

    span: Span = field(kw_only=False)
    most: int = 12


@declaration
class Country(_Question):
    """A country by its ISO 3166-1 alpha-2 code, or ``stateless`` or ``other``."""


@declaration
class Language(_Question):
    """One language of the shipped list by its BCP 47 tag, or ``other``."""


@declaration
class Languages(_Question):
    """Any number of languages of the shipped list, or ``other``."""


@declaration
class Phone(_Question):
    """A phone number in any shape."""

    longest: int = 200
    autofill: str = ""


@declaration
class Email(_Question):
    """An email address in any shape."""

    longest: int = 200
    autofill: str = ""


@declaration
class Tick(_Question):
    """One thing to agree to. The answer is ``yes`` or there is none."""


Question = (
    Choice
    | YesNo
    | Choices
    | Text
    | LongText
    | Number
    | Money
    | Date
    | Dates
    | Country
    | Language
    | Languages
    | Phone
    | Email
    | Tick
)
