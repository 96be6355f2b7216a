"""R01, R13 and R16: a date to leave, deportation without a judge, check-ins with ICE."""

from dataclasses import replace
from datetime import date

from intake.questionnaire.asylum.dates import (
    check_in_date,
    court_case,
    last_arrival_date,
    lawful_status,
    removal_soon,
    removal_soon_date,
    so_far,
    status_kind,
)
from intake.questionnaire.asylum.proceedings import leave_told_by
from intake.questionnaire.asylum.where import location_kind
from intake.questionnaire.dates import SaidDate
from intake.triage.days import add_days, add_years
from intake.triage.deadlines import Office, SetBy, Tier, Urgency, always
from intake.triage.facts import Facts, own_status_end, valid_status_may_have_ended
from intake.triage.findings import (
    DANGER,
    PERSON,
    Chip,
    Counted,
    Findings,
    Rule,
    Statement,
    Unknown,
    certainty_of,
    day_to_be_there,
    doubted,
    of_date,
    of_no_date,
    of_unknown,
    sentences_beside,
)
from intake.triage.proceedings import (
    Place,
    abroad,
    court_of,
    departs,
    departure_day,
    holds,
    is_open,
    told_order,
)
from intake.triage.rules.arrival import ARRIVAL_DO
from intake.triage.rules.detention import detained
from intake.words import N_, Phrase, Reason, Sentence, one_after_another, say

PHRASES, WORDINGS = sentences_beside(__file__)
REMOVAL = WORDINGS["REMOVAL"]
REMOVAL_DO = PHRASES["REMOVAL_DO"]
STAY_DO = PHRASES["STAY_DO"]
IS_THERE_AN_ORDER = PHRASES["IS_THERE_AN_ORDER"]
REMOVAL_GONE_DO = PHRASES["REMOVAL_GONE_DO"]
REMOVAL_ASK = PHRASES["REMOVAL_ASK"]


@Rule(
    "R01",
    chip=Chip("Removal risk", DANGER),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.ICE,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(
        Statement(
            "A stay of removal can be asked of ICE, the immigration court or a federal court.",
            "8 CFR 241.6, 1003.6, 1003.23(b)(1)(v)",
        ),
    ),
)
def r01_removal(facts: Facts) -> Findings:
    """R01. A removal can be stayed until it happens: 8 CFR 241.6, 1003.6, 1003.23(b)(1)(v); habeas.

    Speaks of a date to leave or a flight, and where nobody knows whether there is one, which asks;
    not of voluntary departure (R26), nor of a notice that a status ends. The day is one business
    day before the date on the paper. P0 within a week or where the day of a known removal is
    unknown (then today), else P1. A removal that is not certain may be a check-in: P1 at most, and
    P0 only where one on that day would be (R16). Form I-246 is told only after an order.
    """
    if _is_no_removal(facts):
        return
    day_known = facts.has_day(removal_soon_date) and not facts.is_one_of(removal_soon, "check_in")
    leaves = facts.is_one_of(removal_soon, "leave_or_flight")
    maybe = facts.unsure(removal_soon) and not abroad(facts)
    if not (leaves or day_known or maybe):
        return
    counted = day_to_be_there(facts, facts.said(removal_soon_date), "removal_lead_business_days")
    reason = Reason(
        "R01",
        REMOVAL.of(counted),
        "8 CFR 241.6, 1003.6, 1003.23(b)(1)(v)",
        facts.behind(removal_soon_date, removal_soon),
    )
    if not (leaves or day_known):
        yield of_unknown(facts, reason, say(REMOVAL_ASK))
        return
    do = say(REMOVAL_GONE_DO if counted.passed else REMOVAL_DO)
    order = say(STAY_DO if told_order(facts) else IS_THERE_AN_ORDER)
    urgency = always(Tier.P1).at_least(facts.rise(Tier.P0, counted.act_by, "removal_p0_days"))
    if maybe:
        # Perhaps a check-in: no less urgent than one on that day.
        check_in = day_to_be_there(facts, facts.said(removal_soon_date), CHECK_IN_LEAD)
        urgency = urgency.at_most(Tier.P1).at_least(*_check_in_urgency(facts, check_in).rises)
    yield of_date(
        facts,
        counted,
        reason,
        say(REMOVAL_ASK) if maybe else one_after_another(do, order),
        asks=maybe,
        set_by=SetBy.PAPER if day_known else SetBy.US,
        urgency=urgency,
    )


def _is_no_removal(facts: Facts) -> bool:
    """Return true for a day by which the person may leave, and for a notice about a status."""
    told, last = facts.said(removal_soon_date), departure_day(facts)
    same_day = holds(facts, Place.VOLUNTARY_DEPARTURE) and told.known and told == last
    voluntary = facts.is_one_of(leave_told_by, "voluntary") and departs(facts)
    return voluntary or same_day or facts.is_one_of(leave_told_by, "notice")


WITHOUT_A_JUDGE = N_(
    "People who have been in the US less than %(years)s years can be deported without seeing a"
    " judge."
)
NO_JUDGE = Phrase(
    WITHOUT_A_JUDGE, staff="Expedited removal exposure: in the US less than %(years)s years."
)
NO_JUDGE_UNTIL = Phrase(
    WITHOUT_A_JUDGE,
    staff="Expedited removal exposure: less than %(years)s years in the US, until %(day)s.",
)
"""The day is for staff alone: the designation on which it rests is in dispute."""

NEAR_BORDER = PHRASES["NEAR_BORDER"]
SAY_AFRAID_DO = PHRASES["SAY_AFRAID_DO"]
PAPERS_DO = PHRASES["PAPERS_DO"]
PAROLE_PROTECTION = "parole_protection"
"""A court protects parolees from deportation without a judge: CHIRLA v. Noem (D.D.C. 2025)."""


@Rule(
    "R13",
    chip=Chip("Under 2 years in US", PERSON),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.NONE,
    if_unknown=None,
    to_confirm=(),
)
def r13_expedited_removal(facts: Facts) -> Findings:
    """R13. Who is here less than two years may be deported without a judge: INA 235(b)(1)(A)(iii).

    The nationwide designation stands in the law book as dated rows; Make the Road NY v. Noem, No.
    25-5320 (D.C. Cir. 2026). While it does not stand, only the days after a crossing are left, 69
    FR 48877. Speaks unless a judge has the case, a status is valid or asylum was given, or fear is
    heard first; never to a child alone, 8 USC 1232(a)(5)(D). A half-known arrival counts as late as
    it may have been, an unknown one as within the two years. What to say to an officer; proof of
    two years only in their last 60 days. P3; P2 where a status or parole ended; P1 in detention.
    Within days that we set. The two-year day is not told to applicants.
    """
    arrival = facts.said(last_arrival_date)
    if not is_open(facts, "R13") or not (arrival.known or facts.unsure_day(last_arrival_date)):
        return
    years = facts.number("expedited_removal_years")
    border_days = facts.number("expedited_removal_border_days")
    until = arrival.last and max(
        add_days(arrival.last, border_days), add_years(arrival.last, years)
    )
    if until is not None and until <= facts.received:
        return
    says = say(NO_JUDGE, years=years)
    if until is not None:
        says = say(NO_JUDGE_UNTIL if years else NEAR_BORDER, years=years, day=until)
    reason = Reason(
        "R13",
        doubted(facts, says, "expedited_removal_years"),
        "INA 235(b)(1)(A)(iii); Make the Road NY v. Noem, No. 25-5320 (D.C. Cir.)",
        (
            *facts.behind(last_arrival_date, court_case, lawful_status, location_kind),
            *detained(facts),
        ),
    )
    is_certain = until is not None and court_of(facts) == "no"
    known = is_certain and facts.is_one_of(lawful_status, "no", "ended")
    yield of_no_date(
        reason,
        _if_stopped(facts, until, years, known=known),
        act_by=facts.within("expedited_removal_act_days" if known else "unknown_act_days"),
        tier=_exposure_tier(facts),
        certainty=certainty_of(arrival),
        asks=not known,
        flags=(PAROLE_PROTECTION,) if facts.is_one_of(status_kind, "parole") else (),
    )


def _if_stopped(facts: Facts, until: date | None, years: int, *, known: bool) -> Sentence:
    """Return the step: look for the arrival, or what to say, after papers in the last days.

    Papers are gathered only where nothing has to be found out first.
    """
    if until is None:
        return say(ARRIVAL_DO)
    near = until <= add_days(facts.received, facts.number("expedited_removal_papers_days"))
    if known and near and years and not detained(facts):
        return replace(say(PAPERS_DO), then=say(SAY_AFRAID_DO))
    return say(SAY_AFRAID_DO)


def _exposure_tier(facts: Facts) -> Tier:
    if detained(facts):
        return Tier.P1
    ended = facts.is_one_of(lawful_status, "ended") or own_status_end(facts).known
    if ended or valid_status_may_have_ended(facts):
        return Tier.P2
    return Tier.P3


CHECK_IN_LEAD = "check_in_lead_business_days"
CHECK_IN = WORDINGS["CHECK_IN"]
CHECK_IN_DO = PHRASES["CHECK_IN_DO"]
CHECK_IN_ASK = PHRASES["CHECK_IN_ASK"]
CHECK_IN_GONE = PHRASES["CHECK_IN_GONE"]


@Rule(
    "R16",
    chip=Chip("ICE check-in", DANGER),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.ICE,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(Statement("People are arrested at check-ins.", "Practice of 2025 and 2026"),),
)
def r16_check_in(facts: Facts) -> Findings:
    """R16. ICE may arrest at a check-in: INA 236, 241(a)(3); 8 CFR 241.5.

    Speaks of a check-in. The day is two business days before the one on the paper, and never
    before today. On the ladder, and at least P1 within two weeks.
    """
    check_in = _check_in(facts)
    if check_in is None:
        return
    counted = day_to_be_there(facts, check_in, CHECK_IN_LEAD)
    reason = Reason(
        "R16",
        CHECK_IN.of(counted),
        "INA 236, 241(a)(3); 8 CFR 241.5",
        facts.behind(check_in_date, removal_soon_date, removal_soon, so_far),
    )
    yield of_date(
        facts,
        counted,
        reason,
        say(CHECK_IN_GONE if counted.passed else CHECK_IN_DO),
        unknown=say(CHECK_IN_ASK),
        set_by=SetBy.PAPER,
        urgency=_check_in_urgency(facts, counted),
    )


def _check_in(facts: Facts) -> SaidDate | None:
    """Return the day of a check-in; older cases keep it as the date of the removal."""
    checks_in = facts.is_one_of(removal_soon, "check_in")
    if facts.has_day(check_in_date):
        return facts.said(check_in_date)
    if checks_in:
        return facts.said(removal_soon_date)
    return facts.said(check_in_date) if facts.is_one_of(so_far, "check_in") else None


def _check_in_urgency(facts: Facts, counted: Counted) -> Urgency:
    if counted.passed or counted.unclear:
        return always(Tier.P1)
    ladder = facts.ladder(counted.act_by)
    return ladder.at_least(facts.rise(Tier.P1, counted.act_by, "check_in_p1_days"))
