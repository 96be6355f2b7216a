"""R18: relatives of a person who has asylum or refugee status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.questionnaire.asylum.dates import status_granted_date
from intake.questionnaire.asylum.screen import help_types
from intake.reasons import Reason
from intake.triage.counting import LastDay, count, rolled
from intake.triage.days import add_days, add_years
from intake.triage.deadlines import Finding, SetBy
from intake.triage.facts import Facts
from intake.triage.findings import of_date
from intake.triage.phrases import people as words
from intake.triage.tiers import Tier, always
from intake.triage.unknown_dates import of_unknown
from intake.words import say


def r18_relatives(facts: Facts) -> Iterator[Finding]:
    """R18. Relatives are asked for within two years of the grant: 8 CFR 208.21(d), 207.7(d).

    Speaks to whoever wants to bring family. The time ends the day before the anniversary. It can
    be waived, so passed is P2; the day not known: P2.
    """
    if not facts.is_one_of(help_types, "bring_family"):
        return
    counted = count(
        facts, facts.said(status_granted_date), lambda day: _two_years_after(facts, day)
    )
    reason = Reason(
        rule="R18",
        says=words.FAMILY_PAPERS.of(counted, years=facts.number("relative_years")),
        authority="8 CFR 208.21(d), 207.7(d)",
        answers=facts.given(status_granted_date, help_types),
    )
    if counted.raw is None:
        yield of_unknown(facts, reason, say(words.FAMILY_DO))
        return
    yield of_date(
        facts,
        counted,
        reason,
        say(words.FAMILY_LATE_DO if counted.passed else words.FAMILY_DO),
        set_by=SetBy.LAW,
        urgency=always(Tier.P2) if counted.passed else facts.ladder(counted.act_by),
    )


def _two_years_after(facts: Facts, granted: date) -> LastDay:
    anniversary = add_years(granted, facts.number("relative_years"))
    return rolled(facts, add_days(anniversary, -facts.number("relative_safe_days")))
