"""Labels of the pages of a case: tabs, conflicts, notes, contact methods, decisions."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from flask_babel import gettext

from intake.actions.case.dates.rewrite import Seen
from intake.actions.case.decide_case import Choice
from intake.actions.case.open_case import OpenedCase
from intake.messages.wordings import WordingId
from intake.notes.store import NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import so_far
from intake.questionnaire.journey import Draft, is_later, pages_to_ask, questions_asked
from intake.questionnaire.questions import Question, Visibility
from intake.questionnaire.reading import read_answer
from intake.triage.assess import Triage
from intake.triage.deadlines import Tier
from intake.web.answers import shown
from intake.web.app_context import Values
from intake.web.desk.common.reader import name_and_roles_of
from intake.words import N_, table_beside

WORDS = table_beside(__file__)
WORDING = WORDS["wording"]
SPOKE_WITH = WORDS["spoke_with"]
INTERPRETER = WORDS["interpreter"]
MERIT = WORDS["merit"]
WEIGHED = WORDS["weighed"]
WAITING = WORDS["waiting"]
APPROVE = WORDS["approve"]
DECLINE = WORDS["decline"]
SOURCE = WORDS["source"]
TIER = WORDS["tier"]
SET_BY = WORDS["set_by"]
PLACE = WORDS["place"]
CONFLICT = WORDS["conflict"]
HELD = WORDS["held"]
OUTCOME_OF_DATE = WORDS["outcome_of_date"]

HELD_BY_HAND = N_(
    "A member put this case on conflict hold without a search match. The file is "
    "restricted until an attorney or supervisor decides."
)

LETTER_FOR: Mapping[Choice, WordingId] = {
    Choice.ACCEPT: WordingId.ACCEPTED,
    Choice.SEEK_COUNSEL: WordingId.ACCEPTED,
    Choice.REFER: WordingId.REFERRAL,
    Choice.DECLINE: WordingId.DECLINE,
    Choice.MORE_FACTS: WordingId.MORE_FACTS,
    Choice.GIVE_UP: WordingId.UNREACHABLE,
}


def answer_sections(opened: OpenedCase) -> list[Values]:
    """Return the answers by section, in the order of the questionnaire, each in lines.

    A section has its answers by visibility, and the questions that were skipped. ``own_words``
    marks free text, which a member may translate; ``correct`` is the question to correct.
    """
    asked, sections = _asked(opened), []
    counting = questions_asked(opened.answers, as_of=opened.as_of)
    translations = {  # the newest of each answer
        note.facts.get("question"): note
        for note in opened.notes
        if note.kind is NoteKind.TRANSLATION
    }
    for section in ASYLUM.sections:
        questions = list(section.questions)
        if section is ASYLUM.sections[-1]:
            questions += ASYLUM.at_sending
        skipped = [
            gettext(question.says)
            for question in questions
            if question.id in asked and opened.answers.lacks(question)
        ]
        answers: dict[str, list[Values]] = {each.value: [] for each in Visibility}
        for question in questions:
            if question.id in opened.answers:
                answer = {
                    "id": question.id,
                    "label": gettext(question.says),
                    "lines": shown(question, opened.answers[question.id]),
                    "own_words": question.own_words,
                    "translation": translations.get(question.id),
                    "earlier": earlier_answers(opened, question, name_and_roles_of),
                    "correct": question.id if question.id in counting else so_far.id,
                }
                answers[question.visibility].append(answer)
        if skipped or any(answers.values()):
            sections.append({"title": gettext(section.title), "skipped": skipped, **answers})
    return sections


def earlier_answers(
    opened: OpenedCase, question: Question, name: Callable[[str | None], str]
) -> list[Values]:
    """Return the answer as it was before each change, newest first.

    ``by``, ``source`` and ``why`` are empty if the applicant changed it. ``is_first`` marks the
    applicant's own first answer, ``is_ours`` one of a member.
    """
    reasons = {note.id: note.text for note in opened.notes}
    changes = [change for change in opened.changed if change["question"] == question.id]
    return [
        {
            "until": date.fromisoformat(change["until"]),
            "lines": [gettext("No answer")]
            if change["was"] is None
            else shown(question, read_answer(question, change["was"])),
            "by": name(change.get("by")),
            "source": gettext(SOURCE[Seen(change["seen"])]) if "seen" in change else "",
            "why": reasons.get(change.get("correction"), ""),
            "is_first": number == 0,
            "is_ours": number > 0 and "by" in changes[number - 1],
        }
        for number, change in reversed(list(enumerate(changes)))
    ]


def _asked(opened: OpenedCase) -> frozenset[str]:
    """Return the ids of questions on pages that were asked.

    Later pages count as asked if any of them was answered.
    """
    draft = Draft(as_of=opened.as_of, language=opened.language, answers=opened.answers)
    later = {
        question.id for page in ASYLUM.pages for question in page.questions if is_later(draft, page)
    }
    draft = replace(draft, wants_more=bool(later & opened.answers.keys()))
    counting = questions_asked(opened.answers, as_of=opened.as_of)
    return counting & {
        question.id
        for page in pages_to_ask(draft)
        for question in page.questions
        if page.asks(question.id, opened.answers, opened.as_of)
    }


def priority_text(tier: str) -> str:
    """Return a priority with its word, such as ``P0 Now``."""
    return f"{tier} {gettext(TIER[Tier(tier)])}"


def triage_words(triage: Triage) -> Values:
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
