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
    wordings_beside,
)
from intake.triage.proceedings import abroad, alone_under_18, is_closed, under_18_now
from intake.triage.rules.orders import FILE_AFTER_ORDER_DO, surely_ordered
from intake.words import Phrase, Reason, say

STATE_AGES = Statement(
    "Juvenile courts of fourteen states and of DC have jurisdiction until 21, of two until 19.",
    "State law, one source for each state under Legal values",
)
WORDINGS = wordings_beside(__file__)
OWN_BIRTHDAY = WORDINGS["own_birthday"]
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
CHILDS_BIRTHDAY = WORDINGS["childs_birthday"]
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
SIJS_DO = Phrase(
    "Ask a lawyer now about a state court order and Form I-360 for young people (SIJS). Both"
    " take months.",
    staff="SIJS: predicate order from the state court before that age, then I-360 before 21.",
)
FILE_AS_CHILD_DO = Phrase(
    "Ask now for a lawyer for children, at no cost: KIND (supportkind.org). For a child who is"
    " alone, the asylum form (I-589) should reach USCIS before that day. It must be signed,"
    " with an answer to every question and the fee.",
    staff=(
        "UC: complete, signed I-589 with the fee at USCIS before 18 (8 USC"
        " 1158(b)(3)(C)), also from court; then SIJS."
    ),
)
DERIVATIVE_DO = Phrase(
    "Send the asylum form (I-589) with this child’s name in it. It must arrive before that day,"
    " signed, with an answer to every question and the fee.",
    staff=(
        "File the I-589 listing the child before the birthday (8 USC 1158(b)(3)(B)): complete,"
        " signed, with the fee."
    ),
)
DERIVATIVE_UNSURE_DO = Phrase(
    "Look now for a receipt of the asylum form (I-589). If you find none, or left the US"
    " since then, send the form with this child’s name in it. It must arrive before that day,"
    " signed, with an answer to every question and the fee.",
    "Look now for a receipt of the asylum form (I-589). If they find none, or left the US"
    " since then, send the form with this child’s name in it. It must arrive before that day,"
    " signed, with an answer to every question and the fee.",
    (
        "Find the I-589 receipt and any departure since (8 CFR 208.8(a)); if not pending, file it"
        " before the birthday: complete, signed, with the fee (8 USC 1158(b)(3)(B))."
    ),
)
FAMILY_CHILD_DO = Phrase(
    "Send Form I-730 to USCIS for this child now. It is free. The law may count the child’s age"
    " on the day you asked for asylum or refugee status. So send it even if the birthday has"
    " passed, and ask a lawyer.",
    "Send Form I-730 to USCIS for this child now. It is free. The law may count the child’s age"
    " on the day they asked for asylum or refugee status. So send it even if the birthday has"
    " passed, and ask a lawyer.",
    (
        "I-730 for the child: age fixed on the day of the parent's I-589 or refugee application (8"
        " USC 1158(b)(3)(B), 1157(c)(2)(B)); unmarried; two years, see R18."
    ),
)
MAYBE_FAMILY_CHILD_DO = Phrase(
    "If you have asylum or refugee status, send Form I-730 to USCIS for this child. It is free."
    " If you do not, send the asylum form (I-589) with this child’s name in it. It must arrive"
    " before that day, signed, with an answer to every question and the fee.",
    "If they have asylum or refugee status, send Form I-730 to USCIS for this child. It is"
    " free. If they do not, send the asylum form (I-589) with this child’s name in it. It must"
    " arrive before that day, signed, with an answer to every question and the fee.",
    (
        "Confirm the status: with it an I-730 (age fixed, 8 USC 1158(b)(3)(B), 1157(c)(2)(B));"
        " without it the I-589 listing the child before the birthday, with the fee."
    ),
)
FEES = {
    **dict.fromkeys(
        (FILE_AS_CHILD_DO, DERIVATIVE_DO, DERIVATIVE_UNSURE_DO, MAYBE_FAMILY_CHILD_DO), "fee_i589"
    ),
    SIJS_DO: "fee_sij",
}
"""The steps of R12 that have a fee."""

BIRTH_DATE_DO = Phrase(
    "Tell us the birth date, or the year. Some help ends on a birthday.",
    staff="Ask the birth date first: age-out may be near.",
)
AGE_OVER_DO = Phrase(
    "Ask a lawyer what other help fits now. Some kinds of help go on after that age.",
    staff="Aged out of this relief: check the others (asylum, T, U, VAWA, CSPA).",
)
STATE_AGE_DO = Phrase(
    "Ask a lawyer now if the courts of your state still help at this age (SIJS). Ask what other"
    " help fits.",
    "Ask a lawyer now if the courts of their state still help at this age (SIJS). Ask what"
    " other help fits.",
    "Check the age of the state's courts; then SIJS, or other relief (asylum, T, U, VAWA).",
)
LONE_CHILD_DO = Phrase(
    "Ask for a lawyer for children, at no cost: KIND (supportkind.org). The government’s line"
    " for families of children is 1-800-203-7001.",
    staff="UC: asylum with USCIS first, no one-year limit, SIJS; check ORR (1-800-203-7001).",
)
LONE_CHILD_FILE_DO = Phrase(
    "Ask for a lawyer for children, at no cost: KIND (supportkind.org). The government’s line"
    " for families of children is 1-800-203-7001. The asylum form (I-589) goes to USCIS, even"
    " if there is a court case.",
    staff=(
        "UC: I-589 to USCIS, also from court (8 USC 1158(b)(3)(C); J.O.P. settlement, to February"
        " 2028), before 18; no one-year limit; SIJS; check ORR (1-800-203-7001)."
    ),
)
MAYBE_LONE_CHILD_FILE_DO = Phrase(
    "Tell us if a parent is with you. Ask for a lawyer for children, at no cost: KIND"
    " (supportkind.org). If you are alone, the asylum form (I-589) goes to USCIS, even if there"
    " is a court case.",
    "Tell us if a parent is with them. Ask for a lawyer for children, at no cost: KIND"
    " (supportkind.org). If they are alone, the asylum form (I-589) goes to USCIS, even if"
    " there is a court case.",
    "Ask if a parent is here. If not: UC, I-589 to USCIS, also from court; no one-year limit.",
)
CAME_ALONE_DO = Phrase(
    "Ask a lawyer about this now. Say that you came alone as a child, and when.",
    "Ask a lawyer about this now. Say that they came alone as a child, and when.",
    "Find the UC finding (ORR papers, NTA): USCIS keeps first jurisdiction (J.O.P.).",
)
CAME_ALONE_FILE_DO = Phrase(
    "Ask a lawyer about this now. Say that you came alone as a child, and when. The asylum form"
    " (I-589) can go to USCIS first, even if there is a court case.",
    "Ask a lawyer about this now. Say that they came alone as a child, and when. The asylum"
    " form (I-589) can go to USCIS first, even if there is a court case.",
    (
        "Find the UC finding (ORR papers, NTA). I-589 to USCIS, also from court (8 USC"
        " 1158(b)(3)(C); J.O.P. settlement, to February 2028)."
    ),
)
AGE_DO = Phrase(
    "Tell us the birth date, or the year. Special rules help people under 18 who are alone. Ask"
    " KIND (supportkind.org) for a lawyer for children, at no cost.",
    staff="Ask the birth date first: UC rules apply under 18.",
)


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


LONE_CHILD = Phrase(
    "You are under %(age)s and alone. There are special rules that can help you.",
    "They are under %(age)s and alone. There are special rules that can help them.",
    "Unaccompanied and under %(age)s. Special rules apply.",
)
MAYBE_LONE_CHILD = Phrase(
    "You may be under %(age)s and alone. If so, there are special rules that can help you.",
    "They may be under %(age)s and alone. If so, there are special rules that can help them.",
    "May be unaccompanied and under %(age)s. Special rules may apply.",
)


CAME_ALONE = Phrase(
    "You came to the US alone when you were under %(age)s. There are special rules that can"
    " still help you.",
    "They came to the US alone when they were under %(age)s. There are special rules that can"
    " still help them.",
    "Came unaccompanied under %(age)s: a UC finding keeps its effect.",
)
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
