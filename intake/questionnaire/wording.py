"""The wording of a question for the person, for a parent, or for another helper."""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import cache

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.asylum.where import location_kind
from intake.questionnaire.journey import Draft, questions_asked
from intake.questionnaire.questions import Choice, Choices, Question, YesNo
from intake.questionnaire.sections import Page


class Whom(StrEnum):
    """The reader of a question, and the person it is about."""

    SELF = "self"
    """The person who needs help: *you*."""
    CHILD = "child"
    """A parent: *your child*; how to reach the parent is still *you*."""
    OTHER = "other"
    """Another helper: *they*."""


HELPERS = {"child": Whom.CHILD, "detained_person": Whom.OTHER, "other_person": Whom.OTHER}


def whom_of(draft: Draft) -> Whom:
    """Return the one who fills in now: the person again, once a helper has handed over."""
    if draft.handed_over:
        return Whom.SELF
    return HELPERS.get(draft.answers.code(filling_for), Whom.SELF)


@cache
def worded(question: Question, whom: Whom) -> Question:
    """Return the question in the words for this reader, without private options for a helper."""
    if whom is Whom.SELF:
        return question
    says = getattr(question, whom) or question.says
    hint = getattr(question, f"hint_{whom}") or question.hint
    if isinstance(question, Choice | YesNo | Choices):
        options = tuple(
            replace(
                option,
                says=(option.other if whom is Whom.OTHER else "") or option.helped or option.says,
            )
            for option in question.options
            if not option.private
        )
        return replace(question, says=says, hint=hint, options=options)
    return replace(question, says=says, hint=hint)


@cache
def heading_of(page: Page, whom: Whom) -> str:
    """Return the heading of a page with several boxes."""
    return (page.other if whom is Whom.OTHER else "") or page.heading


def asked_on(page: Page, whom: Whom, answers: Answers, *, as_of: date) -> tuple[Question, ...]:
    """Return the questions that a page asks beside these answers, in the words for this reader."""
    live = answers.only(questions_asked(answers, as_of=as_of)) if page.only else answers
    closed = {q.id for q, when in page.only if not when.holds(live, as_of)}
    for part in page.parts:
        if part.under.id in closed:
            closed.add(part.question.id)
    asked = (worded(question, whom) for question in page.questions if question.id not in closed)
    if answers.code(location_kind) != "outside_us":
        return tuple(asked)
    # Abroad without the options for people in the US; one chosen before can be taken back.
    return tuple(
        _without(
            question,
            frozenset(
                option.code for option in getattr(question, "options", ()) if option.only_in_us
            ).difference(answers.chosen(question)),
        )
        for question in asked
    )


@cache
def _without(question: Question, codes: frozenset[str]) -> Question:
    if not codes or not isinstance(question, Choice | YesNo | Choices):
        return question
    options = tuple(option for option in question.options if option.code not in codes)
    return replace(question, options=options)
