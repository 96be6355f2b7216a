"""Comments for translators: who reads a sentence, where it stands, and what comes before it.

Those of the questionnaire and of the rules follow from the declarations. All others follow from
the file; a ``TRANSLATORS:`` comment in the source adds what neither tells.
"""

import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from intake.eligibility.rules import PHRASES
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Question
from intake.questionnaire.sections import Page
from intake.triage import findings, plan
from intake.triage import rules as of_triage
from intake.words import Phrase, table_beside

TO_APPLICANT, TO_PARENT = "To the applicant: “you”.", "To a parent, about their child."
TO_HELPER = "To a helper, about the person who needs help: “they” is one person."

OF_FILE: Mapping[str, str] = table_beside(__file__)
"""Comments by the beginning of a file's path; the first one that fits counts."""


def notes_of(text: str, file: str) -> list[str]:
    """Return the comments on a sentence in a file of the source."""
    of_file = next((note for start, note in OF_FILE.items() if file.startswith(start)), "")
    return [note for note in (*declared_notes().get(text, ()), of_file) if note]


@cache
def declared_notes() -> Mapping[str, tuple[str, ...]]:
    """Return the comments that follow from declarations, by sentence."""
    notes: dict[str, dict[str, None]] = {}
    for text, note in (*_of_questionnaire(), *_of_phrases()):
        if text:
            notes.setdefault(text, {})[note] = None
    return {text: tuple(of_text) for text, of_text in notes.items()}


def _of_questionnaire() -> Iterator[tuple[str, str]]:
    for section in ASYLUM.sections:
        yield section.title, "The name of a part of the form, above its answers."
        for page in section.pages:
            yield from _of_page(page)
    for question in ASYLUM.at_sending:
        yield from _of_question(question, "on the check page")


def _of_page(page: Page) -> Iterator[tuple[str, str]]:
    yield page.topic, "Title in the browser’s history: dull, 20 letters, and never about fear."
    yield page.heading, "Heading of a question page."
    yield page.other, f"Heading of a question page. {TO_HELPER}"
    for question in page.questions:
        yield from _of_question(question, f"on the page “{page.topic}”")


def _of_question(question: Question, place: str) -> Iterator[tuple[str, str]]:
    is_read_by_all = not (question.child or question.other)
    here = f"Question {question.id}, {place}."
    yield question.says, here if is_read_by_all else f"{here} {TO_APPLICANT}"
    yield question.child, f"{here} {TO_PARENT}"
    yield question.other, f"{here} {TO_HELPER}"
    yield question.hint, f"Hint below the question {question.id}."
    yield question.hint_child, f"Hint below the question {question.id}. {TO_PARENT}"
    yield question.hint_other, f"Hint below the question {question.id}. {TO_HELPER}"
    yield question.why, f"Why we ask, below the question {question.id}."
    yield question.required, f"Error beside the question {question.id}, if it is left empty."
    for option in getattr(question, "options", ()):
        note = f"An answer to choose, to the question {question.id}."
        yield option.says, note
        yield option.hint, f"Hint below an answer to the question {question.id}."
        yield option.helped, f"{note} {TO_HELPER}"
        yield option.other, f"{note} {TO_HELPER}"


def _of_phrases() -> Iterator[tuple[str, str]]:
    for phrase in _phrases():
        yield phrase.you, TO_APPLICANT if phrase.they else ""
        yield phrase.they, TO_HELPER


def _phrases() -> Iterator[Phrase]:
    names = [module.name for module in pkgutil.iter_modules(of_triage.__path__)]
    modules = [import_module(f"{of_triage.__name__}.{name}") for name in names]
    for module in (*modules, findings, plan):
        yield from (value for value in vars(module).values() if isinstance(value, Phrase))
    yield from PHRASES.values()
