"""R22: Temporary Protected Status (TPS) and parole programs that end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.questionnaire.asylum.dates import lawful_status, status_kind
from intake.questionnaire.asylum.you import nationality
from intake.questionnaire.dates import on
from intake.reasons import Reason
from intake.triage.counting import LastDay, count
from intake.triage.deadlines import Finding, SetBy
from intake.triage.facts import Facts
from intake.triage.findings import of_date
from intake.triage.phrases import people as words
from intake.triage.status_end import PROGRAMS, program_rows
from intake.triage.tiers import Tier, Urgency, always
from intake.triage.unknown_dates import of_unknown
from intake.words import say


def r22_status_ends(facts: Facts) -> Iterator[Finding]:
    """R22. TPS and parole run as long as their notice says: INA 244, 212(d)(5).

    Speaks to whoever has, or may have, TPS or parole. The day is the end in our dated table by
    nationality, which says its source and by when to look again. Within 90 days of it, and once it
    has passed: P2. The nationality not known: P2.
    """
    if not facts.is_one_of(lawful_status, "still_valid", "not_sure"):
        return
    has_program = facts.is_one_of(status_kind, *PROGRAMS)
    reason = Reason(
        rule="R22",
        says=say(words.STATUS_ENDS.unclear),
        authority="INA 244(b), 212(d)(5); notices in the Federal Register",
        answers=facts.given(nationality, status_kind, lawful_status),
    )
    if nationality.id not in facts.answers:
        if has_program:
            yield of_unknown(facts, reason, say(words.STATUS_ENDS_DO))
        return
    for row in program_rows(facts):
        yield _ends(facts, row, reason)


def _ends(facts: Facts, row: str, reason: Reason) -> Finding:
    end = facts.law.days(row, on=facts.received)[0]
    counted = count(facts, on(end), lambda day: _on_its_day(facts, day))
    urgency: Urgency = always(Tier.P2)
    if not counted.passed:
        soon = facts.rise(Tier.P2, end, "status_ending_p2_days")
        urgency = always(Tier.P4).at_least(soon)
    return of_date(
        facts,
        counted,
        Reason(
            rule=reason.rule,
            says=words.STATUS_ENDS.of(counted),
            authority=reason.authority,
            answers=reason.answers,
        ),
        say(words.STATUS_ENDED_DO if counted.passed else words.STATUS_ENDS_DO),
        set_by=SetBy.LAW,
        urgency=urgency,
    )


def _on_its_day(facts: Facts, end: date) -> LastDay:
    """Return the end of a program, which no weekend and no holiday moves; we act before it."""
    return LastDay(raw=end, act_by=facts.roll_back(end), latest=end)
