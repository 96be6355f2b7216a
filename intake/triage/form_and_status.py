"""Read from the answers the state of the asylum form and of a lawful status: sent, given, ended.

Rules ask here, so that no rule takes for sent, or for ended, what another takes for not so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.questionnaire.asylum.dates import (
    asylum_filed,
    asylum_filed_date,
    asylum_filed_where,
    last_arrival_date,
    lawful_status,
    lawful_status_ended,
    left_since_filing,
    status_granted_date,
    status_kind,
)
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.you import nationality
from intake.triage.facts import Facts


def left_since(facts: Facts) -> str:
    """Return ``yes`` for a person who left the US after filing, else ``no`` or ``not_sure``.

    Their form is presumed abandoned, 8 CFR 208.8(a). An arrival after the day of filing counts as
    *yes*, unless the answer is *no*.
    """
    if facts.is_one_of(left_since_filing, "no"):
        return "no"
    arrived, filed = facts.said(last_arrival_date).first, facts.said(asylum_filed_date).last
    if facts.is_one_of(left_since_filing, "yes") or (arrived and filed and arrived > filed):
        return "yes"
    return "not_sure" if facts.unsure(left_since_filing) else "no"


def filing_of(facts: Facts) -> str:
    """Return ``filed`` for a form that was sent and counts, else ``not_filed`` or ``not_sure``.

    A filing with neither day nor place known may be no filing: "I asked at the border".
    """
    if facts.is_one_of(asylum_filed, "no"):
        return "not_filed"
    if not facts.is_one_of(asylum_filed, "yes"):
        return "not_sure"
    departure = left_since(facts)
    place_known = facts.is_one_of(asylum_filed_where, "immigration_office", "court")
    if departure == "yes":
        return "not_filed"
    known = place_known or facts.has_day(asylum_filed_date)
    return "filed" if known and departure == "no" else "not_sure"


def has_status(facts: Facts) -> bool:
    """Return true for a person who tells the day on which asylum or refugee status was given.

    The tick alone is not enough: it may be made by a person who hopes for that status.
    """
    return facts.is_one_of(help_types, "bring_family") and facts.has_day(status_granted_date)


PROGRAMS = ("tps", "parole")


def program_rows(facts: Facts) -> Iterator[str]:
    """Yield the parameters that may tell the end: of the kind told, or of each where unsure."""
    country = facts.answers.code(nationality).lower()
    unsure = facts.is_one_of(status_kind, "not_sure") or status_kind.id not in facts.answers
    for program in PROGRAMS:
        row = f"{program}_{country}"
        if (unsure or facts.is_one_of(status_kind, program)) and facts.law.has(
            row, on=facts.received
        ):
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
