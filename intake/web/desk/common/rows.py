"""One case as a row of the queue, in words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from babel.dates import format_date
from flask_babel import get_locale, gettext, ngettext

from intake.actions.assessment.assess import Change, what_would_change
from intake.actions.case.open_case import OpenedCase
from intake.actions.conflicts.duplicates import (
    basis_of,
    may_store_changes,
    read_changes,
    store_changes,
)
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.queue.agenda import NearestDates
from intake.cases.card import Card
from intake.cases.models import Case, Conflict
from intake.cases.tasks import TaskKind
from intake.cases.views import Band, band_of
from intake.conflicts.card_index import A_NUMBER, BIRTH_DATE, NAME, PHONE, found_by
from intake.conflicts.name_parts import parse_name
from intake.conflicts.search_terms import SearchTerms
from intake.extensions import saving
from intake.frozen import frozen
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.reach import trusted_phone
from intake.questionnaire.asylum.where import location_kind, us_state
from intake.questionnaire.asylum.you import nationality
from intake.questionnaire.languages import OTHER_LANGUAGE
from intake.questionnaire.questions import Choices
from intake.questionnaire.reading import UnreadableAnswer, read_answer
from intake.triage.deadlines import Tier
from intake.triage.findings import Chip
from intake.web.access import tolerating_write_faults
from intake.web.answers import shown, spoken_name
from intake.web.app_context import Values, law, once_a_request, practice, today
from intake.web.desk.common.case_words import CONFLICT, TIER
from intake.web.desk.common.reader import name_of
from intake.web.desk.common.words import NO_DATE, OUTCOME, TASK, why_chip
from intake.words import N_

MOST_CHIPS = 2

NO_DATES = NearestDates()

FOUND_BY = {
    NAME: N_("name"),
    "names": N_("another name"),
    A_NUMBER: N_("A-number"),
    PHONE: N_("phone"),
    trusted_phone.id: N_("phone of a trusted person"),
    BIRTH_DATE: N_("birth date"),
    nationality.id: N_("country"),
    "region": N_("state"),
    "speaks": N_("language"),
    "city": N_("city"),
}
"""The words for each field by which a search finds a case."""

INTERPRETER = {"yes": N_("Interpreter"), "not_sure": N_("Interpreter?")}


class PageWords(dict[str, str]):
    """The words in the rows of one page; each is translated once."""

    def __missing__(self, text: str) -> str:
        self[text] = gettext(text)
        return self[text]


@once_a_request
def page_words() -> PageWords:
    """Return the words of this page."""
    return PageWords()


def row_of(
    case: Case,
    card: Card | None,
    *,
    dates: NearestDates = NO_DATES,
    tasks: Sequence[TaskKind] = (),
    hides_name: bool = False,
    terms: SearchTerms | None = None,
) -> Values:
    """Return the row of a case in the language of the page; *card* is ``None`` if it did not open.

    *tasks* wait in it; their words stand before its tags. *hides_name* leaves out the name of the
    applicant, for a screen that others see.

    What its card would tell is empty without it. ``why`` holds the first chips, each with its
    anchor on the case page; ``more`` counts the rest. ``law`` is the nearest of its *dates* that
    law or a paper set, and ``ours`` the first that we set. ``exact`` is the exact due day where
    the clear one, by which pages are ordered, is early. ``found_by`` says by what a search for
    *terms* finds it.
    """
    shown_card, words = card or Card(), page_words()
    why = tuple(
        (anchor, Chip(words[chip.says], chip.kind)) for anchor, chip in why_chips(shown_card)
    )
    lacks_date = card is not None and not card.act_by
    no_date = Chip(words[NO_DATE.says], NO_DATE.kind) if lacks_date else None
    most = MOST_CHIPS - bool(no_date)
    region = shown_card.region
    place = us_state if region.isupper() else location_kind
    return {
        "case": case,
        "opened": card is not None,
        "due": due_chip(case.due_on),
        "law": dates.law,
        "ours": dates.ours,
        "exact": card.exact_day(case.due_on, early=True) if card and case.due_early else None,
        "priority": f"{case.tier} {words[TIER[Tier(case.tier)]]}",
        "no_date": no_date,
        "why": why[:most],
        "more": len(why[most:]),
        "name": "" if hides_name else shown_card.name_to_use,
        "hides_name": hides_name,
        "found_by": [words[FOUND_BY[fact]] for fact in found_by(shown_card.to_json(), terms)]
        if terms
        else [],
        "languages": languages_of(case, shown_card),
        "interpreter": words[INTERPRETER[shown_card.interpreter]]
        if shown_card.interpreter in INTERPRETER
        else "",
        "place": ", ".join(shown(ASYLUM.questions[place.id], region)) if region else "",
        "owner": name_of(case.assignee_id),
        "status": words[case.stage.says],
        "tags": (
            *(words[TASK[kind].says] for kind in tasks),
            *(words[tag.says] for tag in case.tagged),
        ),
    }


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


def due_chip(due_on: date) -> Chip:
    """Return the due day as a chip of the kind of its band."""
    return Chip(_due_words(due_on), KIND[band_of(due_on, today=_today())])


def _due_words(due_on: date) -> str:
    """Return the day as seen from today, in at most twenty letters of English."""
    ahead = (due_on - _today()).days
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


_today = once_a_request(today)
"""The current day; a page of the queue shows a hundred days."""


@lru_cache(maxsize=2048)
def _formatted(day: date, pattern: str, locale: str) -> str:
    """Format a day; lists have a hundred of them, most of them days of the same few weeks."""
    return str(format_date(day, pattern, locale=locale))


@frozen
class CaseChanges:
    """Answers that would change the result of a case today. ``is_kept``: they are stored."""

    basis: str
    changes: tuple[Change, ...]
    is_kept: bool


def changes_of(opened: OpenedCase, reader: Reader) -> CaseChanges:
    """Return what would change the result of a case, as it is kept or else found now."""
    answers, book, received = opened.answers, law(), opened.case.received_on
    basis = basis_of(answers, book, today=today(), received=received, practice=practice())
    stored = read_changes(case_key(opened.case, reader), basis)
    if stored is not None:
        return CaseChanges(basis=basis, changes=stored, is_kept=True)
    changes = what_would_change(
        answers, book, today=today(), received=received, practice=practice()
    )
    return CaseChanges(basis=basis, changes=changes, is_kept=False)


def keep_changes(changes: CaseChanges, opened: OpenedCase, reader: Reader) -> None:
    """Keep the changes if they were found now. Call it when the page of the case is complete.

    A case without kept duplicates has no place for them, and its page waits for no writer.
    """
    if changes.is_kept or not may_store_changes(opened.case):
        return
    with tolerating_write_faults("changes not saved"), saving():
        store_changes(opened.case.reference, reader, changes.basis, changes.changes)


def shown_changes(changes: Iterable[Change]) -> Iterator[dict[str, str]]:
    """Yield each question with the other answer, and the outcome and tier that it would give."""
    for change in changes:
        question = ASYLUM.questions[change.question]
        stored = change.to.split(",") if isinstance(question, Choices) else change.to
        try:
            lines = shown(question, read_answer(question, stored))
        except UnreadableAnswer:
            lines = [change.to]
        yield {
            "question": gettext(question.says),
            "answer": " · ".join(lines),
            "outcome": gettext(OUTCOME[change.outcome]),
            "tier": change.tier.value,
        }


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
    return sentence, gettext(
        "Compared with %(covered)s, and with records of erased cases.",
        covered=covered_words(case.compared, case.compared_names),
    )


def covered_words(requests: int, names: int | None) -> str:
    """Return how many other requests and imported names a check covers."""
    here, known = f"{requests:,}", f"{names or 0:,}"
    return ", ".join(
        (
            ngettext("%(here)s request here", "%(here)s requests here", requests, here=here),
            ngettext(
                "%(known)s imported name", "%(known)s imported names", names or 0, known=known
            ),
        )
    )


def result_words(case: Case) -> str:
    """Return the result of the check of a case; a clear one always says what it covered."""
    if case.conflict != Conflict.CLEAR or case.compared is None:
        return gettext(CONFLICT[case.conflict or ""])
    covered = covered_words(case.compared, case.compared_names)
    return gettext("Clear: %(covered)s", covered=covered)


def missing_for_check(card: Card) -> tuple[str, ...]:
    """Return what to ask the applicant for, so that the check and whoever reads it can tell."""
    wanted = (
        (has_full_name(card), N_("full name")),
        (card.birth_date is not None, N_("date of birth")),
        (bool(card.do_not_tell), N_("the other side’s name")),
    )
    return tuple(gettext(words) for is_known, words in wanted if not is_known)
