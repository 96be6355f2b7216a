"""One case as a row of the queue, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel.dates import format_date
from flask_babel import get_locale, gettext, ngettext

from intake.actions.assessment.deadline_changes import act_by_of
from intake.cases.card import Card
from intake.cases.models import Case
from intake.cases.tasks import TaskKind
from intake.cases.views import Band, band_of
from intake.frozen import frozen
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.where import location_kind, us_state
from intake.questionnaire.languages import OTHER_LANGUAGE
from intake.triage.rule import Chip
from intake.triage.tiers import Tier
from intake.web import app_context
from intake.web.answers import shown, spoken_name
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.common.triage_words import TIER
from intake.web.desk.common.words import NO_DATE, STATUS, TAG, TASK, why_chip
from intake.words import N_

MOST_CHIPS = 2

INTERPRETER = {"yes": N_("Interpreter"), "not_sure": N_("Interpreter?")}


class PageWords(dict[str, str]):
    """The words and names in the rows of one page; each word is translated once."""

    def __init__(self, names: MemberNames) -> None:
        super().__init__()
        self.names = names

    def __missing__(self, text: str) -> str:
        self[text] = gettext(text)
        return self[text]


@frozen
class Row:
    """One case. The fields of its card are empty if the card did not open.

    ``why`` holds the first chips, each with its anchor on the case page; ``more`` counts the rest.
    Chips and other words are in the language of the page.
    ``exact`` is the exact due day where the clear one, by which pages are ordered, is early.
    """

    case: Case
    opened: bool
    due: Chip
    priority: str
    exact: date | None
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
    words: PageWords,
    tasks: Sequence[TaskKind] = (),
    hides_name: bool = False,
) -> Row:
    """Return the row of a case; *card* is ``None`` if it did not open.

    *tasks* wait in it; their words stand before its tags. *hides_name* leaves out the name of the
    applicant, for a screen that others see.
    """
    shown_card = card or Card()
    chips = why_chips(shown_card)
    why = tuple((anchor, Chip(words[chip.says], chip.kind)) for anchor, chip in chips)
    no_date = None
    if card and act_by_of(case, card) is None:
        no_date = Chip(words[NO_DATE.says], NO_DATE.kind)
    most = MOST_CHIPS - bool(no_date)
    return Row(
        case=case,
        opened=card is not None,
        due=due_chip(case.due_on, today=today),
        exact=exact_due(case, card),
        priority=f"{case.tier} {words[TIER[Tier(case.tier)]]}",
        no_date=no_date,
        why=why[:most],
        more=len(why[most:]),
        name="" if hides_name else shown_card.name_to_use,
        hides_name=hides_name,
        languages=languages_of(case, shown_card),
        interpreter=words[INTERPRETER[shown_card.interpreter]]
        if shown_card.interpreter in INTERPRETER
        else "",
        place=place_of(shown_card),
        owner=words.names.of(case.assignee_id),
        status=words[STATUS[case.stage]],
        tags=(
            *(words[TASK[kind][0]] for kind in tasks),
            *(words[TAG[tag]] for tag in case.tagged),
        ),
    )


def exact_due(case: Case, card: Card | None) -> date | None:
    """Return the exact due day if the clear one is early and the card opened."""
    return card.exact_day(case.due_on, early=True) if card and case.due_early else None


def why_chips(card: Card) -> tuple[tuple[str, Chip], ...]:
    """Return anchor and chip of each reason why a case is urgent, most urgent first.

    Rules with the same chip are shown once. The anchor of a flag is the list of deadlines.
    """
    anchors: dict[Chip, str] = {}
    for code in card.chips:
        anchors.setdefault(why_chip(code), code if code.startswith("R") else "deadlines")
    return tuple((anchor, chip) for chip, anchor in anchors.items())


def languages_of(case: Case, card: Card) -> tuple[str, ...]:
    """Return the language to call in, then others that the applicant speaks, else the form's.

    That of the form may be only the best that the site offers: languages spoken count more.
    """
    of_form = card.form_language(case.language)
    chosen = card.call_language if card.call_language != of_form else ""
    tags = [tag for tag in (chosen, *card.spoken_languages) if tag]
    if not tags and of_form != OTHER_LANGUAGE:  # only an unopened card has that one
        tags = [of_form]
    return tuple(map(spoken_name, dict.fromkeys(tags)))


def place_of(card: Card) -> str:
    """Return the region in words, or an empty text."""
    if not card.region:
        return ""
    question = ASYLUM.questions[us_state.id if card.region.isupper() else location_kind.id]
    return ", ".join(shown(question, card.region))


NEAR = 183
"""Days within which a date without its year cannot be mistaken for one of another year."""

YEAR = 365
"""Days of a year, without leap days: years ahead are rounded."""

KIND = {
    Band.LATE: "late",
    Band.TODAY: "today",
    Band.NEXT_3: "soon",
    Band.NEXT_7: "soon",
    Band.NEXT_30: "later",
    Band.LATER: "later",
}


def due_chip(due_on: date, *, today: date) -> Chip:
    """Return the due day as a chip of the kind of its band."""
    return Chip(due_words(due_on, today=today), KIND[band_of(due_on, today=today)])


def due_words(due_on: date, *, today: date) -> str:
    """Return the day as seen from *today*, in at most twenty letters of English."""
    ahead = (due_on - today).days
    if ahead < 0:
        return ngettext("%(num)s day overdue", "%(num)s days overdue", -ahead)
    if ahead == 0:
        return gettext("Today")
    if ahead == 1:
        return gettext("Tomorrow")
    if ahead >= 2 * YEAR:
        return gettext("In %(num)s years", num=ahead // YEAR)
    return ngettext("In %(num)s day", "In %(num)s days", ahead)


def short_date(day: date) -> str:
    """Return a day for a narrow column, such as ``27 Nov``; with its year if it is far off."""
    near = abs((day - _today()).days) < NEAR
    return _formatted(day, "d MMM" if near else "d MMM y", str(get_locale()))


@app_context.once_a_request
def _today() -> date:
    """Return the current day; a page of the queue shows a hundred days."""
    return app_context.today()


@lru_cache(maxsize=2048)
def _formatted(day: date, pattern: str, locale: str) -> str:
    """Format a day; lists have a hundred of them, most of them days of the same few weeks."""
    return str(format_date(day, pattern, locale=locale))
