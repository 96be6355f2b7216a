"""R15: danger, trafficking, health."""

from __future__ import annotations

from collections.abc import Iterator

from intake.questionnaire.asylum.safety import danger_now, needs
from intake.questionnaire.asylum.screen import help_types
from intake.reasons import Reason
from intake.triage.deadlines import Finding, Office
from intake.triage.facts import Facts
from intake.triage.findings import of_no_date
from intake.triage.proceedings import abroad
from intake.triage.rule import DANGER, Chip, rule
from intake.triage.tiers import Tier
from intake.words import N_, Phrase, say

PROTECTED = "INA 101(a)(15)(T), (U); 8 USC 1367; 22 USC 7105"

IN_DANGER = Phrase(
    N_("You told us you are not safe."),
    N_("You told us they are not safe."),
    "Reports danger.",
)
FORCED = Phrase(
    N_("You told us about being forced to work or have sex. This can be dangerous."),
    staff="Reports forced labor or sex. Possible danger.",
)
DANGER_DO = Phrase(
    N_("If you are in danger now, call 911. You can also call 1-800-799-7233, day or night."),
    N_("If they are in danger now, call 911. You can also call 1-800-799-7233, day or night."),
    "Safety first: safe contact only, safety plan, hotline 1-800-799-7233; VAWA, U.",
)
FORCED_DO = Phrase(
    N_(
        "If you are in danger now, call 911. If someone forces you to work or have sex, call"
        " 1-888-373-7888."
    ),
    N_(
        "If they are in danger now, call 911. If someone forces them to work or have sex, call"
        " 1-888-373-7888."
    ),
    "Safety first: safe contact only; trafficking hotline 1-888-373-7888; T visa.",
)
DANGER_ABROAD_DO = Phrase(
    N_(
        "If you are in danger now, call the police or an ambulance where you are. The UN refugee"
        " agency (UNHCR) can tell you who helps there. Go to help.unhcr.org."
    ),
    N_(
        "If they are in danger now, call the police or an ambulance where they are. The UN refugee"
        " agency (UNHCR) can tell you who helps there. Go to help.unhcr.org."
    ),
    "Abroad: safe contact only; local emergency number, UNHCR office of that country.",
)


@rule(
    "R15",
    chip=Chip("Safety or health", DANGER),
    tells_applicant=False,
    asks_again=False,
    enters_case=True,
    office=Office.NONE,
    if_unknown=None,
    to_confirm=(),
)
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
    there = DANGER_DO if in_danger else FORCED_DO
    yield of_no_date(
        Reason(
            rule="R15",
            says=say(IN_DANGER if in_danger else FORCED),
            authority=PROTECTED,
            answers=(danger_now.id,) * in_danger + (help_types.id,) * forced,
        ),
        say(DANGER_ABROAD_DO if abroad(facts) else there),
        act_by=facts.received,
        tier=Tier.P0,
    )


HEALTH = Phrase(
    N_("You told us about a health need, or that you have no safe place."),
    N_("You told us about a health need, or that they have no safe place."),
    "Reports a health need or no safe place.",
)
HEALTH_DO = Phrase(
    N_("In an emergency, call 911. Call 211 for a doctor, a shelter or food nearby."),
    staff="Ask what is needed today: medical care, shelter; humanitarian parole if detained.",
)
HEALTH_ABROAD_DO = Phrase(
    N_(
        "In an emergency, call an ambulance in the country where you are. UNHCR names doctors and"
        " shelters there: help.unhcr.org."
    ),
    N_(
        "In an emergency, call an ambulance in the country where they are. UNHCR names doctors and"
        " shelters there: help.unhcr.org."
    ),
    "Abroad: ask what is needed today; UNHCR office of that country.",
)


@rule(
    "R15",
    chip=Chip("Safety or health", DANGER),
    tells_applicant=False,
    asks_again=False,
    enters_case=True,
    office=Office.NONE,
    if_unknown=None,
    to_confirm=(),
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
            says=say(HEALTH),
            authority="INA 212(d)(5); 8 CFR 212.5(b)",
            answers=(needs.id,),
        ),
        say(HEALTH_ABROAD_DO if abroad(facts) else HEALTH_DO),
        act_by=facts.received,
        tier=Tier.P1,
    )
