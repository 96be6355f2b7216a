"""Input and result of the rules of eligibility."""

from datetime import date
from enum import StrEnum

from intake.frozen import frozen
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.questionnaire.questions import Question
from intake.settings.practice import DEFAULT, Staffed
from intake.words import Reason


class Outcome(StrEnum):
    """The three outcomes of eligibility. None of them refuses a request."""

    LIKELY = "likely"
    PERSON = "person"
    UNLIKELY = "unlikely"


class IntakeStatus(StrEnum):
    """Which new cases the organisation takes on now."""

    OPEN = "open"
    EMERGENCIES = "emergencies"
    PAUSED = "paused"


@frozen
class Practice:
    """The organisation's own limits: income, places served (none: everywhere), staffed hours.

    ``status`` is given where a person is told what we can do now. The desk weighs what a request
    is, whatever we could take on when it came. ``until`` is the day on which a pause ends.
    """

    income_percent: int
    service_area: tuple[str, ...]
    staffed: Staffed = DEFAULT
    status: IntakeStatus = IntakeStatus.OPEN
    until: date | None = None


@frozen
class Verdict:
    """The result of one rule, with its reason. Without an outcome it only informs."""

    outcome: Outcome | None
    reason: Reason


@frozen
class Request:
    """One person's asking, before the rules. ``days_near`` are the answers under a near date.

    ``not_asked`` are questions that were not asked yet: an answer to them is not missing.
    """

    answers: Answers
    law: LawBook
    practice: Practice
    received: date
    days_near: tuple[str, ...]
    not_asked: frozenset[str] = frozenset()

    def is_one_of(self, question: Question, *codes: str) -> bool:
        """Return true where one of these codes was chosen, alone or among others."""
        return self.answers.has_code(question, codes)

    def number(self, parameter: str) -> int:
        """Return a number of the law in force on the day received."""
        return self.law.number(parameter, on=self.received)

    def given(self, *questions: Question) -> tuple[str, ...]:
        """Return the ids of those of these questions that were answered."""
        return tuple(question.id for question in questions if question.id in self.answers)
