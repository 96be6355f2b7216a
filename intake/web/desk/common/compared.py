"""What a conflict check compared, and what is still to be asked, in words."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from intake.cases.card import Card
from intake.cases.models import Case
from intake.conflicts.name_parts import parse_name
from intake.words import N_

COMPARED = {
    (False, False): N_("Only a first name was compared."),
    (False, True): N_("Only a first name and the other side’s name were compared."),
    (True, False): N_("The full name was compared, but no name of the other side."),
    (True, True): N_("The full name and the other side’s name were compared."),
}
"""Sentence by whether a full name is known, and whether anybody is named on the other side."""


def has_full_name(card: Card) -> bool:
    """Return true if a name of two words or more is known."""
    return any(len(parse_name(name).words) > 1 for name in card.all_names)


def compared_words(case: Case, card: Card) -> tuple[str, str]:
    """Return what the check of the case compared, and with how many requests."""
    sentence = gettext(COMPARED[has_full_name(card), bool(card.do_not_tell)])
    if case.compared is None:
        return sentence, gettext("With how many requests was not recorded then.")
    return sentence, ngettext(
        "Compared with %(num)s other request here, and with records of erased cases.",
        "Compared with %(num)s other requests here, and with records of erased cases.",
        case.compared,
    )


def missing_for_check(card: Card) -> tuple[str, ...]:
    """Return what to ask the applicant for, so that the check and whoever reads it can tell."""
    wanted = (
        (has_full_name(card), N_("full name")),
        (card.birth_date is not None, N_("date of birth")),
        (bool(card.do_not_tell), N_("the other side’s name")),
    )
    return tuple(gettext(words) for is_known, words in wanted if not is_known)
