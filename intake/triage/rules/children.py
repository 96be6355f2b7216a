"""R12 and R14: birthdays that end help, and children alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from intake.frozen import frozen
from intake.questionnaire.asylum.dates import (
    asylum_filed,
    asylum_filed_where,
    left_since_filing,
    status_granted_date,
)
from intake.questionnaire.asylum.safety import needs
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.start import filling_for, under_18
from intake.questionnaire.asylum.where import us_state
from intake.questionnaire.asylum.you import (
    arrived_alone_under_18,
    birth_date,
    children_birth_dates,
    minor_with_parent,
)
from intake.questionnaire.dates import SaidDate
from intake.triage.days import add_days, add_months, add_years
from intake.triage.deadlines import Office, Tier, always
from intake.triage.facts import Facts, filing_of, has_status
from intake.triage.fees import with_fee
from intake.triage.findings import (
    LAW,
    PERSON,
    Chip,
    Findings,
    LastDay,
    Rule,
    Statement,
    Unknown,
    Wording,
    certainty_of,
    count,
    of_date,
    of_no_date,
    of_unknown,
    sentences_beside,
)
from intake.triage.proceedings import abroad, alone_under_18, is_closed, under_18_now
from intake.triage.rules.orders import FILE_AFTER_ORDER_DO, surely_ordered
from intake.words import Phrase, Reason, say

STATE_AGES = Statement(
    "Juvenile courts of fourteen states and of DC have jurisdiction until 21, of two until 19.",
    "State law, one source for each state under Legal values",
)
PHRASES, WORDINGS = sentences_beside(__file__)
OWN_BIRTHDAY = WORDINGS["OWN_BIRTHDAY"]
OWN_BIRTHDAY_IN_A_STATE = replace(
    OWN_BIRTHDAY,
    over=Phrase(
        "You turned %(age)s on %(day)s. Some kinds of help may have ended then. In some states"
        " they go on to 19 or 21.",
        "They turned %(age)s on %(day)s. Some kinds of help may have ended then. In some"
        " states they go on to 19 or 21.",
        "Turned %(age)s on %(day)s. No age for this state in the law book: 18, 19 or 21, check.",
    ),
)
CHILDS_BIRTHDAY = WORDINGS["CHILDS_BIRTHDAY"]
CHILDS_BIRTHDAY_UNSURE = Wording(
    exact=Phrase(
        "A child turns %(age)s on %(day)s. Some kinds of help may end then.",
        "",
        "A child turns %(age)s on %(day)s. Some relief may end, or the age may be fixed already.",
    ),
    may=Phrase(
        "A child may turn %(age)s on %(day)s. Some kinds of help may end then.",
        "",
        "A child may turn %(age)s on %(day)s. Some relief may end, or the age may be fixed.",
    ),
    over=Phrase(
        "A child turned %(age)s on %(day)s. Some kinds of help may have ended then.",
        "",
        "A child turned %(age)s on %(day)s. Some relief may have ended, or the age may be fixed.",
    ),
    unclear=CHILDS_BIRTHDAY.unclear,
)
SIJS_DO = PHRASES["SIJS_DO"]
FILE_AS_CHILD_DO = PHRASES["FILE_AS_CHILD_DO"]
DERIVATIVE_DO = PHRASES["DERIVATIVE_DO"]
DERIVATIVE_UNSURE_DO = PHRASES["DERIVATIVE_UNSURE_DO"]
FAMILY_CHILD_DO = PHRASES["FAMILY_CHILD_DO"]
MAYBE_FAMILY_CHILD_DO = PHRASES["MAYBE_FAMILY_CHILD_DO"]
FEES = {
    **dict.fromkeys(
        (FILE_AS_CHILD_DO, DERIVATIVE_DO, DERIVATIVE_UNSURE_DO, MAYBE_FAMILY_CHILD_DO), "fee_i589"
    ),
    SIJS_DO: "fee_sij",
}
"""The steps of R12 that have a fee."""

BIRTH_DATE_DO = PHRASES["BIRTH_DATE_DO"]
AGE_OVER_DO = PHRASES["AGE_OVER_DO"]
STATE_AGE_DO = PHRASES["STATE_AGE_DO"]
LONE_CHILD_DO = PHRASES["LONE_CHILD_DO"]
LONE_CHILD_FILE_DO = PHRASES["LONE_CHILD_FILE_DO"]
MAYBE_LONE_CHILD_FILE_DO = PHRASES["MAYBE_LONE_CHILD_FILE_DO"]
CAME_ALONE_DO = PHRASES["CAME_ALONE_DO"]
CAME_ALONE_FILE_DO = PHRASES["CAME_ALONE_FILE_DO"]
AGE_DO = PHRASES["AGE_DO"]


@frozen
class Birthday:
    """A birthday that ends some help: the age as a parameter, the provision, the phrases.

    ``do`` is the step before the birthday, ``do_after`` the one once it has passed.
    """

    age: str
    authority: str
    wording: Wording
    do: Phrase
    do_after: Phrase = AGE_OVER_DO


PETITION = Birthday(
    age="sijs_age", authority="INA 101(a)(27)(J); 8 CFR 204.11(b)", wording=OWN_BIRTHDAY, do=SIJS_DO
)

ALONE = Birthday(
    age="child_age",
    authority="6 USC 279(g)(2); 8 USC 1158(a)(2)(E), 1158(b)(3)(C)",
    wording=OWN_BIRTHDAY,
    do=FILE_AS_CHILD_DO,
)

WITH_PARENT = Birthday(
    age="derivative_age",
    authority="INA 208(b)(3), 8 USC 1158(b)(3)(B)",
    wording=CHILDS_BIRTHDAY,
    do=DERIVATIVE_DO,
)
MAYBE_WITH_PARENT = replace(WITH_PARENT, wording=CHILDS_BIRTHDAY_UNSURE, do=DERIVATIVE_UNSURE_DO)

OF_FAMILY = replace(
    WITH_PARENT,
    authority="8 USC 1158(b)(3)(B), 1157(c)(2)(B); 8 CFR 207.7, 208.21",
    wording=CHILDS_BIRTHDAY_UNSURE,
    do=FAMILY_CHILD_DO,
    do_after=FAMILY_CHILD_DO,
)
MAYBE_OF_FAMILY = replace(OF_FAMILY, do=MAYBE_FAMILY_CHILD_DO)


age_limit = Rule(
    "R12",
    chip=Chip("Age limit", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.NONE,
    if_unknown=Unknown(Tier.P2),
    to_confirm=(STATE_AGES,),
)


@age_limit
def r12_own_birthday(facts: Facts) -> Findings:
    """R12. A special immigrant juvenile needs a state court's order first: INA 101(a)(27)(J).

    Speaks in the US to whom a parent harmed: the age of the state's courts, a dated table, and
    where that is 18, also 21 for the petition, 8 CFR 204.11(b). For a child alone also 18
    everywhere, 6 USC 279(g)(2): until then the form may go to USCIS, even from court, INA
    208(b)(3)(C). The day is the one before the birthday, law; no holiday moves it. On the ladder,
    at least P1 within 30 days and P2 within 180. Passed within a year: P2, and only as possible
    in a state without an age of its own; longer: silent. Without a birth date, where help may
    depend on it: P2, ask it.
    """
    if abroad(facts):
        return
    harmed = facts.is_one_of(help_types, "parent_harm")
    born = facts.said(birth_date)
    if not born.known:
        if harmed or facts.is_one_of(filling_for, "child") or alone_under_18(facts):
            yield of_unknown(
                facts,
                Reason(
                    "R12",
                    say(OWN_BIRTHDAY.unclear, age=facts.number("sijs_state_age")),
                    PETITION.authority,
                    facts.given(birth_date, help_types, filling_for, needs, under_18),
                ),
                say(BIRTH_DATE_DO),
            )
        return
    for birthday in _own_birthdays(facts, harmed=harmed):
        asked = minor_with_parent if birthday.age == ALONE.age else help_types
        yield from _day_before(facts, born, birthday, facts.given(birth_date, asked))


@age_limit
def r12_childs_birthday(facts: Facts) -> Findings:
    """R12. A child is covered if under 21 when the parent files: 8 USC 1158(b)(3)(B).

    Speaks in the US of each child while the form is not known to be filed, as R08 weighs it: a
    form that may not be sent, or no longer counts, names no child. Children that were skipped are
    silent, and so is withholding alone, which covers no relative. Where the parent has asylum or
    refugee status, the step is Form I-730 and the age may be fixed, 8 USC 1157(c)(2)(B). The day is
    the one before the 21st birthday, law; no holiday moves it. On the ladder, at least P1 within 30
    days and P2 within 180. Passed within a year: P2; longer: silent. A birth date not known: P2,
    ask it.
    """
    if abroad(facts) or filing_of(facts) == "filed" or is_closed(facts, "R12"):
        return
    for born in facts.answers.dates(children_birth_dates):
        answers = facts.given(children_birth_dates, asylum_filed, left_since_filing)
        if facts.is_one_of(help_types, "bring_family"):
            answers = facts.given(children_birth_dates, help_types, status_granted_date)
        yield from _day_before(facts, born, _of_child(facts), answers)


LONE_CHILD = PHRASES["LONE_CHILD"]
MAYBE_LONE_CHILD = PHRASES["MAYBE_LONE_CHILD"]


CAME_ALONE = PHRASES["CAME_ALONE"]
UC_FINDING = "uc_finding"


@Rule(
    "R14",
    chip=Chip("Unaccompanied child", PERSON),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.NONE,
    if_unknown=None,
    to_confirm=(),
)
def r14_child_alone(facts: Facts) -> Findings:
    """R14. An unaccompanied child has no one-year limit: 8 USC 1158(a)(2)(E); 6 USC 279(g)(2).

    USCIS decides first even in court, INA 208(b)(3)(C); J.O.P. v. DHS settlement of 2024, to
    February 2028. Speaks to whoever may be under 18 and is not known to be with a parent, and at
    any age to whoever came alone under 18. P1, within days that we set. Asks where the age is not
    known. A form that was sent is not asked for again.
    """
    child, came_alone = surely_alone(facts), facts.is_yes(arrived_alone_under_18)
    asks = not child and not came_alone
    if asks and not alone_under_18(facts):
        return
    says, do, to_file = MAYBE_LONE_CHILD, AGE_DO, AGE_DO
    skipped = not came_alone and not facts.is_one_of(needs, "child_alone")
    skipped = skipped and minor_with_parent.id not in facts.answers
    beside_parent = came_alone and facts.is_yes(minor_with_parent)
    if child and not beside_parent:
        told = facts.is_one_of(minor_with_parent, "no") or facts.is_one_of(needs, "child_alone")
        says = LONE_CHILD if told else MAYBE_LONE_CHILD
        do, to_file = LONE_CHILD_DO, MAYBE_LONE_CHILD_FILE_DO if skipped else LONE_CHILD_FILE_DO
    elif came_alone:
        says, do, to_file = CAME_ALONE, CAME_ALONE_DO, CAME_ALONE_FILE_DO
    sent = filing_of(facts) == "filed" or surely_ordered(facts)
    act_by = facts.within("lone_child_act_days")
    step = say(do if sent else to_file)
    yield of_no_date(
        Reason(
            "R14",
            say(says, age=facts.number("child_age")),
            "8 USC 1158(a)(2)(E); INA 208(b)(3)(C); 6 USC 279(g)(2)",
            facts.given(birth_date, under_18, minor_with_parent, needs, arrived_alone_under_18),
        ),
        step if sent or asks else with_fee(facts, step, "fee_i589", by=act_by),
        act_by=act_by,
        tier=Tier.P1,
        certainty=certainty_of(facts.said(birth_date)),
        asks=asks,
        flags=() if asks or skipped else (UC_FINDING,),
    )


def surely_alone(facts: Facts) -> bool:
    """Return true for a person surely under 18 who is not known to be with a parent.

    Exempt from the year, and from deportation without a judge, 8 USC 1232(a)(5)(D).
    """
    return under_18_now(facts) == "yes" and alone_under_18(facts)


def _own_birthdays(facts: Facts, *, harmed: bool) -> Iterator[Birthday]:
    """Return the birthdays that count, each age once for each step."""
    chosen = [_state_court(facts), PETITION] if harmed else []
    chosen += [_alone(facts)] if alone_under_18(facts) else []
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
    return replace(ALONE, do=LONE_CHILD_DO) if sent else ALONE


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
    has_row = facts.law.has(row, on=facts.received)
    return Birthday(
        age=row if has_row else "sijs_state_age",
        authority="INA 101(a)(27)(J); state law on minors",
        wording=OWN_BIRTHDAY if has_row else OWN_BIRTHDAY_IN_A_STATE,
        do=SIJS_DO,
        do_after=AGE_OVER_DO if has_row else STATE_AGE_DO,
    )


def _day_before(
    facts: Facts, born: SaidDate, birthday: Birthday, answers: tuple[str, ...]
) -> Findings:
    age = facts.number(birthday.age)
    counted = count(facts, born, lambda day: _last_before(facts, day, age))
    turns = born.first and add_years(born.first, age)
    reason = Reason(
        "R12", birthday.wording.of(counted, day=turns, age=age), birthday.authority, answers
    )
    do = birthday.do_after if counted.passed else birthday.do
    step = say(do)
    if do in FEES:
        by = None if do is SIJS_DO else counted.act_by
        step = with_fee(facts, step, FEES[do], by=by)
    urgency = always(Tier.P2)
    if not counted.passed:
        urgency = facts.ladder(counted.act_by).at_least(
            facts.rise(Tier.P1, counted.act_by, "age_p1_days"),
            facts.rise(Tier.P2, counted.act_by, "age_p2_days"),
        )
    last = counted.passed and born.last and add_years(born.last, age)
    if not last or add_months(last, facts.number("age_passed_months")) >= facts.received:
        yield of_date(facts, counted, reason, step, unknown=say(BIRTH_DATE_DO), urgency=urgency)


def _last_before(facts: Facts, born: date, age: int) -> LastDay:
    last = add_days(add_years(born, age), -1)
    return LastDay(raw=last, act_by=facts.roll_back(last), latest=last)
