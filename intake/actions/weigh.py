"""Weigh: triage, then eligibility with the near days it found; and what would change either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from intake.eligibility.decide import Eligibility, Outcome, Practice, decide
from intake.eligibility.means import income_within
from intake.eligibility.request import Request
from intake.law.book import LawBook
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import live_answers
from intake.questionnaire.questions import Choice, Choices, Number, Question, YesNo
from intake.triage.assess import Triage, assess, dates_near
from intake.triage.tiers import Tier


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed:
    """How soon, and whether it is the kind of help we give."""

    triage: Triage
    eligibility: Eligibility


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One answer which, if it were another, would move the outcome or the tier."""

    question: str
    to: str
    outcome: Outcome
    tier: Tier


def weigh(
    answers: Answers, law: LawBook, *, today: date, received: date, practice: Practice
) -> Weighed:
    """Weigh live answers: those of pages that are asked, and no others."""
    triage = assess(answers, law, today=today, received=received)
    eligibility = decide(
        answers,
        law,
        received=received,
        days_near=dates_near(triage, law),
        practice=practice,
    )
    return Weighed(triage=triage, eligibility=eligibility)


def what_would_change(
    answers: Answers, law: LawBook, *, today: date, received: date, practice: Practice
) -> tuple[Change, ...]:
    """The smallest single answers that move outcome or tier, one for each question and move.

    Every question with codes is tried with another code, or with one more or one less; the
    household one person larger at a time; the income at the guide. An answer on a page that is
    not asked then changes nothing.
    """
    here = weigh(answers, law, today=today, received=received, practice=practice)
    request = Request(answers=answers, law=law, practice=practice, received=received, days_near=())
    found: dict[tuple[str, Outcome, Tier], Change] = {}
    for question, to, answer in _others(request):
        tried = live_answers(ASYLUM, answers.plus({question: answer}), as_of=received)
        there = weigh(tried, law, today=today, received=received, practice=practice)
        move = (there.eligibility.outcome, there.triage.tier)
        if move != (here.eligibility.outcome, here.triage.tier):
            change = Change(question=question, to=to, outcome=move[0], tier=move[1])
            found.setdefault((question, *move), change)
    return tuple(found.values())


def _others(request: Request) -> Iterator[tuple[str, str, Answer]]:
    """Every answer tried in place of the one given: question, how it is told, the answer."""
    answers = request.answers
    most = income_within(request)
    if most is not None and "income_amount" in answers:
        yield "income_amount", str(most), most
    for id_, question in ASYLUM.questions.items():
        yield from ((id_, to, answer) for to, answer in _nearest(question, answers))


def _nearest(question: Question, answers: Answers) -> Iterable[tuple[str, Answer]]:
    match question:
        case Choice() | YesNo():
            codes = (option.code for option in question.options)
            return [(code, code) for code in codes if code != answers.code(question.id)]
        case Choices():
            return _one_more_or_less(question, answers.codes(question.id))
        case Number():
            size = answers.number(question.id)
            least = int(size) + 1 if size is not None else question.least
            return [(str(one), one) for one in range(least, question.most + 1)]
        case _:
            return ()


def _one_more_or_less(question: Choices, chosen: tuple[str, ...]) -> Iterator[tuple[str, Answer]]:
    for option in question.options:
        if option.code in chosen:
            rest = tuple(code for code in chosen if code != option.code)
            if rest:
                yield ",".join(rest), rest
        else:
            alone = option.code in question.alone
            kept = () if alone else tuple(code for code in chosen if code not in question.alone)
            yield ",".join((*kept, option.code)), (*kept, option.code)
