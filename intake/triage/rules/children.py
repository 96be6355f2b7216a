"""R12 and R14: birthdays that end help, and children alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from intake.questionnaire.asylum.dates import asylum_filed
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.you import birth_date, children_birth_dates, minor_with_parent
from intake.questionnaire.dates import SaidDate
from intake.reasons import Reason
from intake.triage.counting import Counted, LastDay, Wording, count, how_known
from intake.triage.days import add_days, add_years
from intake.triage.deadlines import Finding
from intake.triage.disputes import doubted, otherwise
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_no_date
from intake.triage.tiers import Tier, Urgency, always
from intake.words import N_, say

OWN = Wording(
    exact=N_("You turn %(age)s on %(day)s. Some help ends then."),
    may=N_("You may turn %(age)s on %(day)s. Some help ends then."),
    over=N_("You turned %(age)s on %(day)s. Some help ends then. Other help does not."),
    unclear=N_("Some help ends when you turn %(age)s. We do not know the day."),
)
CHILD = Wording(
    exact=N_("A child turns %(age)s on %(day)s. Some help ends then."),
    may=N_("A child may turn %(age)s on %(day)s. Some help ends then."),
    over=N_("A child turned %(age)s on %(day)s. Some help ends then. Other help does not."),
    unclear=N_("Some help ends when a child turns %(age)s. We do not know the day."),
)

OTHER_AGE = N_("Some state courts help until you turn %(age)s. The last day before it is %(day)s.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Birthday:
    """A birthday that ends some help: of which age, by which provision, and how to say it."""

    age: str
    authority: str
    wording: Wording


STATE_COURT = Birthday(
    age="sijs_state_age", authority="INA 101(a)(27)(J); state law on minors", wording=OWN
)
PETITION = Birthday(age="sijs_age", authority="INA 101(a)(27)(J); 8 CFR 204.11(b)", wording=OWN)
WITH_PARENT = Birthday(
    age="derivative_age", authority="INA 208(b)(3), 8 USC 1158(b)(3)(B)", wording=CHILD
)


def r12_own_birthday(facts: Facts) -> Iterator[Finding]:
    """R12. A special immigrant juvenile needs a state court's order first: INA 101(a)(27)(J).

    State courts stop at 18, 19 or 21, so the alarm is 18; the petition is filed before 21, 8 CFR
    204.11(b). For whom a parent harmed, and for a child alone. Silent without a birth date.
    """
    born = facts.answers.date(birth_date)
    harmed = facts.is_one_of(help_types, "parent_harm")
    if born is None or not (harmed or maybe_alone(facts)):
        return
    other = help_types if harmed else minor_with_parent
    for birthday in (STATE_COURT, PETITION):
        yield _day_before(facts, born, birthday, facts.given(birth_date, other))


def r12_childs_birthday(facts: Facts) -> Iterator[Finding]:
    """R12. A child is covered if under 21 when the parent files: 8 USC 1158(b)(3)(B).

    One deadline a child, as long as the form is not known to be filed.
    """
    if facts.is_one_of(asylum_filed, "yes"):
        return
    for born in facts.answers.dates(children_birth_dates):
        answers = facts.given(children_birth_dates, asylum_filed)
        yield _day_before(facts, born, WITH_PARENT, answers)


def r14_child_alone(facts: Facts) -> Iterator[Finding]:
    """R14. An unaccompanied child has no one-year limit: 8 USC 1158(a)(2)(E); 6 USC 279(g)(2).

    USCIS decides first even in court, INA 208(b)(3)(C); J.O.P. v. DHS settlement of 2024. P1,
    within days that we set.
    """
    if not maybe_alone(facts):
        return
    born = facts.said(birth_date)
    known = surely_alone(facts) and facts.is_one_of(minor_with_parent, "no")
    yield of_no_date(
        Reason(
            rule="R14",
            says=say(
                N_("You are under %(age)s and alone. Special rules help you.")
                if known
                else N_("You may be under %(age)s and alone. Then special rules help you."),
                age=facts.number("child_age"),
            ),
            authority="8 USC 1158(a)(2)(E); INA 208(b)(3)(C); 6 USC 279(g)(2)",
            answers=facts.given(birth_date, minor_with_parent),
        ),
        act_by=facts.within("lone_child_act_days"),
        tier=Tier.P1,
        certainty=how_known(born),
    )


def maybe_alone(facts: Facts) -> bool:
    """Whether the person may be under age, and is not known to be with a parent or guardian."""
    born = facts.answers.date(birth_date)
    return born is not None and _not_with_parent(facts) and _under_age(facts, born.last)


def surely_alone(facts: Facts) -> bool:
    """The same on every day that the birth date may mean: only then is the person exempt."""
    born = facts.said(birth_date).first
    return born is not None and _not_with_parent(facts) and _under_age(facts, born)


def _not_with_parent(facts: Facts) -> bool:
    return facts.is_one_of(minor_with_parent, "no", "not_sure")


def _under_age(facts: Facts, born: date | None) -> bool:
    return born is None or add_years(born, facts.number("child_age")) > facts.received


def _day_before(
    facts: Facts, born: SaidDate, birthday: Birthday, answers: tuple[str, ...]
) -> Finding:
    age = facts.number(birthday.age)
    counted = count(facts, born, lambda day: _last_before(facts, day, age))
    turns = born.first and add_years(born.first, age)
    return of_date(
        counted,
        Reason(
            rule="R12",
            says=doubted(facts, birthday.wording.of(counted, day=turns, age=age), birthday.age),
            authority=birthday.authority,
            answers=answers,
        ),
        urgency=_birthday_urgency(facts, counted),
        alternative=otherwise(
            facts,
            born,
            birthday.age,
            lambda day, other: _last_before(facts, day, other),
            text=OTHER_AGE,
            number="age",
        ),
    )


def _last_before(facts: Facts, born: date, age: int) -> LastDay:
    last = add_days(add_years(born, age), -1)
    return LastDay(raw=last, act_by=facts.roll_back(last), latest=last)


def _birthday_urgency(facts: Facts, counted: Counted) -> Urgency:
    if counted.passed:
        return always(Tier.P1)
    return facts.ladder(counted.act_by).at_least(
        facts.rise(Tier.P1, counted.act_by, "age_p1_days"),
        facts.rise(Tier.P2, counted.act_by, "age_p2_days"),
    )
