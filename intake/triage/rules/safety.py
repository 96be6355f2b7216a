"""R15: danger, trafficking, health."""

from __future__ import annotations

from collections.abc import Iterator

from intake.questionnaire.asylum.safety import danger_now, needs
from intake.questionnaire.asylum.screen import help_types
from intake.reasons import Reason
from intake.triage.deadlines import Finding
from intake.triage.facts import Facts
from intake.triage.findings import of_no_date
from intake.triage.phrases import people as words
from intake.triage.proceedings import abroad
from intake.triage.tiers import Tier
from intake.words import say

PROTECTED = "INA 101(a)(15)(T), (U); 8 USC 1367; 22 USC 7105"


def r15_danger(facts: Facts) -> Iterator[Finding]:
    """R15. Danger, and forced work or sex: INA 101(a)(15)(T), (U); 8 USC 1367; 22 USC 7105.

    Speaks of danger now, and of forced work or sex. Silent where a person says no, does not want
    to say, or skips it: nobody is made to tell. Abroad it names no US number. The day is today,
    ours. P0.
    """
    in_danger = facts.is_one_of(danger_now, "yes")
    forced = facts.is_one_of(help_types, "forced_work_or_sex")
    if not in_danger and not forced:
        return
    there = words.DANGER_DO if in_danger else words.FORCED_DO
    yield of_no_date(
        Reason(
            rule="R15",
            says=say(words.DANGER if in_danger else words.FORCED),
            authority=PROTECTED,
            answers=(danger_now.id,) * in_danger + (help_types.id,) * forced,
        ),
        say(words.DANGER_ABROAD_DO if abroad(facts) else there),
        act_by=facts.received,
        tier=Tier.P0,
    )


def r15_health(facts: Facts) -> Iterator[Finding]:
    """R15. Health can be a ground for release on parole: INA 212(d)(5), 8 CFR 212.5(b).

    Speaks of a person who is very sick, pregnant, or without a safe place to sleep; silent where
    nothing is told. The day is today, ours. P1.
    """
    if not facts.is_one_of(needs, "very_sick", "pregnant", "no_safe_place"):
        return
    yield of_no_date(
        Reason(
            rule="R15",
            says=say(words.HEALTH),
            authority="INA 212(d)(5); 8 CFR 212.5(b)",
            answers=(needs.id,),
        ),
        say(words.HEALTH_ABROAD_DO if abroad(facts) else words.HEALTH_DO),
        act_by=facts.received,
        tier=Tier.P1,
    )
