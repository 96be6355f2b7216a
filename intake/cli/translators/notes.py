"""Comments for translators: who reads a sentence, where it stands, and what comes before it.

Those of the questionnaire and of the rules follow from the declarations. All others follow from
the file; a ``TRANSLATORS:`` comment in the source adds what neither tells.
"""

import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module

from intake.eligibility import never_declined as of_eligibility
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Question
from intake.questionnaire.sections import Page
from intake.triage import findings, plan
from intake.triage import rules as of_triage
from intake.words import Phrase

TO_APPLICANT, TO_PARENT = "To the applicant: “you”.", "To a parent, about their child."
TO_HELPER = "To a helper, about the person who needs help: “they” is one person."

OF_FILE: Mapping[str, str] = {
    "intake/eligibility/": "Whom we can help: a reason on the early answer and the result.",
    "intake/messages/wordings.py": "A letter of staff that the applicant reads in the mailbox.",
    "intake/questionnaire/asylum/states.py": "A state of the US, in a list.",
    "intake/questionnaire/": "A question page, or the list of answers before sending.",
    "intake/referrals/": "Another organisation: what it does, or its kind, beside its number.",
    "intake/triage/": "The plan and its reasons, on the result, in letters and in the mailbox.",
    "intake/web/after_sending/": "After sending: where the request is, or a request for a call.",
    "intake/web/answer": "An answer as it is shown again, for checking.",
    "intake/web/apply/call_request.py": "The page of a language that the site does not write.",
    "intake/web/apply/fit.py": "The early answer, below: What would change this.",
    "intake/web/apply/": "Between the questions and sending: the plan, help now, closed pages.",
    "intake/web/assets": "Shown while a person leaves this site at once. Shift is a key.",
    "intake/web/faults/": "An error page: calm, and no blame.",
    "intake/cli/away/": "An error page: calm, and no blame.",
    "intake/web/mailbox/": "The mailbox, after the return code was entered.",
    "intake/web/filters.py": (
        "A length of time within a sentence, or the line below an organisation's number."
    ),
    "intake/web/questions/": "A question page: an error, or a question about a doubtful answer.",
    "templates/about/": "The page that hands out the source code of this site.",
    "templates/apply/base": "The top or the foot of every page.",
    "templates/apply/call": "The page of a language that the site does not write.",
    "templates/apply/check": "The check page, the last one before sending.",
    "templates/apply/code": "The page that shows the return code the first time.",
    "templates/apply/fit": "The early answer, after the first six questions.",
    "templates/apply/gone": "After the session ended.",
    "templates/apply/hand_over": "A helper hands phone or computer to the person.",
    "templates/apply/other_language": "The list of languages that the site does not write.",
    "templates/apply/page": "Every question page.",
    "templates/apply/result": "The result with the plan, after the last question.",
    "templates/apply/safe": "Shown at once after a yes to danger.",
    "templates/apply/sent": "The page after sending, with the card to keep.",
    "templates/apply/who": "On Start, where this browser began or sent a form before.",
    "templates/apply/soft": "Asks about a doubtful answer before it is saved.",
    "templates/base": "The top of every page.",
    "templates/email/": "An email to the applicant. It must not say what it is about.",
    "templates/errors/": "An error page: calm, and no blame.",
    "templates/mailbox/come_back": "The page that asks for the return code.",
    "templates/mailbox/": "The mailbox, after the return code was entered.",
    "templates/pages/accessibility": "The page about accessibility.",
    "templates/pages/privacy": "Who can read this: promises, which must be exact.",
    "templates/pages/promise": "The start page, after a language was chosen.",
    "templates/pages/safety": "How to use the site when another person may be watching.",
    "templates/pages/": "A page of help or of languages, linked at the foot of every page.",
    "templates/parts/after_sending": "The card to keep, after sending.",
    "templates/parts/places": "Other organisations, with numbers and addresses.",
    "templates/parts/plan": "The plan on the result.",
    "templates/parts/question": "Fields of a question, most often of a date.",
    "templates/parts/": "A part of several pages.",
}
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


def _phrases() -> Iterable[Phrase]:
    names = [module.name for module in pkgutil.iter_modules(of_triage.__path__)]
    modules = [import_module(f"{of_triage.__name__}.{name}") for name in names]
    return (
        value
        for module in (*modules, findings, plan, of_eligibility)
        for value in vars(module).values()
        if isinstance(value, Phrase)
    )
