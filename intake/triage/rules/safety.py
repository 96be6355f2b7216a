"""R15: danger, trafficking, health."""

from intake.questionnaire.asylum.dates import court_case, fear_interview, old_order
from intake.questionnaire.asylum.proceedings import reinstated, withholding_only
from intake.questionnaire.asylum.safety import danger_now, needs
from intake.questionnaire.asylum.screen import help_types
from intake.triage.deadlines import Office, SetBy, Tier
from intake.triage.facts import Facts
from intake.triage.fees import NOT_SETTLED, PAGES
from intake.triage.findings import DANGER, PERSON, Chip, Findings, Rule, Statement, of_no_date
from intake.triage.proceedings import Place, abroad, holds, is_open
from intake.words import Phrase, Reason, one_after_another, say

PROTECTED = "INA 101(a)(15)(T), (U); 8 USC 1367; 22 USC 7105"

IN_DANGER = Phrase(
    "You told us you are not safe.", "You told us they are not safe.", "Reports danger."
)
FORCED = Phrase(
    "You told us about being forced to work or have sex. This can be dangerous.",
    staff="Reports forced labor or sex. Possible danger.",
)
DANGER_DO = Phrase(
    "If you are in danger now, call 911. You can also call 1-800-799-7233, day or night.",
    "If they are in danger now, call 911. You can also call 1-800-799-7233, day or night.",
    "Safety first: safe contact only, safety plan, hotline 1-800-799-7233; VAWA, U.",
)
FORCED_DO = Phrase(
    "If you are in danger now, call 911. If someone forces you to work or have sex, call"
    " 1-888-373-7888.",
    "If they are in danger now, call 911. If someone forces them to work or have sex, call"
    " 1-888-373-7888.",
    "Safety first: safe contact only; trafficking hotline 1-888-373-7888; T visa.",
)
DANGER_ABROAD_DO = Phrase(
    "If you are in danger now, call the police or an ambulance where you are. The UN refugee"
    " agency (UNHCR) can tell you who helps there. Go to help.unhcr.org.",
    "If they are in danger now, call the police or an ambulance where they are. The UN refugee"
    " agency (UNHCR) can tell you who helps there. Go to help.unhcr.org.",
    "Abroad: safe contact only; local emergency number, UNHCR office of that country.",
)


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


HEALTH = Phrase(
    "You told us about a health need, or that you have no safe place.",
    "You told us about a health need, or that they have no safe place.",
    "Reports a health need or no safe place.",
)
HEALTH_DO = Phrase(
    "In an emergency, call 911. Call 211 for a doctor, a shelter or food nearby.",
    staff="Ask what is needed today: medical care, shelter; humanitarian parole if detained.",
)
HEALTH_ABROAD_DO = Phrase(
    "In an emergency, call an ambulance in the country where you are. UNHCR names doctors and"
    " shelters there: help.unhcr.org.",
    "In an emergency, call an ambulance in the country where they are. UNHCR names doctors and"
    " shelters there: help.unhcr.org.",
    "Abroad: ask what is needed today; UNHCR office of that country.",
)


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


WITHHOLDING = Phrase(
    "Your court case is about protection that is not asylum (withholding and CAT). It has no"
    " one-year limit.",
    "Their court case is about protection that is not asylum (withholding and CAT). It has no"
    " one-year limit.",
    "Withholding-only proceedings: withholding and CAT, no one-year limit.",
)
MAYBE_WITHHOLDING = Phrase(
    "Your court case may be about protection that is not asylum (withholding and CAT). That has"
    " no one-year limit.",
    "Their court case may be about protection that is not asylum (withholding and CAT). That"
    " has no one-year limit.",
    "Perhaps withholding-only proceedings: withholding and CAT, no one-year limit.",
)
IF_BELIEVED = Phrase(
    "If the officer believes you, a judge hears only about protection that is not asylum"
    " (withholding and CAT). It has no one-year limit.",
    "If the officer believes them, a judge hears only about protection that is not asylum"
    " (withholding and CAT). It has no one-year limit.",
    "Positive reasonable fear: withholding-only proceedings, no one-year limit.",
)
WITHHOLDING_DO = Phrase(
    "Give the same form (I-589) to the judge, in court. Ask a lawyer about it before then.",
    staff="I-589 in court, for withholding and CAT.",
)


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
