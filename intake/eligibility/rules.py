"""E1 to E6, E8: help, lawyer, means, place, conflicts, consent, capacity. One rule a function."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal

from intake.eligibility.never_declined import never_declined
from intake.eligibility.request import IntakeStatus, Outcome, Practice, Request, Verdict
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.child_in_detention import parent_asks
from intake.questionnaire.asylum.safety import do_not_tell
from intake.questionnaire.asylum.screen import (
    has_lawyer,
    help_types,
    household_size,
    income,
    income_amount,
    income_period,
    lawyer_scope,
)
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.asylum.where import detained_now, location_kind, us_state
from intake.questionnaire.asylum.you import full_name_docs, other_names
from intake.words import Reason, Sentence, phrases_in, say, table_beside

Rule = Callable[[Request], Verdict | None]

PHRASES = phrases_in(table_beside(__file__))

PROTECTION = ("fear_return", "harmed_in_us", "forced_work_or_sex", "parent_harm")
NO_LAWYER = ("no", "before", "unsure_if_lawyer")


def e1_protection(request: Request) -> Verdict:
    """E1. We help with protection: INA 208, 241(b)(3), 101(a)(15)(T), (U), (27)(J), 204(a)(1).

    Likely for protection, for bringing family, and for court or an order without a lawyer. Not
    being sure goes to a person. Only something else is outside.
    """
    no_lawyer = request.is_one_of(has_lawyer, *NO_LAWYER)
    answers: tuple[str, ...] = (help_types.id,)
    if request.is_one_of(help_types, *PROTECTION):
        outcome, phrase = Outcome.LIKELY, PHRASES["PROTECTION"]
    elif request.is_one_of(help_types, "bring_family"):
        outcome, phrase = Outcome.LIKELY, PHRASES["FAMILY"]
    elif request.is_one_of(help_types, "court_or_order") and no_lawyer:
        outcome, phrase = Outcome.LIKELY, PHRASES["COURT"]
        answers = (help_types.id, has_lawyer.id)
    elif request.answers.codes(help_types) == ("something_else",):
        outcome, phrase = Outcome.UNLIKELY, PHRASES["SOMETHING_ELSE"]
    else:
        outcome, phrase = Outcome.PERSON, PHRASES["NEEDS_REVIEW"]
    return _verdict(
        outcome,
        "E1",
        say(phrase),
        "INA 208, 241(b)(3), 101(a)(15)(T), (U), 101(a)(27)(J), 204(a)(1); 8 CFR 1208.16-.18",
        *answers,
    )


def e2_lawyer(request: Request) -> Verdict:
    """E2. Speak carefully with a person who has a lawyer: ABA Model Rule 4.2, comment 4.

    A lawyer for the whole case: probably not us. One part, another lawyer wanted, a second
    opinion, no answer any more, or not known: a person decides.
    """
    scope = (has_lawyer.id, lawyer_scope.id)
    if request.is_one_of(has_lawyer, "no", "before"):
        outcome, phrase = Outcome.LIKELY, PHRASES["NO_LAWYER"]
    elif request.is_one_of(has_lawyer, "unsure_if_lawyer"):
        outcome, phrase = Outcome.LIKELY, PHRASES["UNSURE_LAWYER"]
    elif not request.is_one_of(has_lawyer, "yes"):
        outcome, phrase = Outcome.PERSON, PHRASES["LAWYER_UNKNOWN"]
    elif request.is_one_of(lawyer_scope, "whole_case"):
        outcome, phrase = Outcome.UNLIKELY, PHRASES["REPRESENTED"]
    else:
        outcome, phrase = Outcome.PERSON, PHRASES["REPRESENTED_IN_PART"]
    answers = scope if request.is_one_of(has_lawyer, "yes") else scope[:1]
    return _verdict(outcome, "E2", say(phrase), "ABA Model Rule 4.2, comment 4", *answers)


def e3_means(request: Request) -> Verdict:
    """E3. Our help is for people with little money: poverty guidelines, 42 USC 9902(2).

    At most the guide is likely, and so is no income, whatever the household and the state. Above
    the guide, or not told, a person decides: money alone never says no. A person in detention has
    no income. As in 45 CFR 1611, an abuser's income, or one that cannot be reached, is not counted.
    """
    if _detained(request):
        outcome, says = Outcome.LIKELY, say(PHRASES["DETAINED_NO_INCOME"])
        answers = request.given(detained_now, filling_for)
    elif request.is_one_of(income, "none"):
        outcome, says, answers = Outcome.LIKELY, say(PHRASES["NO_INCOME"]), (income.id,)
    elif (means := means_of(request)) is None:
        outcome, says = Outcome.PERSON, say(PHRASES["INCOME_UNKNOWN"])
        answers = (household_size.id, income.id)
    else:
        outcome = Outcome.LIKELY if means.within else Outcome.PERSON
        phrase = PHRASES["WITHIN"] if means.within else PHRASES["ABOVE"]
        says = say(phrase, people=means.people, guide=means.guide)
        answers = request.given(income_amount, income_period, household_size, us_state)
    table = request.law.parameter(f"poverty_{region_of(request)}", on=request.received)
    return _verdict(outcome, "E3", says, f"42 USC 9902(2); {table.citation}", *answers)


def e4_place(request: Request) -> Verdict:
    """E4. Asylum is asked for in the US or at its border: INA 208(a)(1). Our lawyers have a place.

    A skipped place is weighed as in the US. Outside the country or at the border: a person
    decides. Outside our states, if we have set any: probably not us.
    """
    area = request.practice.service_area
    state = request.answers.code(us_state)
    answers: tuple[str, ...] = (location_kind.id,)
    if request.is_one_of(location_kind, "at_border"):
        outcome, phrase = Outcome.PERSON, PHRASES["AT_BORDER"]
    elif request.is_one_of(location_kind, "outside_us"):
        outcome, phrase = Outcome.PERSON, PHRASES["ABROAD"]
    elif not area:
        outcome, phrase = Outcome.LIKELY, PHRASES["IN_US"]
    else:
        answers = (us_state.id, location_kind.id)
        if not state:
            outcome, phrase = Outcome.PERSON, PHRASES["STATE_UNKNOWN"]
        elif state in area:
            outcome, phrase = Outcome.LIKELY, PHRASES["IN_AREA"]
        else:
            outcome, phrase = Outcome.UNLIKELY, PHRASES["OUT_OF_AREA"]
    authority = "INA 208(a)(1); the organisation's service area"
    return _verdict(outcome, "E4", say(phrase), authority, *answers)


def e5_conflict(request: Request) -> Verdict | None:
    """E5. Conflicts are checked before a person reads: ABA Model Rules 1.7, 1.9, 1.10, 1.18.

    It changes no outcome; the desk restricts the file.
    """
    answers = request.given(full_name_docs, other_names, do_not_tell)
    if not answers:
        return None
    authority = "ABA Model Rules 1.7, 1.9, 1.10, 1.18"
    return _verdict(None, "E5", say(PHRASES["CONFLICT"]), authority, *answers)


def e6_consent(request: Request) -> Verdict | None:
    """E6. A helper is heard; details wait for the applicant's consent: ABA Model Rule 1.6(a).

    A parent decides for a child under 18, and needs no permission of the child's. It changes no
    outcome.
    """
    if not request.is_one_of(filling_for, "child", "detained_person", "other_person"):
        return None
    if parent_asks(request.answers, on=request.received):
        return None
    says = say(PHRASES["CONSENT"])
    return _verdict(None, "E6", says, "ABA Model Rules 1.6(a), 1.14", filling_for.id)


def e8_capacity(request: Request) -> Verdict | None:
    """E8. We cannot take on every case on every day: ABA Model Rules 1.1, 1.3, 1.16(a)(1).

    While the organisation takes only urgent cases, or none until a day: probably not us. Whoever
    is never declined (E7) goes to a person all the same, and everyone can send their answers.
    """
    practice = request.practice
    if practice.status is IntakeStatus.OPEN:
        return None
    paused = practice.until and say(PHRASES["PAUSED"], day=practice.until)
    says = paused or say(PHRASES["EMERGENCIES"])
    return _verdict(Outcome.UNLIKELY, "E8", says, "ABA Model Rules 1.1, 1.3, 1.16(a)(1)")


RULES: tuple[Rule, ...] = (
    e1_protection,
    e2_lawyer,
    e3_means,
    e4_place,
    e5_conflict,
    e6_consent,
    e8_capacity,
)


def _detained(request: Request) -> bool:
    if request.is_one_of(detained_now, "yes"):
        return True
    for_detained = request.is_one_of(filling_for, "detained_person")
    return for_detained and not request.is_one_of(detained_now, "no")


def _verdict(
    outcome: Outcome | None, rule: str, says: Sentence, authority: str, *answers: str
) -> Verdict:
    reason = Reason(rule, says, authority, answers)
    return Verdict(outcome=outcome, reason=reason)


REGIONS = {"AK": "alaska", "HI": "hawaii"}
"""DC and the territories go by the table of the 48 states, as does a state not told: its guide is
the lowest, so nobody is let through by it who would not be anywhere."""

TIMES_A_YEAR = {"week": 52, "two_weeks": 26, "month": 12, "year": 1}


@frozen
class Means:
    """A yearly income beside the guide in dollars: the guideline times the organisation's percent.

    ``exact_guide`` is the guide before cents are cut off; equal to it is within.
    """

    people: int
    income: Decimal
    exact_guide: Decimal

    @property
    def within(self) -> bool:
        """Return true where the income is at most the guide."""
        return self.income <= self.exact_guide

    @property
    def guide(self) -> int:
        """The guide in whole dollars."""
        return int(self.exact_guide)


def means_of(request: Request) -> Means | None:
    """Return household and income; ``None`` if size, amount or period is not known."""
    people = request.answers.number(household_size)
    amount = request.answers.number(income_amount)
    times = TIMES_A_YEAR.get(request.answers.code(income_period))
    if not isinstance(people, int) or amount is None or times is None:
        return None
    if not request.is_one_of(income, "amount"):
        return None
    return Means(
        people=people, income=Decimal(amount) * times, exact_guide=guide_for(request, people)
    )


def region_of(request: Request) -> str:
    """Return the region whose poverty table applies."""
    return REGIONS.get(request.answers.code(us_state), "contiguous")


def guide_for(request: Request, people: int) -> Decimal:
    """Return the poverty guideline of a household (42 USC 9902(2)) on the day received."""
    region = region_of(request)
    table = request.law.numbers(f"poverty_{region}", on=request.received)
    more = request.number(f"poverty_more_{region}") * max(0, people - len(table))
    guideline = table[min(people, len(table)) - 1] + more
    return Decimal(guideline * request.practice.income_percent) / 100


def income_within(request: Request) -> Decimal | None:
    """Return the largest amount, in the stated period, within the guideline."""
    people = request.answers.number(household_size)
    times = TIMES_A_YEAR.get(request.answers.code(income_period))
    if not isinstance(people, int) or times is None:
        return None
    return Decimal(int(guide_for(request, people) / times))


MOST_DOUBTFUL_FIRST = (Outcome.UNLIKELY, Outcome.PERSON, Outcome.LIKELY)


@frozen
class Eligibility:
    """The outcome and its reasons, those that decided it first."""

    outcome: Outcome
    reasons: tuple[Reason, ...]


def decide(
    answers: Answers,
    law: LawBook,
    *,
    received: date,
    days_near: tuple[str, ...],
    practice: Practice,
    not_asked: frozenset[str] = frozenset(),
) -> Eligibility:
    """Return the outcome of all rules.

    *days_near* are the answers under a near or past date, as triage found them; *not_asked* are
    questions that were not asked yet, so that no answer to them is missing.

    The most doubtful rule governs; *unlikely* only if no ground of E7 applies.
    """
    request = Request(
        answers=answers,
        law=law,
        practice=practice,
        received=received,
        days_near=days_near,
        not_asked=not_asked,
    )
    verdicts = [verdict for rule in RULES if (verdict := rule(request))]
    outcomes = [verdict.outcome for verdict in verdicts]
    held = tuple(never_declined(request)) if Outcome.UNLIKELY in outcomes else ()
    return Eligibility(
        outcome=governing(outcomes, held),
        reasons=(
            *held,
            *(
                verdict.reason
                for outcome in (*MOST_DOUBTFUL_FIRST, None)
                for verdict in verdicts
                if verdict.outcome is outcome
            ),
        ),
    )


def governing(told: Collection[Outcome | None], held: Iterable[Reason]) -> Outcome:
    """Return the outcome of the rules' verdicts; ``held`` is evaluated only before *unlikely*."""
    outcome = next(outcome for outcome in MOST_DOUBTFUL_FIRST if outcome in told)
    return Outcome.PERSON if outcome is Outcome.UNLIKELY and any(held) else outcome
