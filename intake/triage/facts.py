"""What a rule may look at: the answers, the law on the day received, and that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.questionnaire.dates import NOT_SURE, SaidDate
from intake.questionnaire.questions import Date, Question
from intake.triage.days import add_business_days, add_days, roll_back, roll_forward
from intake.triage.tiers import Rise, Tier, Urgency

LADDER = (
    (Tier.P0, "ladder_p0_days"),
    (Tier.P1, "ladder_p1_days"),
    (Tier.P2, "ladder_p2_days"),
    (Tier.P3, "ladder_p3_days"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """One case before the rules. In a rule, "today" is the day received, and nothing else is."""

    answers: Answers
    law: LawBook
    received: date

    def is_one_of(self, question: Question, *codes: str) -> bool:
        """Return true where one of these codes was chosen, alone or among others."""
        return any(code in codes for code in self.answers.chosen(question))

    def said(self, question: Date) -> SaidDate:
        """Return the date said; a date skipped counts as *not sure*."""
        return self.answers.date(question) or NOT_SURE

    def given(self, *questions: Question) -> tuple[str, ...]:
        """Return the ids of those of these questions that were answered."""
        return tuple(question.id for question in questions if question.id in self.answers)

    def number(self, parameter: str) -> int:
        """A number of the law as it stood on the day received."""
        return self.law.number(parameter, on=self.received)

    def roll_back(self, day: date) -> date:
        """To the business day at or before."""
        return roll_back(day, self.law.holidays)

    def roll_forward(self, day: date) -> date:
        """To the business day at or after."""
        return roll_forward(day, self.law.holidays)

    def business_days_before(self, day: date, parameter: str) -> date:
        """So many business days before a day, the day itself not counted."""
        return add_business_days(day, -self.number(parameter), self.law.holidays)

    def within(self, parameter: str) -> date:
        """ "Today and so many days": counted from the day received, rolled back."""
        return self.roll_back(add_days(self.received, self.number(parameter)))

    def rise(self, tier: Tier, before: date, parameter: str) -> Rise:
        """At least ``tier`` from so many days before a day."""
        return Rise(from_day=add_days(before, -self.number(parameter)), tier=tier)

    def ladder(self, act_by: date, *, floor: Tier = Tier.P4) -> Urgency:
        """The ladder from days left to tier. Once the safe day has gone, none is left: P0."""
        rises = (self.rise(tier, act_by, parameter) for tier, parameter in LADDER)
        return Urgency(floor=floor, rises=tuple(rises))
