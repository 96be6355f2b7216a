"""The banner of a case with the safe ways to reach the applicant."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from intake.cases.card import HANDED_OVER, Card
from intake.frozen import frozen
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
from intake.words import N_

PERMISSIONS = (
    (ok_text.id, N_("Text OK"), N_("No texts")),
    (ok_voicemail.id, N_("Voicemail OK"), N_("No voicemail")),
    (ok_say_name.id, N_("OK to say who we are"), N_("Do not say who we are")),
    (ok_mail.id, N_("Email OK"), N_("No email")),
)
"""Question with the labels for yes and for any other answer."""

SHARED = {
    "yes": N_("Shared phone: others can see or hear it."),
    "not_sure": N_("May be a shared phone."),
}


MAY_KNOW = {
    "everything": N_("can be told everything"),
    "call_back": N_("can be told only to call us back"),
    "nothing": N_("tell them nothing"),
}
"""Labels of what a trusted person may be told. No answer means nothing."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """A person through whom the applicant may be reached."""

    name: str
    is_helper: bool
    may_know: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """One way of contact, and its safety."""

    says: str
    yes: bool


@frozen
class Contact:
    """The content of the banner: preferred ways, what is safe, when, and warnings."""

    methods: tuple[str, ...]
    allowed: tuple[Allowed, ...]
    times: tuple[str, ...]
    shared: str
    do_not_tell: str
    trusted: Trusted | None
    filled_for: str
    helper: str


def contact_of(card: Card) -> Contact:
    """Return the banner for a card."""
    answers = card.contact
    return Contact(
        methods=_options(contact_methods.id, answers.get(contact_methods.id, ())),
        allowed=tuple(
            Allowed(gettext(yes if answers.get(id_) == "yes" else no), answers.get(id_) == "yes")
            for id_, yes, no in PERMISSIONS
        ),
        times=_options(safe_times.id, answers.get(safe_times.id, ())),
        shared=gettext(SHARED[answers[shared_phone.id]])
        if answers.get(shared_phone.id) in SHARED
        else "",
        do_not_tell=card.do_not_tell,
        trusted=_trusted(card),
        filled_for=""
        if card.filling_for in ("", "self")
        else ", ".join(shown(ASYLUM.questions[filling_for.id], card.filling_for)),
        helper=_helper(card),
    )


def _trusted(card: Card) -> Trusted | None:
    """Return the trusted person. A helper who is no parent gives their own name there."""
    answers = card.contact
    if "trusted_person" not in answers.get(contact_methods.id, ()):
        return None
    helps = HELPERS.get(card.filling_for) is Whom.OTHER and HANDED_OVER not in card.chips
    may_know = MAY_KNOW.get(str(answers.get(trusted_may_know.id)), MAY_KNOW["nothing"])
    return Trusted(str(answers.get(trusted_name.id, "")), helps, gettext(may_know))


def _helper(card: Card) -> str:
    """Return a warning about a helper, who may be the person that the applicant fears."""
    if card.filling_for in ("", "self"):
        return ""
    if HANDED_OVER in card.chips:
        return gettext("Started by a helper; the applicant took over.")
    return gettext(
        "Filled in by a helper. Could the helper be the person they fear? Ask the applicant alone."
    )


def _options(question: str, codes: Iterable[Any]) -> tuple[str, ...]:
    return tuple(shown(ASYLUM.questions[question], tuple(str(code) for code in codes)))
