"""R12 and R14: birthdays that end help, and children alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from intake.questionnaire.asylum.dates import (
    asylum_filed,
    asylum_filed_where,
    left_since_filing,
    status_granted_date,
)
from intake.questionnaire.asylum.safety import needs
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.asylum.where import us_state
from intake.questionnaire.asylum.you import (
    arrived_alone_under_18,
    birth_date,
    children_birth_dates,
    minor_with_parent,
)
from intake.questionnaire.dates import SaidDate
from intake.reasons import Reason
from intake.triage.asylum_form import filing_of, has_status
from intake.triage.counting import Counted, LastDay, Wording, certainty_of, count
from intake.triage.days import add_days, add_months, add_years
from intake.triage.deadlines import Finding, SetBy
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_no_date
from intake.triage.phrases import people as words
from intake.triage.phrases.orders import FILE_AFTER_ORDER_DO
from intake.triage.proceedings import abroad
from intake.triage.rules.orders import surely_ordered
from intake.triage.tiers import Tier, Urgency, always
from intake.triage.unknown_dates import of_unknown
from intake.words import Phrase, say


@dataclass(frozen=True, kw_only=True, slots=True)
class Birthday:
    """A birthday that ends some help: the age as a parameter, the provision, the phrases.

    ``do`` is the step before the birthday, ``do_after`` the one once it has passed.
    """

    age: str
    authority: str
    wording: Wording
    do: Phrase
    do_after: Phrase = words.AGE_OVER_DO


PETITION = Birthday(
    age="sijs_age",
    authority="INA 101(a)(27)(J); 8 CFR 204.11(b)",
    wording=words.OWN,
    do=words.SIJS_DO,
)
ALONE = Birthday(
    age="child_age",
    authority="6 USC 279(g)(2); 8 USC 1158(a)(2)(E), 1158(b)(3)(C)",
    wording=words.OWN,
    do=words.LONE_CHILD_DO,
)
WITH_PARENT = Birthday(
    age="derivative_age",
    authority="INA 208(b)(3), 8 USC 1158(b)(3)(B)",
    wording=words.CHILD,
    do=words.DERIVATIVE_DO,
)
MAYBE_WITH_PARENT = replace(WITH_PARENT, wording=words.CHILD_UNSURE, do=words.DERIVATIVE_UNSURE_DO)
OF_FAMILY = replace(
    WITH_PARENT,
    authority="8 USC 1158(b)(3)(B), 1157(c)(2)(B); 8 CFR 207.7, 208.21",
    wording=words.CHILD_UNSURE,
    do=words.FAMILY_CHILD_DO,
    do_after=words.FAMILY_CHILD_DO,
)
MAYBE_OF_FAMILY = replace(OF_FAMILY, do=words.MAYBE_FAMILY_CHILD_DO)


def r12_own_birthday(facts: Facts) -> Iterator[Finding]:
    """R12. A special immigrant juvenile needs a state court's order first: INA 101(a)(27)(J).

    Speaks in the US to whom a parent harmed: the age of the state's courts, a dated table, and
    where that is 18, also 21 for the petition, 8 CFR 204.11(b). For a child alone also 18
    everywhere, 6 USC 279(g)(2): until then the form may go to USCIS, even from court, INA
    208(b)(3)(C). The day is the one before the birthday, law; no holiday moves it. On the ladder,
    at least P1 within 30 days and P2 within 180. Passed within a year: P2; longer: silent. Without
    a birth date, where help may depend on it: P2, ask it.
    """
    if abroad(facts):
        return
    harmed = facts.is_one_of(help_types, "parent_harm")
    born = facts.said(birth_date)
    if not born.known:
        if harmed or facts.is_one_of(filling_for, "child") or facts.is_one_of(needs, "child_alone"):
            yield _ask_birth_date(facts)
        return
    for birthday in _own_birthdays(facts, harmed=harmed):
        asked = minor_with_parent if birthday.age == ALONE.age else help_types
        yield from _day_before(facts, born, birthday, facts.given(birth_date, asked))


def r12_childs_birthday(facts: Facts) -> Iterator[Finding]:
    """R12. A child is covered if under 21 when the parent files: 8 USC 1158(b)(3)(B).

    Speaks in the US of each child while the form is not known to be filed, as R08 weighs it: a
    form that may not be sent, or no longer counts, names no child. Children that were skipped are
    silent. Where the parent has asylum or refugee status, the step is Form I-730 and the age may
    be fixed, 8 USC 1157(c)(2)(B). The day is the one before the 21st birthday, law; no holiday
    moves it. On the ladder, at least P1 within 30 days and P2 within 180. Passed within a year:
    P2; longer: silent. A birth date not known: P2, ask it.
    """
    if abroad(facts) or filing_of(facts) == "filed":
        return
    for born in facts.answers.dates(children_birth_dates):
        yield from _day_before(facts, born, _of_child(facts), _behind_child(facts))


def r14_child_alone(facts: Facts) -> Iterator[Finding]:
    """R14. An unaccompanied child has no one-year limit: 8 USC 1158(a)(2)(E); 6 USC 279(g)(2).

    USCIS decides first even in court, INA 208(b)(3)(C); J.O.P. v. DHS settlement of 2024. Speaks
    to whoever may be under 18 and is not known to be with a parent, and without a birth date to
    whoever says so in one tap. P1, within days that we set.
    """
    if not maybe_alone(facts):
        return
    yield of_no_date(
        Reason(
            rule="R14",
            says=say(
                words.ALONE if surely_alone(facts) else words.MAYBE_ALONE,
                age=facts.number("child_age"),
            ),
            authority="8 USC 1158(a)(2)(E); INA 208(b)(3)(C); 6 USC 279(g)(2)",
            answers=facts.given(birth_date, minor_with_parent, needs, arrived_alone_under_18),
        ),
        say(words.ALONE_DO),
        act_by=facts.within("lone_child_act_days"),
        tier=Tier.P1,
        certainty=certainty_of(facts.said(birth_date)),
    )


def maybe_alone(facts: Facts) -> bool:
    """Return true for a person who may be under 18 and is not known to be with a parent."""
    born = facts.said(birth_date)
    says_so = facts.is_one_of(needs, "child_alone") or facts.is_one_of(
        arrived_alone_under_18, "yes"
    )
    if not born.known:
        unsure = birth_date.id in facts.answers and _not_with_parent(facts)
        return says_so or unsure
    return (_not_with_parent(facts) or says_so) and _under_age(facts, born.last)


def surely_alone(facts: Facts) -> bool:
    """Return true for a child told to be alone, on every day that the birth date may mean.

    Exempt from the year. *Not sure* about the parent is not enough.
    """
    born = facts.said(birth_date).first
    alone = facts.is_one_of(minor_with_parent, "no")
    return born is not None and alone and _under_age(facts, born)


def _not_with_parent(facts: Facts) -> bool:
    return facts.is_one_of(minor_with_parent, "no", "not_sure")


def _under_age(facts: Facts, born: date | None) -> bool:
    return born is None or add_years(born, facts.number("child_age")) > facts.received


def _own_birthdays(facts: Facts, *, harmed: bool) -> Iterator[Birthday]:
    """Return the birthdays that count, each age once for each step."""
    chosen = [_state_court(facts), PETITION] if harmed else []
    chosen += [_alone(facts)] if maybe_alone(facts) else []
    steps: set[tuple[int, Phrase]] = set()
    for birthday in chosen:
        step = (facts.number(birthday.age), birthday.do)
        if step not in steps:
            steps.add(step)
            yield birthday


def _alone(facts: Facts) -> Birthday:
    """Return the 18th birthday of a lone child, whose form may be with USCIS already."""
    with_office = facts.is_one_of(asylum_filed_where, "immigration_office")
    sent = with_office and filing_of(facts) == "filed"
    return replace(ALONE, do=words.ALONE_DO) if sent else ALONE


def _behind_child(facts: Facts) -> tuple[str, ...]:
    if facts.is_one_of(help_types, "bring_family"):
        return facts.given(children_birth_dates, help_types, status_granted_date)
    return facts.given(children_birth_dates, asylum_filed, left_since_filing)


def _of_child(facts: Facts) -> Birthday:
    """Return the birthday by what the parent has, and by whether the form was sent for certain.

    After an order the form is not sent alone.
    """
    if has_status(facts):
        return OF_FAMILY
    birthday = MAYBE_WITH_PARENT
    if facts.is_one_of(help_types, "bring_family"):
        birthday = MAYBE_OF_FAMILY
    elif filing_of(facts) == "not_filed":
        birthday = WITH_PARENT
    return replace(birthday, do=FILE_AFTER_ORDER_DO) if surely_ordered(facts) else birthday


def _state_court(facts: Facts) -> Birthday:
    row = f"sijs_state_age_{facts.answers.code(us_state).lower()}"
    return Birthday(
        age=row if facts.law.has(row) else "sijs_state_age",
        authority="INA 101(a)(27)(J); state law on minors",
        wording=words.OWN,
        do=words.SIJS_DO,
    )


def _ask_birth_date(facts: Facts) -> Finding:
    return of_unknown(
        facts,
        Reason(
            rule="R12",
            says=say(words.OWN.unclear, age=facts.number("sijs_state_age")),
            authority=PETITION.authority,
            answers=facts.given(birth_date, help_types, filling_for, needs),
        ),
        say(words.BIRTH_DATE_DO),
    )


def _day_before(
    facts: Facts, born: SaidDate, birthday: Birthday, answers: tuple[str, ...]
) -> Iterator[Finding]:
    age = facts.number(birthday.age)
    counted = count(facts, born, lambda day: _last_before(facts, day, age))
    turns = born.first and add_years(born.first, age)
    reason = Reason(
        rule="R12",
        says=birthday.wording.of(counted, day=turns, age=age),
        authority=birthday.authority,
        answers=answers,
    )
    if counted.raw is None:
        yield of_unknown(facts, reason, say(words.BIRTH_DATE_DO))
    elif not _long_past(facts, counted, born, age):
        yield of_date(
            facts,
            counted,
            reason,
            say(
                birthday.do_after if counted.passed else birthday.do,
                dollars=facts.number("asylum_form_fee_dollars"),
            ),
            set_by=SetBy.LAW,
            urgency=_birthday_urgency(facts, counted),
        )


def _long_past(facts: Facts, counted: Counted, born: SaidDate, age: int) -> bool:
    if not counted.passed or born.last is None:
        return False
    listed = add_months(add_years(born.last, age), facts.number("age_passed_months"))
    return listed < facts.received


def _last_before(facts: Facts, born: date, age: int) -> LastDay:
    last = add_days(add_years(born, age), -1)
    return LastDay(raw=last, act_by=facts.roll_back(last), latest=last)


def _birthday_urgency(facts: Facts, counted: Counted) -> Urgency:
    if counted.passed:
        return always(Tier.P2)
    return facts.ladder(counted.act_by).at_least(
        facts.rise(Tier.P1, counted.act_by, "age_p1_days"),
        facts.rise(Tier.P2, counted.act_by, "age_p2_days"),
    )
