"""The filters by facts of cards in words."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter

from flask_babel import gettext

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.safety import fear_reasons
from intake.questionnaire.asylum.where import detained_now, location_kind, us_state
from intake.questionnaire.asylum.you import interpreter_needed
from intake.questionnaire.countries import COUNTRIES
from intake.questionnaire.languages import LANGUAGES
from intake.questionnaire.questions import Choice, Choices, YesNo
from intake.staff.roles import Act, may
from intake.web.access import signed_in
from intake.web.answers import country_name, shown, spoken_name
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.words import WHY
from intake.words import N_

NAMES: Mapping[str, str] = {
    "state": N_("Place"),
    "detained": N_("In detention"),
    "speaks": N_("Speaks"),
    "interpreter": N_("Interpreter"),
    "country": N_("Country of nationality"),
    "why": N_("Why it is urgent"),
    "fears": N_("Reason for fear"),
}
"""Name of each filter of :class:`intake.conflicts.card_filters.CardFilters`."""

IN_US = "in_us"
"""The kind of place that a card never has: it has the state instead."""


def may_filter_facts() -> bool:
    """Return true if the signed-in member may filter, and holds a key that opens the packs."""
    return may(signed_in().member.roles, Act.SEARCH) and current_reader().holds_team_key


def fact_choices() -> dict[str, list[tuple[str, str]]]:
    """Return code and words of each choice, by filter."""
    whys = {chip.says: code for code, chip in reversed(list(WHY.items()))}
    countries = [(code, country_name(code)) for code, _ in COUNTRIES]
    spoken = [(language.tag, spoken_name(language.tag)) for language in LANGUAGES]
    return {
        "state": _options(us_state) + _options(location_kind, IN_US),
        "detained": _options(detained_now),
        "speaks": sorted(spoken, key=lambda choice: choice[1]),
        "interpreter": _options(interpreter_needed),
        "country": sorted(countries, key=lambda choice: choice[1]),
        "why": [(code, gettext(says)) for says, code in sorted(whys.items(), key=itemgetter(1))],
        "fears": _options(fear_reasons),
    }


def fact_text(name: str, value: str) -> str:
    """Return a chosen filter in a few words."""
    return gettext("%(what)s: %(which)s", what=gettext(NAMES[name]), which=_value_text(name, value))


def _value_text(name: str, value: str) -> str:
    if name == "speaks":
        return spoken_name(value)
    if name == "country":
        return country_name(value)
    if name == "why":
        return gettext(WHY[value].says) if value in WHY else value
    question = {
        "state": us_state if value.isupper() else location_kind,
        "detained": detained_now,
        "interpreter": interpreter_needed,
        "fears": fear_reasons,
    }[name]
    return ", ".join(shown(ASYLUM.questions[question.id], value))


def _options(question: Choice | Choices | YesNo, *left_out: str) -> list[tuple[str, str]]:
    codes = [option.code for option in question.options if option.code not in left_out]
    return [(code, ", ".join(shown(question, code))) for code in codes]
