"""R27: a case in court that is only about withholding and the treaty against torture (CAT)."""

from __future__ import annotations

from collections.abc import Iterator

from intake.questionnaire.asylum.dates import court_case, fear_interview, old_order
from intake.questionnaire.asylum.proceedings import reinstated, withholding_only
from intake.reasons import Reason
from intake.triage.deadlines import Finding, Office, SetBy
from intake.triage.facts import Facts
from intake.triage.fees import NOT_SETTLED, PAGES
from intake.triage.findings import of_no_date
from intake.triage.proceedings import Place, holds, is_open
from intake.triage.rule import PERSON, Chip, Statement, rule
from intake.triage.tiers import Tier
from intake.words import N_, Phrase, one_after_another, say

WITHHOLDING = Phrase(
    N_(
        "Your court case is about protection that is not asylum (withholding and CAT). It has no"
        " one-year limit."
    ),
    N_(
        "Their court case is about protection that is not asylum (withholding and CAT). It has no"
        " one-year limit."
    ),
    "Withholding-only proceedings: withholding and CAT, no one-year limit.",
)
MAYBE_WITHHOLDING = Phrase(
    N_(
        "Your court case may be about protection that is not asylum (withholding and CAT). That has"
        " no one-year limit."
    ),
    N_(
        "Their court case may be about protection that is not asylum (withholding and CAT). That"
        " has no one-year limit."
    ),
    "Perhaps withholding-only proceedings: withholding and CAT, no one-year limit.",
)
IF_BELIEVED = Phrase(
    N_(
        "If the officer believes you, a judge hears only about protection that is not asylum"
        " (withholding and CAT). It has no one-year limit."
    ),
    N_(
        "If the officer believes them, a judge hears only about protection that is not asylum"
        " (withholding and CAT). It has no one-year limit."
    ),
    "Positive reasonable fear: withholding-only proceedings, no one-year limit.",
)
WITHHOLDING_DO = Phrase(
    N_("Give the same form (I-589) to the judge, in court. Ask a lawyer about it before then."),
    staff="I-589 in court, for withholding and CAT.",
)


@rule(
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
def r27_withholding_only(facts: Facts) -> Iterator[Finding]:
    """R27. After a reinstated order a judge hears withholding and CAT alone: 8 CFR 1208.31(e).

    Informs whoever is, or may be, in such a case: no year limit, the same form. It has no day to
    act by, and never sets a tier. If such a form has a fee is not settled, so its page is told.
    """
    if not is_open(facts, "R27"):
        return
    says = WITHHOLDING if holds(facts, Place.WITHHOLDING_ONLY) else MAYBE_WITHHOLDING
    in_court = facts.is_one_of(court_case, "yes") or facts.is_one_of(withholding_only, "yes")
    if facts.is_one_of(fear_interview, "waiting") and not in_court:
        says = IF_BELIEVED
    yield of_no_date(
        Reason(
            rule="R27",
            says=say(says),
            authority="8 CFR 1208.31(e), 241.8",
            answers=facts.behind(withholding_only, old_order, reinstated, fear_interview),
        ),
        one_after_another(say(WITHHOLDING_DO), say(NOT_SETTLED, page=PAGES["fee_i589"])),
        act_by=None,
        tier=Tier.P4,
        set_by=SetBy.LAW,
    )
