"""The dates among a case's answers that a member may correct, or add where one is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from intake.actions.assessment.incremental_assessment import Noted
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import TICKED, so_far
from intake.questionnaire.dates import SaidDate
from intake.questionnaire.journey import questions_asked
from intake.questionnaire.questions import Date, Span
from intake.triage.facts import Facts
from intake.triage.rules import RULES

DATES = tuple(question for question in ASYLUM.questions.values() if isinstance(question, Date))
"""The questions that ask for one date, in the order of asking."""

NO_TICKS = frozenset({"none", "not_sure"})
"""Codes of ``so_far`` that name nothing that happened."""


@frozen
class CorrectableDate:
    """A date question, its answer, and the tick that a new answer needs.

    ``answer`` is ``None`` where it was skipped or not asked. ``tick`` is empty where the answers
    ask for the date already.
    """

    question: Date
    answer: SaidDate | None
    tick: str = ""

    def answered_with(self, answers: Answers, answer: SaidDate | str) -> Answers:
        """Return the answers with this date, and with the tick that opens its page."""
        opened = _with_tick(answers, self.tick) if self.tick else answers
        return opened.plus({self.question.id: answer})


def correctable_dates(
    answers: Answers, law: LawBook, *, as_of: date, received: date
) -> tuple[CorrectableDate, ...]:
    """Return the dates that these answers ask for, then those that one more tick would open.

    A birth date is one of them only where a rule reads it.
    """
    asked = questions_asked(ASYLUM, answers, as_of=as_of)
    read = _read_by_rules(answers, law, received=received)
    listed = [
        CorrectableDate(question=question, answer=answers.date(question))
        for question in DATES
        if question.id in asked
        and (question.id in read or (question.id in answers and question.span is not Span.BIRTH))
    ]
    return (*listed, *_closed_dates(answers, asked, as_of))


def _closed_dates(
    answers: Answers, asked: Collection[str], as_of: date
) -> Iterator[CorrectableDate]:
    """Yield the dates that one more tick would open."""
    ticks = dict(_ticks_by_question(answers, as_of))
    for question in DATES:
        if question.id not in asked and question.id in ticks:
            yield CorrectableDate(question=question, answer=None, tick=ticks[question.id])


def _read_by_rules(answers: Answers, law: LawBook, *, received: date) -> frozenset[str]:
    """Return the questions that the rules of urgency read for these answers."""
    noted = Noted(answers)
    facts = Facts(answers=answers.with_given(noted), law=law, received=received)
    for rule in RULES:
        tuple(rule(facts))
    return frozenset(noted.looked_at)


def _ticks_by_question(answers: Answers, as_of: date) -> Iterator[tuple[str, str]]:
    """Yield each question with a tick that opens its page.

    None for an older case whose answers were given one by one: a tick would end them.
    """
    if so_far.id not in answers and any(question.id in answers for question in TICKED):
        return
    for option in so_far.options:
        if option.code in NO_TICKS or option.code in answers.codes(so_far):
            continue
        opened = questions_asked(ASYLUM, _with_tick(answers, option.code), as_of=as_of)
        yield from ((id_, option.code) for id_ in opened)


def _with_tick(answers: Answers, tick: str) -> Answers:
    """Return the answers with one more tick. Without any, the others count as not sure."""
    chosen = answers.codes(so_far) if so_far.id in answers else ("not_sure",)
    ticks = {*chosen, tick} - {"none"}
    codes = tuple(option.code for option in so_far.options if option.code in ticks)
    return answers.plus({so_far.id: codes})
