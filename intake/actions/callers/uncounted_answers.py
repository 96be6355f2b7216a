"""Find the answers that do not count beside the others, so that sending drops none of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import live_answers, questions_asked
from intake.questionnaire.questions import NOT_SURE, Option, Question


@dataclass(frozen=True, kw_only=True, slots=True)
class UncountedAnswer:
    """An answer to a question that the other answers do not open.

    With ``option`` of the question ``under`` it would count. Both are ``None`` if no single option
    opens it.
    """

    question: Question
    under: Question | None = None
    option: Option | None = None


def uncounted_answers(
    answers: Answers, *, as_of: date, unreadable: Collection[str] = ()
) -> tuple[UncountedAnswer, ...]:
    """Return the answers that a request would not hold, in the order of asking.

    *unreadable* are ids of questions that were answered by something that cannot be read.
    """
    given = {*answers, *unreadable}
    counting = _counting(answers, given, as_of=as_of)
    return tuple(
        _explained(question, answers, as_of=as_of)
        for question in ASYLUM.questions.values()
        if question.id in given and question.id not in counting
    )


def _counting(answers: Answers, ids: Collection[str], *, as_of: date) -> set[str]:
    """Return those of *ids* that are asked, or that the ticks answer in the same way."""
    asked = questions_asked(ASYLUM, answers, as_of=as_of)
    live = live_answers(ASYLUM, answers, as_of=as_of)
    return {
        id_ for id_ in ids if id_ in asked or (id_ in answers and live.get(id_) == answers[id_])
    }


def _explained(question: Question, answers: Answers, *, as_of: date) -> UncountedAnswer:
    for under, option, chosen in _options_to_try(question, answers):
        changed = answers.plus({under.id: chosen})
        if {question.id, under.id} <= _counting(changed, {question.id, under.id}, as_of=as_of):
            return UncountedAnswer(question=question, under=under, option=option)
    return UncountedAnswer(question=question)


def _options_to_try(
    question: Question, answers: Answers
) -> Iterator[tuple[Question, Option, Answer]]:
    """Yield each option that the page looks at, with the answer if it is chosen too."""
    page = next((page for page in ASYLUM.pages if question in page.questions), None)
    looks_at = page.looks_at if page else frozenset()
    for under in ASYLUM.questions.values():
        if under.id not in looks_at or under is question:
            continue
        for option in getattr(under, "options", ()):
            if option.code != NOT_SURE.code:
                yield under, option, _with_option(under, option, answers)


def _with_option(under: Question, option: Option, answers: Answers) -> Answer:
    if not hasattr(under, "alone"):
        return option.code
    chosen = answers.chosen(under)
    return (*(code for code in chosen if code not in under.alone), option.code)
