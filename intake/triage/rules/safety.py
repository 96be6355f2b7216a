"""R15: danger, trafficking, health."""

from intake.questionnaire.asylum.dates import court_case, fear_interview, old_order
from intake.questionnaire.asylum.proceedings import reinstated, withholding_only
from intake.questionnaire.asylum.safety import danger_now, needs
from intake.questionnaire.asylum.screen import help_types
from intake.triage.deadlines import Office, SetBy, Tier
from intake.triage.facts import Facts
from intake.triage.fees import NOT_SETTLED, PAGES
from intake.triage.findings import (
    DANGER,
    PERSON,
    Chip,
    Findings,
    Rule,
    Statement,
    of_no_date,
    sentences_beside,
)
from intake.triage.proceedings import Place, abroad, holds, is_open
from intake.words import Reason, one_after_another, say

PROTECTED = "INA 101(a)(15)(T), (U); 8 USC 1367; 22 USC 7105"

PHRASES, _ = sentences_beside(__file__)
IN_DANGER = PHRASES["IN_DANGER"]
FORCED = PHRASES["FORCED"]
DANGER_DO = PHRASES["DANGER_DO"]
FORCED_DO = PHRASES["FORCED_DO"]
DANGER_ABROAD_DO = PHRASES["DANGER_ABROAD_DO"]


@Rule(
    "R15",
    chip=Chip("Safety or health", DANGER),
    tells_applicant=False,
    asks_again=False,
    enters_case=True,
    office=Office.NONE,
    if_unknown=None,
    to_confirm=(),
)
def r15_danger(facts: Facts) -> Findings:
    """R15. Danger, and forced work or sex: INA 101(a)(15)(T), (U); 8 USC 1367; 22 USC 7105.

    Speaks of danger now, and of forced work or sex. Silent where a person says no, does not want
    to say, or skips it: nobody is made to tell. Abroad it names no US number. The day is today,
    ours. P0.
    """
    in_danger = facts.is_yes(danger_now)
    forced = facts.is_one_of(help_types, "forced_work_or_sex")
    if not in_danger and not forced:
        return
    there = DANGER_DO if in_danger else FORCED_DO
    yield of_no_date(
        Reason(
            "R15",
            say(IN_DANGER if in_danger else FORCED),
            PROTECTED,
            (danger_now.id,) * in_danger + (help_types.id,) * forced,
        ),
        say(DANGER_ABROAD_DO if abroad(facts) else there),
        act_by=facts.received,
        tier=Tier.P0,
    )


HEALTH = PHRASES["HEALTH"]
HEALTH_DO = PHRASES["HEALTH_DO"]
HEALTH_ABROAD_DO = PHRASES["HEALTH_ABROAD_DO"]


@Rule(
    "R15",
    chip=Chip("Safety or health", DANGER),
    tells_applicant=False,
    asks_again=False,
    enters_case=True,
    office=Office.NONE,
    if_unknown=None,
    to_confirm=(),
)
def r15_health(facts: Facts) -> Findings:
    """R15. Health can be a ground for release on parole: INA 212(d)(5), 8 CFR 212.5(b).

    Speaks of a person who is very sick, pregnant, or without a safe place to sleep; silent where
    nothing is told. The day is today, ours. P1.
    """
    if not facts.is_one_of(needs, "very_sick", "pregnant", "no_safe_place"):
        return
    yield of_no_date(
        Reason("R15", say(HEALTH), "INA 212(d)(5); 8 CFR 212.5(b)", (needs.id,)),
        say(HEALTH_ABROAD_DO if abroad(facts) else HEALTH_DO),
        act_by=facts.received,
        tier=Tier.P1,
    )


WITHHOLDING = PHRASES["WITHHOLDING"]
MAYBE_WITHHOLDING = PHRASES["MAYBE_WITHHOLDING"]
IF_BELIEVED = PHRASES["IF_BELIEVED"]
WITHHOLDING_DO = PHRASES["WITHHOLDING_DO"]


@Rule(
    "R27",
    chip=Chip("Withholding only", PERSON),
    tells_applicant=True,
    asks_again=False,
    enters_case=False,
    office=Office.COURT,
    if_unknown=None,
    to_confirm=(
        Statement(
            "After a reinstated order a judge hears withholding and CAT alone.",
            "8 CFR 1208.31(e), 241.8",
        ),
    ),
)
def r27_withholding_only(facts: Facts) -> Findings:
    """R27. After a reinstated order a judge hears withholding and CAT alone: 8 CFR 1208.31(e).

    Informs whoever is, or may be, in such a case: no year limit, the same form. It has no day to
    act by, and never sets a tier. If such a form has a fee is not settled, so its page is told.
    """
    if not is_open(facts, "R27"):
        return
    says = WITHHOLDING if holds(facts, Place.WITHHOLDING_ONLY) else MAYBE_WITHHOLDING
    in_court = facts.is_yes(court_case) or facts.is_yes(withholding_only)
    if facts.is_one_of(fear_interview, "waiting") and not in_court:
        says = IF_BELIEVED
    yield of_no_date(
        Reason(
            "R27",
            say(says),
            "8 CFR 1208.31(e), 241.8",
            facts.behind(withholding_only, old_order, reinstated, fear_interview),
        ),
        one_after_another(say(WITHHOLDING_DO), say(NOT_SETTLED, page=PAGES["fee_i589"])),
        act_by=None,
        tier=Tier.P4,
        set_by=SetBy.LAW,
    )
