"""R02 and R03: detention, and fear interviews."""

from datetime import date

from intake.law.circuits import CIRCUIT_OF
from intake.questionnaire.asylum.child_in_detention import child_in_detention
from intake.questionnaire.asylum.dates import (
    bad_decision,
    bad_decision_date,
    fear_decision_date,
    fear_interview,
    old_order,
    old_order_date,
)
from intake.questionnaire.asylum.proceedings import fear_review, fear_review_date
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.asylum.where import detained_now, us_state
from intake.questionnaire.dates import SaidDate
from intake.triage.days import add_days
from intake.triage.deadlines import Office, SetBy, Tier, always
from intake.triage.facts import Facts
from intake.triage.findings import (
    DANGER,
    Chip,
    Findings,
    LastDay,
    Rule,
    Statement,
    Unknown,
    as_maybe,
    count,
    days_after,
    of_date,
    of_no_date,
    of_unknown,
    sentences_beside,
    urgency_of,
)
from intake.triage.proceedings import Place, abroad, holds, is_open, surely_detained, told_order
from intake.triage.rules.decisions import petition_do
from intake.words import N_, Phrase, Reason, say

_TODAY = N_(
    "Talk to a lawyer or accredited representative today. Sign nothing that you do not understand."
    " To find a person in detention, use locator.ice.gov."
)
_TODAY_THEY = N_(
    "Talk to a lawyer or accredited representative today. They should sign nothing that they do not"
    " understand. To find a person in detention, use locator.ice.gov."
)
PHRASES, WORDINGS = sentences_beside(__file__)
DETAINED = PHRASES["DETAINED"]
CHILD_DETAINED = PHRASES["CHILD_DETAINED"]
MAYBE_DETAINED = PHRASES["MAYBE_DETAINED"]
DETAINED_DO = Phrase(
    _TODAY,
    _TODAY_THEY,
    staff=(
        "Today: locate the person (locator.ice.gov), G-28, next hearing, fear claim. Bond hearings"
        " are unsettled in this circuit: check the current decisions."
    ),
)
BOND_POSSIBLE_DO = Phrase(
    _TODAY,
    _TODAY_THEY,
    staff=(
        "Today: locate the person (locator.ice.gov), G-28, next hearing, fear claim. Bond hearing"
        " possible in this circuit: ask the judge for one. A transfer changes the law."
    ),
)
BOND_DENIED_DO = Phrase(
    _TODAY,
    _TODAY_THEY,
    staff=(
        "Today: locate the person (locator.ice.gov), G-28, next hearing, fear claim. This circuit"
        " denies bond hearings after entry without inspection: parole or habeas."
    ),
)
NO_BOND_DO = Phrase(
    _TODAY,
    _TODAY_THEY,
    staff=(
        "Today: locate the person (locator.ice.gov), G-28, next hearing, fear claim. Order or fear"
        " process: detention is mandatory (INA 241(a), 8 USC 1225(b)(1)(B)(iii)(IV); Johnson v."
        " Guzman Chavez (2021)): parole or habeas."
    ),
)
CHILD_DETAINED_DO = PHRASES["CHILD_DETAINED_DO"]
CHILD_DETAINED_ASK = PHRASES["CHILD_DETAINED_ASK"]
DETAINED_ASK = PHRASES["DETAINED_ASK"]


@Rule(
    "R02",
    chip=Chip("Detained", DANGER),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.ICE,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(),
)
def r02_detained(facts: Facts) -> Findings:
    """R02. Detained cases move in days; bond law differs by circuit: INA 235(b), 236.

    Matter of Yajure Hurtado, 29 I&N Dec. 216 (BIA 2025), denies bond hearings to people who
    entered without inspection; whether a circuit follows stands in the table of circuits. Speaks
    of detention, and where nobody knows. A child is in the care of ORR, 6 USC 279: its line, not
    ICE's list. The day is today, ours: P0; not known: P1.
    """
    unknown = facts.unsure(detained_now) and not abroad(facts)
    if not surely_detained(facts) and not unknown:
        return
    child = child_in_detention(facts.answers, on=facts.received)
    reason = Reason(
        "R02",
        say((CHILD_DETAINED if child else DETAINED) if surely_detained(facts) else MAYBE_DETAINED),
        "INA 235(b), 236; Matter of Yajure Hurtado, 29 I&N Dec. 216 (BIA 2025)",
        detained(facts) or (detained_now.id,),
    )
    if surely_detained(facts):
        do = CHILD_DETAINED_DO if child else _bond(facts)
        yield of_no_date(reason, say(do), act_by=facts.received, tier=Tier.P0)
    else:
        yield of_unknown(facts, reason, say(CHILD_DETAINED_ASK if child else DETAINED_ASK))


def detained(facts: Facts) -> tuple[str, ...]:
    """Return the answers that say that the person is, or may be, in detention."""
    locked_up = facts.is_one_of(detained_now, "yes", "not_sure")
    for_detained = facts.is_one_of(filling_for, "detained_person")
    return (detained_now.id,) * locked_up + (filling_for.id,) * for_detained


def _bond(facts: Facts) -> Phrase:
    """Return what to do, by the bond law of the circuit of detention; none after an order."""
    if told_order(facts) or facts.is_one_of(fear_interview, "waiting", "not_passed"):
        return NO_BOND_DO
    row = f"bond_hearing_circuit_{CIRCUIT_OF.get(facts.answers.code(us_state), '')}"
    if not facts.law.has(row, on=facts.received):
        return DETAINED_DO
    return BOND_POSSIBLE_DO if facts.number(row) else BOND_DENIED_DO


NO_APPEAL = Statement(
    "No appeal to the Board lies from a judge's review of a negative fear finding.",
    "8 CFR 1003.42(f), 1208.31(g)(1)",
)
NOT_PASSED = WORDINGS["NOT_PASSED"]
NOT_PASSED_DO = PHRASES["NOT_PASSED_DO"]

REVIEW_WAITING = PHRASES["REVIEW_WAITING"]
REVIEW_WAITING_DO = PHRASES["REVIEW_WAITING_DO"]


@Rule(
    "R03a",
    chip=Chip("Fear interview", DANGER),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.ICE,
    if_unknown=None,
    to_confirm=(NO_APPEAL,),
)
def r03a_fear_not_found(facts: Facts) -> Findings:
    """R03a. A judge reviews a negative fear decision: 8 USC 1225(b)(1)(B)(iii)(III).

    Speaks after a failed interview, until the review is over. The day is today, ours: silence
    counts as no, 8 CFR 1208.31(f). The outer line is law: 7 days after the decision, 8 CFR
    1003.42(e); 10 where there is an old order, 8 CFR 208.31(g). Where an order is possible, it may
    be the seventh, and after that the tenth. No holiday moves it. P0. Once a judge agreed, the step
    is that of R03c, or of R07 where there is an old order; past the outer line it is silent.
    """
    if not is_open(facts, "R03a"):
        return
    affirmed, decided = holds(facts, Place.FEAR_AFFIRMED), facts.said(fear_decision_date)
    if affirmed and not decided.known:
        decided = affirmed_on(facts)
    of_order = _has_order(facts)
    parameter = "reasonable_fear_review_days" if of_order else "credible_fear_review_days"
    days = facts.number_for(parameter, decided)
    counted = count(facts, decided, lambda day: _review_of(facts, day, days))
    if affirmed and counted.passed:
        return
    if _order_unsure(facts) or decided != facts.said(fear_decision_date):
        counted = as_maybe(counted)
    waits = facts.is_one_of(fear_review, "waiting")
    do = say(REVIEW_WAITING_DO if waits else NOT_PASSED_DO)
    if affirmed:
        do = petition_do(facts, sure=True) if of_order else say(AFFIRMED_DO)
    yield of_date(
        facts,
        counted,
        Reason(
            "R03a",
            say(REVIEW_WAITING) if waits else NOT_PASSED.of(counted, days=days),
            "8 USC 1225(b)(1)(B)(iii)(III); 8 CFR 1003.42(e), 208.31(g), 1208.31(f)",
            facts.given(fear_decision_date, fear_interview, fear_review, old_order),
        ),
        do,
        asks=False,
        office=Office.COURT if waits else None,
        set_by=SetBy.US,
        urgency=always(Tier.P0),
    )


def affirmed_on(facts: Facts) -> SaidDate:
    """Return the day on which a judge agreed with the fear decision: told as such, or a denial."""
    denied = facts.is_one_of(bad_decision, "judge") and not facts.has_day(fear_review_date)
    return facts.said(bad_decision_date if denied else fear_review_date)


def _has_order(facts: Facts) -> bool:
    return facts.is_one_of(old_order, "came_back", "never_left")


def _order_unsure(facts: Facts) -> bool:
    """Return true where there may be an old order; the day of one, beside a *no*, says so too."""
    return not _has_order(facts) and (facts.unsure(old_order) or facts.has_day(old_order_date))


def _review_of(facts: Facts, decided: date, days: int) -> LastDay:
    last = add_days(decided, days)
    if last < facts.received and _order_unsure(facts):
        last = add_days(decided, facts.number("reasonable_fear_review_days"))
    return LastDay(raw=last, act_by=facts.received, latest=last)


WAITING = PHRASES["WAITING"]
WAITING_DO = PHRASES["WAITING_DO"]
MAYBE_INTERVIEW = PHRASES["MAYBE_INTERVIEW"]
MAYBE_INTERVIEW_DO = PHRASES["MAYBE_INTERVIEW_DO"]


@Rule(
    "R03b",
    chip=Chip("Fear interview", DANGER),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.ICE,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(),
)
def r03b_fear_interview(facts: Facts) -> Findings:
    """R03b. A fear interview can happen any day: 8 CFR 208.30, 208.31(b), (g).

    Speaks of an interview that is still to come, P0 today; not known, P1.
    """
    if not is_open(facts, "R03b"):
        return
    waits = facts.is_one_of(fear_interview, "waiting")
    reason = Reason(
        "R03b",
        say(WAITING if waits else MAYBE_INTERVIEW),
        "8 CFR 208.30, 208.31(b), (g)",
        facts.behind(fear_interview),
    )
    if waits:
        yield of_no_date(reason, say(WAITING_DO), act_by=facts.received, tier=Tier.P0)
    else:
        yield of_unknown(facts, reason, say(MAYBE_INTERVIEW_DO))


AFFIRMED = WORDINGS["AFFIRMED"]
AFFIRMED_DO = PHRASES["AFFIRMED_DO"]
AFFIRMED_ASK = PHRASES["AFFIRMED_ASK"]


@Rule(
    "R03c",
    chip=Chip("Fear interview", DANGER),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.USCIS,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(
        NO_APPEAL,
        Statement(
            "USCIS can be asked within 7 days to reconsider a finding that a judge affirmed.",
            "8 CFR 208.30(g)(1)(i)",
        ),
    ),
)
def r03c_reconsider(facts: Facts) -> Findings:
    """R03c. After a judge agreed, the asylum office can be asked again: 8 CFR 208.30(g)(1)(i).

    Speaks where a judge agreed with a failed interview, or denied after it; not of an old order,
    after which there is only R07. The day is 7 days after the judge's decision, law, never rolled.
    On the ladder, at least P1; the judge's day unknown: P1.
    """
    if not is_open(facts, "R03c") or _has_order(facts):
        return
    decided = affirmed_on(facts)
    counted = days_after(facts, decided, "fear_reconsider_days", rolls=False)
    reason = Reason(
        "R03c",
        AFFIRMED.of(counted),
        "8 CFR 208.30(g)(1)(i), 1003.42(f), 1208.31(g)(1)",
        facts.given(
            *(fear_review_date, fear_review, bad_decision_date, bad_decision, fear_interview)
        ),
    )
    yield of_date(
        facts,
        counted,
        reason,
        say(AFFIRMED_DO),
        unknown=say(AFFIRMED_ASK),
        urgency=urgency_of(facts, counted, floor=Tier.P1),
    )
