"""Read an answer from one line of text, as it is typed into a cell or into the rule tester."""

from __future__ import annotations

import re

from intake.questionnaire.calendars import Calendar
from intake.questionnaire.questions import Choices, Date, Dates, Languages, Question

CALENDARS = frozenset(calendar.value for calendar in Calendar)
SEPARATOR = re.compile("[,;]")
"""Stands between several codes or dates."""


def answer_from_text(question: Question | None, text: str) -> object:
    """Return the answer in stored form. It is neither checked for its shape nor its limits."""
    match question:
        case Choices() | Languages():
            return _parts(text)
        case Dates():
            return [_date(part) for part in _parts(text)]
        case Date():
            return _date(text)
        case _:
            return text


def codes_text(question: Question) -> str:
    """Return the codes of the options of a question, or examples of dates; empty for words."""
    if isinstance(question, Date | Dates):
        return "2026-11-24 · 2026-11 · 2026 · not_sure · solar_hijri 1405-09-03"
    return " · ".join(option.code for option in getattr(question, "options", ()))


def _date(text: str) -> object:
    calendar, _, day = text.partition(" ")
    return {"calendar": calendar, "said": day.strip()} if calendar in CALENDARS else text


def _parts(text: str) -> list[str]:
    return [part.strip() for part in SEPARATOR.split(text) if part.strip()]
