"""R18: relatives of somebody who has asylum or refugee status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.questionnaire.asylum.dates import status_granted_date
from intake.questionnaire.asylum.screen import help_types
from intake.reasons import Reason
from intake.triage.counting import LastDay, Wording, count, rolled
from intake.triage.days import add_days, add_years
from intake.triage.deadlines import Finding
from intake.triage.facts import Facts
from intake.triage.findings import of_date
from intake.triage.tiers import Tier, always
from intake.words import N_

FAMILY_PAPERS = Wording(
    exact=N_("Family papers are due %(years)s years after you got asylum, by %(day)s."),
    may=N_("Family papers are due %(years)s years after you got asylum, perhaps by %(day)s."),
    over=N_("Family papers were due by %(day)s. The office can still accept them late."),
    unclear=N_("Family papers are due %(years)s years after you got asylum. It may be soon."),
)


def r18_relatives(facts: Facts) -> Iterator[Finding]:
    """R18. Relatives are asked for within two years of the grant: 8 CFR 208.21(d), 207.7(d).

    The time ends the day before the anniversary. It can be waived, so passed is P2. Silent
    without a date.
    """
    granted = facts.answers.date(status_granted_date)
    if granted is None or not facts.is_one_of(help_types, "bring_family"):
        return
    counted = count(facts, granted, lambda day: _two_years_after(facts, day))
    yield of_date(
        counted,
        Reason(
            rule="R18",
            says=FAMILY_PAPERS.of(counted, years=facts.number("relative_years")),
            authority="8 CFR 208.21(d), 207.7(d)",
            answers=facts.given(status_granted_date, help_types),
        ),
        urgency=always(Tier.P2) if counted.passed else facts.ladder(counted.act_by),
    )


def _two_years_after(facts: Facts, granted: date) -> LastDay:
    anniversary = add_years(granted, facts.number("relative_years"))
    return rolled(facts, add_days(anniversary, -facts.number("relative_safe_days")))
