"""The banner of a case with the safe ways to reach the applicant."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext

from intake.cases.card import HANDED_OVER, Card
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.reach import (
    contact_methods,
    ok_mail,
    ok_say_name,
    ok_text,
    ok_voicemail,
    safe_times,
    shared_phone,
    trusted_may_know,
    trusted_name,
)
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.wording import HELPERS, Whom
from intake.web.answers import shown
from intake.web.app_context import Values
from intake.words import N_, Labels, Pairs

PERMISSIONS: Pairs[str] = {
    ok_text.id: ("Text OK", "No texts"),
    ok_voicemail.id: ("Voicemail OK", "No voicemail"),
    ok_say_name.id: ("OK to say who we are", "Do not say who we are"),
    ok_mail.id: ("Email OK", "No email"),
}
"""Question with the labels for yes and for any other answer."""

SHARED = {
    "yes": N_("Shared phone: others can see or hear it."),
    "not_sure": N_("May be a shared phone."),
}


MAY_KNOW: Labels[str] = {
    "everything": "can be told everything",
    "call_back": "can be told only to call us back",
    "nothing": "tell them nothing",
}
"""Labels of what a trusted person may be told. No answer means nothing."""


def contact_of(card: Card) -> Values:
    """Return the banner for a card: preferred ways, what is safe, when, and warnings."""
    answers = card.contact
    is_helped = card.filling_for not in ("", "self")
    helper = ""
    if is_helped and HANDED_OVER in card.chips:
        helper = gettext("Started by a helper; the applicant took over.")
    elif is_helped:  # who may be the person that the applicant fears
        helper = gettext(
            "Filled in by a helper. Could the helper be the person they fear? Ask the applicant "
            "alone."
        )
    return {
        "methods": _options(contact_methods.id, answers.get(contact_methods.id, ())),
        "allowed": [
            (gettext(yes if answers.get(id_) == "yes" else no), answers.get(id_) == "yes")
            for id_, (yes, no) in PERMISSIONS.items()
        ],
        "times": _options(safe_times.id, answers.get(safe_times.id, ())),
        "shared": gettext(SHARED[answers[shared_phone.id]])
        if answers.get(shared_phone.id) in SHARED
        else "",
        "do_not_tell": card.do_not_tell,
        "trusted": _trusted(card),
        "filled_for": ", ".join(shown(ASYLUM.questions[filling_for.id], card.filling_for))
        if is_helped
        else "",
        "helper": helper,
    }


def _trusted(card: Card) -> Values | None:
    """Return the trusted person. A helper who is no parent gives their own name there."""
    answers = card.contact
    if "trusted_person" not in answers.get(contact_methods.id, ()):
        return None
    may_know = MAY_KNOW.get(str(answers.get(trusted_may_know.id)), MAY_KNOW["nothing"])
    return {
        "name": str(answers.get(trusted_name.id, "")),
        "is_helper": HELPERS.get(card.filling_for) is Whom.OTHER and HANDED_OVER not in card.chips,
        "may_know": gettext(may_know),
    }


def _options(question: str, codes: Iterable[Any]) -> tuple[str, ...]:
    return tuple(shown(ASYLUM.questions[question], tuple(str(code) for code in codes)))
