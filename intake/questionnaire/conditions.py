"""Conditions under which a page is asked, over earlier answers; people can read them too."""

from calendar import isleap
from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce

from intake.frozen import record
from intake.questionnaire.answers import Answers
from intake.questionnaire.questions import Date, Question

Predicate = Callable[[Answers, date], bool]


@record
class Condition:
    """``holds`` decides from the answers and the draft's day; ``says`` tells it to a lawyer."""

    says: str
    looks_at: frozenset[str]
    holds: Predicate

    def __call__(self, answers: Answers, as_of: date) -> bool:
        """Return true where it holds for these answers on the draft's day."""
        return self.holds(answers, as_of)


ALWAYS = Condition("always", frozenset(), lambda _answers, _as_of: True)


def is_yes(question: Question) -> Condition:
    """Return the condition that the answer is yes."""
    return is_one_of(question, "yes")


def is_one_of(question: Question, *codes: str) -> Condition:
    """Return the condition that one of these codes was chosen, alone or among others."""
    known = {option.code for option in getattr(question, "options", ())}
    asked = frozenset(codes)
    if unknown := asked - known:
        raise ValueError(f"{question.id} has no option {sorted(unknown)[0]}")

    def holds(answers: Answers, _as_of: date) -> bool:
        chosen = answers.given.get(question.id)
        if isinstance(chosen, tuple):
            return not asked.isdisjoint(chosen)
        return chosen in codes

    return Condition(f"{question.id} is {' or '.join(codes)}", frozenset({question.id}), holds)


def answered(question: Question) -> Condition:
    """Return the condition that the question was answered, also with *not sure*."""
    return Condition(
        f"{question.id} was answered",
        frozenset({question.id}),
        lambda answers, _as_of: question.id in answers,
    )


def every(*conditions: Condition) -> Condition:
    """Return the condition that all of these hold."""
    return Condition(
        " and ".join(f"({condition.says})" for condition in conditions),
        frozenset().union(*(condition.looks_at for condition in conditions)),
        reduce(_and, (condition.holds for condition in conditions)),
    )


def any_of(*conditions: Condition) -> Condition:
    """Return the condition that at least one of these holds."""
    return Condition(
        " or ".join(f"({condition.says})" for condition in conditions),
        frozenset().union(*(condition.looks_at for condition in conditions)),
        reduce(_or, (condition.holds for condition in conditions)),
    )


def unless(condition: Condition) -> Condition:
    """Return the opposite of a condition; it holds too if nothing was answered."""
    return Condition(
        f"not ({condition.says})",
        condition.looks_at,
        lambda answers, as_of: not condition.holds(answers, as_of),
    )


def within(question: Date, *, days: int) -> Condition:
    """Return the condition that the date may lie within ``days`` before the draft's day."""

    def holds(answers: Answers, as_of: date) -> bool:
        said_date = answers.date(question)
        if said_date is None:
            return False
        return said_date.last is None or said_date.last >= as_of - timedelta(days=days)

    return Condition(f"{question.id} may be within {days} days", frozenset({question.id}), holds)


def longer_ago_than(question: Date, *, days: int) -> Condition:
    """Return the condition that the date may lie more than ``days`` before the draft's day."""

    def holds(answers: Answers, as_of: date) -> bool:
        said_date = answers.date(question)
        if said_date is None:
            return False
        return said_date.first is None or said_date.first < as_of - timedelta(days=days)

    return Condition(
        f"{question.id} may be more than {days} days ago", frozenset({question.id}), holds
    )


def younger_than(question: Date, *, years: int, at: Date | None = None) -> Condition:
    """Return the condition that a person born then may be younger than ``years``.

    Judged on the draft's day, or on the first day that the date *at* may mean, where it is known.
    """

    def holds(answers: Answers, as_of: date) -> bool:
        born = answers.date(question)
        if born is None:
            return False
        day = as_of
        if at is not None:
            said = answers.date(at)
            if said is None or said.first is None or born.last is None:
                return False
            day = said.first
        if born.last is None:
            return True
        return day.year - born.last.year - (day < _birthday_in(day.year, born.last)) < years

    when = f" at {at.id}" if at else ""
    return Condition(
        f"the person born on {question.id} may be under {years}{when}",
        frozenset({question.id, *([at.id] if at else [])}),
        holds,
    )


def _birthday_in(year: int, born: date) -> date:
    """29 February is 28 February in common years."""
    leap_day = (born.month, born.day) == (2, 29) and not isleap(year)
    return date(year, born.month, 28 if leap_day else born.day)


def _and(first: Predicate, second: Predicate) -> Predicate:
    return lambda answers, as_of: first(answers, as_of) and second(answers, as_of)


def _or(first: Predicate, second: Predicate) -> Predicate:
    return lambda answers, as_of: first(answers, as_of) or second(answers, as_of)
