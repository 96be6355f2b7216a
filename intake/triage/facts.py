"""Facts: the answers, the law on the day received, and that day. Rules read nothing else."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from intake.frozen import frozen
from intake.law.book import LawBook
from intake.law.parameter import Binds
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.opened import is_opened
from intake.questionnaire.dates import NOT_SURE, SaidDate
from intake.questionnaire.questions import Choice, Choices, Date, Question, YesNo
from intake.triage.days import add_business_days, add_days, roll_back, roll_forward
from intake.triage.tiers import Rise, Tier, Urgency

LADDER = (
    (Tier.P0, "ladder_p0_days"),
    (Tier.P1, "ladder_p1_days"),
    (Tier.P2, "ladder_p2_days"),
    (Tier.P3, "ladder_p3_days"),
)


@frozen
class Facts:
    """One case before the rules. In a rule, "today" is the day received, and nothing else is.

    What is shown to people is judged as if it had been received on the day it is shown.

    ``places`` and ``numbers`` hold what was looked up already: places of a case (see
    ``intake/triage/proceedings.py``) and numbers of the law.
    """

    answers: Answers
    law: LawBook
    received: date
    places: dict[str, bool] = field(init=False, default_factory=dict, compare=False, repr=False)
    numbers: dict[str, int] = field(init=False, default_factory=dict, compare=False, repr=False)

    def is_one_of(self, question: Question, *codes: str) -> bool:
        """Return true where one of these codes was chosen, alone or among others."""
        return self.answers.has_code(question, codes)

    def skipped(self, question: Question) -> bool:
        """Return true where the answers open this question's page and it has no answer."""
        return self.answers.lacks(question) and is_opened(question, self.answers, self.received)

    def unsure(self, question: Choice | YesNo | Choices) -> bool:
        """Return true for *not sure* and for a skip, which counts as the same."""
        return self.is_one_of(question, "not_sure") or self.skipped(question)

    def unsure_day(self, question: Date) -> bool:
        """Return true for a date that is asked and not known."""
        if question.id in self.answers:
            return not self.said(question).known
        return self.skipped(question)

    def has_day(self, *questions: Date) -> bool:
        """Return true where one of these dates means at least some day."""
        return any(self.said(question).known for question in questions)

    def said(self, question: Date) -> SaidDate:
        """Return the date said; a date skipped counts as *not sure*."""
        return self.answers.date(question) or NOT_SURE

    def given(self, *questions: Question) -> tuple[str, ...]:
        """Return the ids of those of these questions that were answered."""
        return tuple(question.id for question in questions if question.id in self.answers)

    def behind(self, *questions: Question) -> tuple[str, ...]:
        """Return the answers given to these questions, or, where all were skipped, the first."""
        return self.given(*questions) or (questions[0].id,)

    def number(self, parameter: str) -> int:
        """Return a number of the law as it stood on the day received."""
        if parameter not in self.numbers:
            self.numbers[parameter] = self.law.number(parameter, on=self.received)
        return self.numbers[parameter]

    def number_for(self, parameter: str, event: SaidDate) -> int:
        """Return the number that governs a clock running from *event*."""
        return self.law.number(parameter, on=self.law_day(parameter, event))

    def law_day(self, parameter: str, event: SaidDate) -> date:
        """Return the day whose value of a number governs a clock running from *event*.

        It is the first day that the event may have: a changed number never shortens a clock that
        runs already. Where no day is known, and for a number that binds so, it is the day received.
        """
        by_receipt = any(row.binds is Binds.RECEIPT for row in self.law.by_id.get(parameter, ()))
        return self.received if by_receipt else event.first or self.received

    def roll_back(self, day: date) -> date:
        """Return the business day at or before *day*."""
        return roll_back(day, self.law.holidays)

    def roll_forward(self, day: date) -> date:
        """Return the business day at or after *day*."""
        return roll_forward(day, self.law.holidays)

    def business_days_before(self, day: date, parameter: str) -> date:
        """Return so many business days before *day*, the day itself not counted."""
        return add_business_days(day, -self.number(parameter), self.law.holidays)

    def within(self, parameter: str) -> date:
        """Return "received and so many days", rolled back to a business day."""
        return self.roll_back(add_days(self.received, self.number(parameter)))

    def rise(self, tier: Tier, before: date, parameter: str) -> Rise:
        """Return at least *tier* from so many days before a day."""
        return Rise(from_day=add_days(before, -self.number(parameter)), tier=tier)

    def ladder(self, act_by: date, *, floor: Tier = Tier.P4) -> Urgency:
        """Return the ladder from days left to tier. Once the safe day has gone: P0."""
        rises = (self.rise(tier, act_by, parameter) for tier, parameter in LADDER)
        return Urgency(floor=floor, rises=tuple(rises))
