"""The end of a lawful status: as it was told, and as the dated table of programs has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.questionnaire.asylum.dates import lawful_status, lawful_status_ended, status_kind
from intake.questionnaire.asylum.you import nationality
from intake.triage.facts import Facts

PROGRAMS = ("tps", "parole")


def program_rows(facts: Facts) -> Iterator[str]:
    """Yield the parameters that may tell the end: of the kind told, or of each where unsure."""
    country = facts.answers.code(nationality).lower()
    unsure = facts.is_one_of(status_kind, "not_sure") or status_kind.id not in facts.answers
    for program in PROGRAMS:
        row = f"{program}_{country}"
        if (unsure or facts.is_one_of(status_kind, program)) and facts.law.has(row):
            yield row


def status_end(facts: Facts) -> date | None:
    """Return the earliest day on which a status ended or ends; ``None`` where nobody knows it.

    A day told that has gone governs. Else it is the earlier of the day told and, for a status told
    as valid, the end of its program: a program may end before the day on a card.
    """
    told = facts.said(lawful_status_ended).first
    if told is not None and told < facts.received:
        return told
    return min((day for day in (told, _program_end(facts)) if day is not None), default=None)


def valid_status_may_have_ended(facts: Facts) -> bool:
    """Return true where a status is told as valid, and another answer or our table says ended."""
    if not facts.is_one_of(lawful_status, "still_valid"):
        return False
    end = status_end(facts)
    return end is not None and end < facts.received


def answers_about_status(facts: Facts) -> tuple[str, ...]:
    """Return the answers on which the end of a status rests."""
    of_program = (status_kind, nationality) if _program_end(facts) is not None else ()
    return facts.given(lawful_status, lawful_status_ended, *of_program)


def _program_end(facts: Facts) -> date | None:
    if not facts.is_one_of(lawful_status, "still_valid"):
        return None
    ends = (facts.law.days(row, on=facts.received)[0] for row in program_rows(facts))
    return min(ends, default=None)
