"""Labels of an assessment: how urgent, who set a day, where the case is, contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from intake.questionnaire.asylum import ASYLUM
from intake.triage.assess import Triage
from intake.triage.tiers import Tier
from intake.words import N_

TIER: Mapping[Tier, str] = {
    Tier.P0: N_("Now"),
    Tier.P1: N_("Urgent"),
    Tier.P2: N_("Soon"),
    Tier.P3: N_("Normal"),
    Tier.P4: N_("Later"),
}

SET_BY: Mapping[str, str] = {
    "law": N_("The law"),
    "paper": N_("A paper the applicant has"),
    "us": N_("This desk (a working date, not a deadline)"),
}

PLACE: Mapping[str, str] = {
    "fear_interview": N_("Fear interview"),
    "fear_review": N_("Review of a fear decision"),
    "fear_affirmed": N_("Fear decision affirmed by a judge"),
    "child_alone": N_("Child alone or in detention"),
    "expedited_removal": N_("Expedited removal feared"),
    "asylum_office": N_("Asylum office"),
    "asylum_may_end": N_("Asylum that may be ended"),
    "judge": N_("Immigration judge"),
    "withholding_only": N_("Withholding only"),
    "maybe_withholding_only": N_("Possibly withholding only"),
    "motion_granted": N_("Government motion granted"),
    "dismissed": N_("Case dismissed"),
    "judge_denied": N_("Denied by a judge"),
    "not_yet_final": N_("Decision not yet final"),
    "voluntary_departure": N_("Voluntary departure"),
    "appeal_pending": N_("Appeal pending at the Board"),
    "board_denied": N_("Denied by the Board: federal court"),
    "final_order": N_("Final order"),
    "in_absentia": N_("In absentia order"),
    "maybe_in_absentia": N_("Possible in absentia order"),
    "old_order": N_("Old or administrative order"),
    "order_spoken_of": N_("Mentions an order"),
}
"""A label for each place of ``intake/triage/proceedings.py`` where a case may be."""


def priority_text(tier: str) -> str:
    """Return a priority with its word, such as ``P0 Now``."""
    return f"{tier} {gettext(TIER[Tier(tier)])}"


def triage_words(triage: Triage) -> dict[str, Any]:
    """Return what the templates show of an assessment, besides its deadlines."""
    places = triage.places
    return {
        "set_by": set_by_words(),
        "proceedings": [gettext(text) for code, text in PLACE.items() if code in places],
        "contradictions": [
            (gettext(ASYLUM.questions[first].says), gettext(ASYLUM.questions[second].says))
            for first, second in triage.contradictions
        ],
    }


def set_by_words() -> dict[str, str]:
    """Return who set a day, in words, by code."""
    return {code: gettext(text) for code, text in SET_BY.items()}
