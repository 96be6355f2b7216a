"""Facts: the answers, the law on the day received, and that day. Rules read nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from datetime import date

from intake.frozen import frozen
from intake.law.book import Binds, LawBook, Parameter
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.dates import (
    asylum_filed,
    asylum_filed_date,
    asylum_filed_where,
    last_arrival_date,
    lawful_status,
    lawful_status_ended,
    left_since_filing,
    removal_soon_date,
    status_granted_date,
    status_kind,
)
from intake.questionnaire.asylum.opened import is_opened
from intake.questionnaire.asylum.proceedings import (
    form_reply,
    form_still_part,
    form_whose,
    leave_told_by,
    parole_kind,
)
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.you import nationality, other_nationality_country
from intake.questionnaire.dates import NOT_SURE, SaidDate, on
from intake.questionnaire.questions import Choice, Choices, Date, Question, YesNo
from intake.triage.days import add_business_days, add_days, roll_back, roll_forward
from intake.triage.deadlines import Rise, Tier, Urgency

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

    def is_yes(self, question: Question) -> bool:
        """Return true where the answer is yes."""
        return self.is_one_of(question, "yes")

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

    def once(self, place: str, judge: Callable[[Facts], bool]) -> bool:
        """Return what *judge* tells of a place, judged once."""
        if place not in self.places:
            self.places[place] = judge(self)
        return self.places[place]

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


def left_since(facts: Facts) -> str:
    """Return ``yes`` for a person who left the US after filing, else ``no`` or ``not_sure``.

    Their form is presumed abandoned, 8 CFR 208.8(a). An arrival after the day of filing counts as
    *yes*, unless the answer is *no*.
    """
    if facts.is_one_of(left_since_filing, "no"):
        return "no"
    arrived, filed = facts.said(last_arrival_date).first, facts.said(asylum_filed_date).last
    if facts.is_yes(left_since_filing) or (arrived and filed and arrived > filed):
        return "yes"
    return "not_sure" if facts.unsure(left_since_filing) else "no"


def filing_of(facts: Facts) -> str:
    """Return ``filed`` for a form that was sent and counts, else ``not_filed`` or ``not_sure``.

    A form that came back was never filed, 8 CFR 208.3(c)(3), nor does the form of a relative count
    for whoever is no longer part of that case. A filing with neither day nor place nor receipt
    known may be no filing: "I asked at the border".
    """
    if facts.is_one_of(asylum_filed, "no") or form_came_back(facts) or left_family_case(facts):
        return "not_filed"
    if not facts.is_yes(asylum_filed) or may_have_left_family_case(facts):
        return "not_sure"
    departure = left_since(facts)
    if departure == "yes":
        return "not_filed"
    known = (
        facts.is_one_of(asylum_filed_where, "immigration_office", "court")
        or facts.has_day(asylum_filed_date)
        or facts.is_one_of(form_reply, "receipt")
    )
    return "filed" if known and departure == "no" else "not_sure"


def form_came_back(facts: Facts) -> bool:
    """Return true for a form that was sent and came back."""
    return facts.is_one_of(form_reply, "came_back")


def left_family_case(facts: Facts) -> bool:
    """Return true for a person who was part of a relative's form, and is not any more."""
    return facts.is_one_of(form_whose, "family") and facts.is_one_of(form_still_part, "no")


def may_have_left_family_case(facts: Facts) -> bool:
    """Return true for a relative's form of which nobody knows if the person is still part."""
    return facts.is_one_of(form_whose, "family") and not facts.is_one_of(
        form_still_part, "yes", "no"
    )


def has_status(facts: Facts) -> bool:
    """Return true for a person who tells the day on which asylum or refugee status was given.

    The tick alone is not enough: it may be made by a person who hopes for that status.
    """
    return facts.is_one_of(help_types, "bring_family") and facts.has_day(status_granted_date)


PROGRAMS = ("tps", "parole")


def program_ends(facts: Facts) -> Iterator[tuple[Parameter, date]]:
    """Yield rows that may tell the end of a program, with that day, if the person tells no day.

    TPS goes by either nationality. Parole has a table only for the program of 2023 for Cubans,
    Haitians, Nicaraguans and Venezuelans (CHNV): any other parole ends as its own paper says.
    """
    if own_status_end(facts).known:
        return
    countries = {
        "tps": (nationality, other_nationality_country),
        "parole": (nationality,) if may_be_chnv(facts) else (),
    }
    for program in PROGRAMS:
        if facts.is_one_of(status_kind, program) or unsure_kind(facts):
            for country in countries[program]:
                id_ = f"{program}_{facts.answers.code(country).lower()}"
                if facts.law.has(id_, on=facts.received):
                    row = facts.law.parameter(id_, on=facts.received)
                    yield row, facts.law.days(id_, on=facts.received)[0]


def unsure_kind(facts: Facts) -> bool:
    """Return true where nobody knows what kind of status it is."""
    return facts.is_one_of(status_kind, "not_sure") or status_kind.id not in facts.answers


def may_be_chnv(facts: Facts) -> bool:
    """Return true for parole under the program that our table knows, or of a kind not known."""
    return parole_kind.id not in facts.answers or facts.is_one_of(parole_kind, "chnv", "not_sure")


def own_status_end(facts: Facts) -> SaidDate:
    """Return the day on which the status ends that the person tells; that of a notice stands in."""
    told = facts.said(lawful_status_ended)
    if not told.known and facts.is_one_of(leave_told_by, "notice"):
        return facts.said(removal_soon_date)
    return told


def status_end(facts: Facts) -> SaidDate:
    """Return the day on which a status ended or ends: the person's own, else the program's.

    An end that is in dispute, or overdue for review, counts as not known.
    """
    ends = [end for row, end in program_ends(facts) if row.tells_value(facts.received)]
    return on(min(ends)) if ends else own_status_end(facts)


def valid_status_may_have_ended(facts: Facts) -> bool:
    """Return true where a status is told as valid, and another answer or our table says ended.

    The table is asked though it may be in dispute: nobody is safe because a court may say so.
    """
    if not facts.is_one_of(lawful_status, "still_valid"):
        return False
    ends = (own_status_end(facts).first, *(end for _, end in program_ends(facts)))
    return any(end is not None and end < facts.received for end in ends)


def answers_about_status(facts: Facts) -> tuple[str, ...]:
    """Return the answers on which the end of a status rests."""
    told = facts.given(lawful_status, lawful_status_ended)
    if not facts.has_day(lawful_status_ended) and own_status_end(facts).known:
        return (*told, *facts.given(removal_soon_date, leave_told_by))
    if any(program_ends(facts)):
        return (*told, *facts.given(status_kind, parole_kind, nationality))
    return told
