"""Exceptions to the one-year rule: 8 CFR 1208.4(a)(4), changed circumstances; (5), extraordinary.

A late filing is excused where one of these holds and the form is filed within a reasonable period.

======================  ===============================================================  =========
limb                    the answers that suggest it                                      provision
======================  ===============================================================  =========
changed circumstances   ``changed``: country, me_or_my_life, family_status               (a)(4)
illness, trauma         ``needs``: very_sick, disability, trauma, torture                (a)(5)(i)
legal disability        under 18, until six months after the 18th birthday               (a)(5)(ii)
a lawyer's neglect      ``has_lawyer``: before, unsure_if_lawyer; stopped_answering;     (a)(5)(iii)
                        ``changed``: lawyer
kept status or parole   ``lawful_status``: still_valid; ended, until six months after    (a)(5)(iv)
rejected filing         the form was sent, and left open where and when                  (a)(5)(v)
death or illness        of a lawyer or close family: ``changed``: lawyer, family_status  (a)(5)(vi)
======================  ===============================================================  =========

The reasonable period after status ended is presumed to be six months: 65 FR 76121 (2000); Matter of
T-M-H- & S-W-C-, 25 I&N Dec. 193 (BIA 2010). Sooner is safer. A status told as valid is weighed as
ended where a day told, or our table of programs, says so: see ``intake/triage/status_end.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from intake.questionnaire.asylum.dates import changed, lawful_status, lawful_status_ended
from intake.questionnaire.asylum.safety import needs
from intake.questionnaire.asylum.screen import has_lawyer, lawyer_scope
from intake.questionnaire.asylum.you import birth_date
from intake.triage.days import add_months, add_years
from intake.triage.facts import Facts
from intake.triage.status_end import (
    answers_about_status,
    status_end,
    valid_status_may_have_ended,
)

BURDENS = ("very_sick", "disability", "trauma", "torture", "child_alone")
CHANGES = ("country", "me_or_my_life", "family_status", "lawyer", "not_sure")


@dataclass(frozen=True, slots=True)
class Excuse:
    """One limb that may excuse a late filing, and the answers that suggest it.

    ``kind`` is ``valid_status``, ``ended_status``, ``minor`` or ``other``.
    """

    kind: str
    answers: tuple[str, ...]


def excuses(facts: Facts) -> tuple[Excuse, ...]:
    """Return every limb that the answers suggest."""
    return tuple(_excuses(facts))


def presumed_end(facts: Facts) -> date | None:
    """Return the presumed end of the reasonable time after status, rolled back, if not gone."""
    ends = status_end(facts)
    kept_status = facts.is_one_of(lawful_status, "ended", "still_valid")
    if ends is None or not kept_status:
        return None
    raw = add_months(ends, facts.number("asylum_exception_months"))
    return facts.roll_back(raw) if raw >= facts.received else None


def minor_until(facts: Facts) -> date | None:
    """Return the 18th birthday and six months, if not gone; ``None`` without a birth date."""
    born = facts.said(birth_date).first
    if born is None:
        return None
    until = add_months(add_years(born, facts.number("child_age")), facts.number("minor_months"))
    return until if until >= facts.received else None


def _excuses(facts: Facts) -> Iterator[Excuse]:
    yield from _status(facts)
    if minor_until(facts):
        yield Excuse("minor", facts.given(birth_date))
    if facts.is_one_of(needs, *BURDENS):
        yield Excuse("other", facts.given(needs))
    neglected = facts.is_one_of(has_lawyer, "before", "unsure_if_lawyer")
    if neglected or facts.is_one_of(lawyer_scope, "stopped_answering"):
        yield Excuse("other", facts.given(has_lawyer, lawyer_scope))
    if facts.is_one_of(changed, *CHANGES) or facts.skipped(changed):
        yield Excuse("other", facts.behind(changed))


def _status(facts: Facts) -> Iterator[Excuse]:
    answers = answers_about_status(facts)
    if facts.is_one_of(lawful_status, "still_valid"):
        yield Excuse("valid_status", answers)
    elif facts.is_one_of(lawful_status, "ended") and presumed_end(facts):
        yield Excuse("ended_status", answers)
    if not presumed_end(facts) and _perhaps_not_gone(facts):
        yield Excuse("other", answers)


def _perhaps_not_gone(facts: Facts) -> bool:
    """Return true where the day on which status ended is too little known to tell."""
    told = facts.has_day(lawful_status_ended) and valid_status_may_have_ended(facts)
    if not told and not facts.is_one_of(lawful_status, "ended"):
        return False
    last = facts.said(lawful_status_ended).last
    months = facts.number("asylum_exception_months")
    return last is None or add_months(last, months) >= facts.received
