"""A row of the queue, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from intake.cases.card import Card
from intake.cases.models import Case
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.where import location_kind, us_state
from intake.web.answers import shown, spoken_name
from intake.web.desk.common.due import due_chip
from intake.web.desk.common.words import NO_DATE, STATUS, TAG, Chip, why_chip
from intake.words import N_

MOST_CHIPS = 2

INTERPRETER = {"yes": N_("Interpreter"), "not_sure": N_("Interpreter?")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One case. What the card would tell is empty where it did not open.

    ``why`` are the first chips with their places on the case page; ``more`` counts the rest.
    """

    case: Case
    opened: bool
    due: Chip
    no_date: Chip | None
    why: tuple[tuple[str, Chip], ...]
    more: int
    name: str
    hides_name: bool
    languages: tuple[str, ...]
    interpreter: str
    place: str
    owner: str
    status: str
    tags: tuple[str, ...]


def row_of(
    case: Case,
    card: Card | None,
    *,
    today: date,
    name: Callable[[str | None], str],
    hides_name: bool = False,
) -> Row:
    """The row of a case, with its card where that opened; ``name`` calls members by name.

    ``hides_name`` leaves the person's name out, for a screen that others see.
    """
    seen = card or Card()
    why, no_date = why_chips(seen), None if case.act_by else NO_DATE
    most = MOST_CHIPS - bool(no_date)
    return Row(
        case=case,
        opened=card is not None,
        due=due_chip(case.due_on, today=today),
        no_date=no_date,
        why=why[:most],
        more=len(why[most:]),
        name="" if hides_name else seen.name_to_use,
        hides_name=hides_name,
        languages=languages_of(case, seen),
        interpreter=gettext(INTERPRETER[seen.interpreter])
        if seen.interpreter in INTERPRETER
        else "",
        place=place_of(seen),
        owner=name(case.assignee_id),
        status=gettext(STATUS[case.is_at]),
        tags=tuple(gettext(TAG[tag]) for tag in case.tagged),
    )


def why_chips(card: Card) -> tuple[tuple[str, Chip], ...]:
    """Why a case is urgent, the most urgent first, each with its place on the case page.

    Two rules of one word make one chip. A flag belongs to no rule of its own.
    """
    by_chip: dict[Chip, str] = {}
    for code in card.chips:
        by_chip.setdefault(why_chip(code), code if code.startswith("R") else "deadlines")
    return tuple((place, chip) for chip, place in by_chip.items())


def languages_of(case: Case, card: Card) -> tuple[str, ...]:
    """What the person speaks; where that was not said, the language they asked in."""
    return tuple(spoken_name(tag) for tag in card.spoken_languages or (case.language,))


def place_of(card: Card) -> str:
    """The region, in words."""
    if not card.region:
        return ""
    question = ASYLUM.questions[us_state.id if card.region.isupper() else location_kind.id]
    return ", ".join(shown(question, card.region))
