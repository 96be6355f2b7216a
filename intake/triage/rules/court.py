"""R04, R09 and R23: the next hearing, motions of the government, and a new address."""

from dataclasses import replace

from intake.frozen import frozen
from intake.questionnaire.asylum.dates import (
    appeal_sent,
    asylum_filed,
    bad_decision,
    court_case,
    gov_motion,
    gov_motion_date,
    gov_motion_due_date,
    hearing_attended,
    hearing_kind,
    missed_hearing,
    next_hearing_date,
    office_letter,
    old_order,
)
from intake.questionnaire.asylum.proceedings import gov_motion_kind, gov_motion_ruled
from intake.triage.days import add_days
from intake.triage.deadlines import Finding, Office, SetBy, Tier, Urgency, always
from intake.triage.facts import Facts, filing_of
from intake.triage.fees import with_fee
from intake.triage.findings import (
    A_NUMBER,
    COURT_LINE,
    LAW,
    Chip,
    Counted,
    Findings,
    Rule,
    Unknown,
    Wording,
    as_maybe,
    count,
    day_on_paper,
    day_to_be_there,
    days_after,
    doubted,
    maybe_if_moved,
    of_date,
    of_no_date,
    of_unknown,
    otherwise,
    rolled,
    sentences_beside,
)
from intake.triage.proceedings import (
    abroad,
    court_of,
    decision_code,
    hearing_gone,
    is_open,
    referred,
    ruled,
    surely_before,
    surely_detained,
)
from intake.words import N_, Phrase, Reason, Sentence, one_after_another, say

HEARING = "INA 240(b)(5); Immigration Court Practice Manual 3.1(b)"

PHRASES, WORDINGS = sentences_beside(__file__)
FINAL = PHRASES["FINAL"]
SHORT = PHRASES["SHORT"]
BOND = PHRASES["BOND"]
ANY_HEARING = PHRASES["ANY_HEARING"]
HALF_KNOWN = PHRASES["HALF_KNOWN"]
NOT_KNOWN = PHRASES["NOT_KNOWN"]
HEARING_DO = PHRASES["HEARING_DO"]
HELD_DO = PHRASES["HELD_DO"]
ABROAD_DO = PHRASES["ABROAD_DO"]
USUALLY_DUE = N_("Papers for the court are usually due %(days)s days before the hearing.")
PAPERS = Wording(
    exact=Phrase(
        "Papers for the court are usually due %(days)s days before the hearing, by %(day)s.",
        staff="Filings usually due %(days)s days before the hearing: by %(day)s, unless ordered.",
    ),
    may=Phrase(
        "Papers for the court are usually due %(days)s days before the hearing. That may be"
        " by %(day)s.",
        staff="Filings usually due %(days)s days before the hearing: perhaps by %(day)s.",
    ),
    over=Phrase(
        USUALLY_DUE, staff="The usual filing day, %(days)s days before the hearing, has passed."
    ),
    unclear=Phrase(
        USUALLY_DUE, staff="Filings usually due %(days)s days before the hearing. Date unclear."
    ),
)
PAPERS_DO = PHRASES["PAPERS_DO"]
PAPERS_LATE_FILED_DO = PHRASES["PAPERS_LATE_FILED_DO"]
PAPERS_LATE_DO = PHRASES["PAPERS_LATE_DO"]
NEXT_DATE = PHRASES["NEXT_DATE"]
REFERRED = PHRASES["REFERRED"]


@frozen
class HearingKind:
    """A kind of hearing: how its day is told, and the usual day for papers, if it has one."""

    says: Phrase
    filing: str = ""
    lead: str = ""


INDIVIDUAL = HearingKind(
    says=FINAL, filing="individual_filing_days", lead="plan_lead_individual_days"
)

KINDS = {
    "individual": INDIVIDUAL,
    "master": HearingKind(says=SHORT, filing="master_filing_days"),
    "bond": HearingKind(says=BOND),
}

ANY_KIND = replace(INDIVIDUAL, says=ANY_HEARING)
"""A kind that is not known counts as final, which has the earlier day for papers."""

HEARING_LADDER = (
    (Tier.P0, "hearing_p0_days"),
    (Tier.P1, "hearing_p1_days"),
    (Tier.P2, "hearing_p2_days"),
    (Tier.P3, "hearing_p3_days"),
)


@Rule(
    "R04",
    chip=Chip("Hearing", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.COURT,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(),
)
def r04_hearing(facts: Facts) -> Findings:
    """R04. A missed hearing means an order in absentia, INA 240(b)(5); papers are due before it.

    Speaks of the next hearing, and asks its day where there is or may be a court case. Two days:
    the hearing, named by the court's paper, to act one business day before; and the usual filing
    day (Practice Manual 3.1(b)), ours and yet counted, because a judge's own order comes first.
    No filing day for bond, for people in detention, and for a master hearing of those whose form
    counts as filed.
    Both carry the tier, by the days to the hearing, and at least P1 once papers are late or due
    within ten days. Late papers are brought to the hearing. Where the day of the hearing is half
    known, the step is to find it out; from outside the US, to be at the port of entry; in
    detention, to be ready for officers. Silent once the judge dismissed the case.
    """
    if not is_open(facts, "R04"):
        return
    if hearing_gone(facts) or not facts.has_day(next_hearing_date):
        yield from _next_date(facts)
        return
    kind = KINDS.get(facts.answers.code(hearing_kind), ANY_KIND)
    filed = facts.is_yes(asylum_filed) and filing_of(facts) != "not_filed"
    none_counts = surely_detained(facts) or (filed and kind is KINDS["master"])
    kind = replace(kind, filing="") if none_counts else kind
    yield _hearing(facts, kind)
    if kind.filing:
        yield _papers(facts, kind)


def _next_date(facts: Facts) -> Findings:
    """Ask for the day of the next hearing, except after a decision of a judge or the Board."""
    if facts.is_one_of(bad_decision, "judge", "appeals_board"):
        return
    says: Sentence = say(NOT_KNOWN)
    if hearing_gone(facts):
        says = say(NEXT_DATE, day=facts.said(next_hearing_date).last or facts.received)
    elif referred(facts):
        says = say(REFERRED)
    answers = facts.given(next_hearing_date, hearing_attended, court_case)
    if decision_code(facts) == "asylum_office":
        answers += facts.given(bad_decision, office_letter)
    reason = Reason("R04", says, HEARING, answers or (court_case.id,))
    yield of_unknown(facts, reason, COURT_LINE)


def _hearing(facts: Facts, kind: HearingKind) -> Finding:
    said = facts.said(next_hearing_date)
    counted = day_to_be_there(facts, said, "hearing_lead_business_days")
    half_known = NOT_KNOWN if counted.unclear else HALF_KNOWN
    return of_date(
        facts,
        counted,
        Reason(
            "R04",
            say(kind.says if said.exact else half_known, day=said.first or facts.received),
            HEARING,
            facts.given(next_hearing_date, hearing_kind),
        ),
        _go(facts) if said.exact else COURT_LINE,
        set_by=SetBy.PAPER,
        urgency=_hearing_urgency(facts, kind),
        lead_days=0 if kind.filing or not kind.lead else facts.number(kind.lead),
    )


def _go(facts: Facts) -> Sentence:
    if abroad(facts):
        return one_after_another(say(ABROAD_DO), A_NUMBER)
    return say(HELD_DO if surely_detained(facts) else HEARING_DO)


def _papers(facts: Facts, kind: HearingKind) -> Finding:
    said = facts.said(next_hearing_date)
    days = facts.number_for(kind.filing, said)
    counted = count(facts, said, lambda hearing: rolled(facts, add_days(hearing, -days)))
    return of_date(
        facts,
        counted,
        Reason(
            "R04",
            PAPERS.of(counted, days=days),
            HEARING,
            facts.given(next_hearing_date, hearing_kind),
        ),
        _late_papers(facts) if counted.passed else say(PAPERS_DO),
        set_by=SetBy.US,
        counts=True,
        urgency=_hearing_urgency(facts, kind),
        lead_days=facts.number(kind.lead) if kind.lead else 0,
    )


def _late_papers(facts: Facts) -> Sentence:
    if filing_of(facts) == "filed":
        return say(PAPERS_LATE_FILED_DO)
    return with_fee(facts, say(PAPERS_LATE_DO), "fee_i589", by=facts.said(next_hearing_date).first)


def _hearing_urgency(facts: Facts, kind: HearingKind) -> Urgency:
    hearing = facts.said(next_hearing_date).first or facts.received
    rises = [facts.rise(tier, hearing, days) for tier, days in HEARING_LADDER]
    if kind.filing:
        days = facts.number_for(kind.filing, facts.said(next_hearing_date))
        cut_off = rolled(facts, add_days(hearing, -days)).act_by
        rises.append(facts.rise(Tier.P1, cut_off, "hearing_filing_p1_days"))
    return always(Tier.P4).at_least(*rises)


MOTION = WORDINGS["MOTION"]
OTHER_ANSWER = PHRASES["OTHER_ANSWER"]
SAY_IN_COURT = PHRASES["SAY_IN_COURT"]
SAY_FILED = replace(
    SAY_IN_COURT,
    you=N_("Say in court: “I do not agree. I am afraid. I want a hearing about my I-589.”"),
    they=N_(
        "They should say in court: “I do not agree. I am afraid. I want a hearing about my I-589.”"
    ),
)
NOT_THERE = PHRASES["NOT_THERE"]
WRITE_BY = PHRASES["WRITE_BY"]
WRITE_NOW = PHRASES["WRITE_NOW"]
WRITE_LATE = PHRASES["WRITE_LATE"]
MAYBE_MOTION = PHRASES["MAYBE_MOTION"]
MAYBE_MOTION_DO = PHRASES["MAYBE_MOTION_DO"]
MAYBE_RULED = PHRASES["MAYBE_RULED"]
IF_GRANTED = PHRASES["IF_GRANTED"]


@Rule(
    "R09",
    chip=Chip("Government motion", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.COURT,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(),
)
def r09_motion_to_end_the_case(facts: Facts) -> Findings:
    """R09. A motion to dismiss, to pretermit, or to send to a third country: 8 USC 1158(a)(2)(A).

    Matter of C-I-G-M- & L-V-S-G-, 29 I&N Dec. 291 (BIA 2025). Speaks of such a motion, and where
    nobody knows, until a judge ruled on it. The day is the one on the paper; without one, ten days
    after the motion, ours and yet counted, because judges have allowed as few. On the ladder and
    at least P1; half known and perhaps passed: P0. After a hearing since, where nobody knows of a
    ruling, it asks for that, P1, unless the day on the paper is to come.
    """
    days_known = facts.has_day(gov_motion_date, gov_motion_due_date)
    unsure = facts.unsure(gov_motion)
    if ruled(facts) or not (facts.is_yes(gov_motion) or unsure or days_known):
        return
    due = facts.has_day(gov_motion_due_date)
    counted = (
        day_on_paper(facts, facts.said(gov_motion_due_date))
        if due
        else days_after(facts, facts.said(gov_motion_date), "motion_answer_days")
    )
    says = MOTION.of(maybe_if_moved(counted) if due else as_maybe(counted))
    if counted.passed and not due:
        says = say(MOTION.unclear)
    reason = Reason(
        "R09",
        says if due else doubted(facts, says, "motion_answer_days", facts.said(gov_motion_date)),
        "8 USC 1158(a)(2)(A); Matter of C-I-G-M- & L-V-S-G-, 29 I&N Dec. 291 (BIA 2025)",
        facts.behind(gov_motion_date, gov_motion_due_date, gov_motion_kind, gov_motion),
    )
    if _may_have_been_heard(facts) and not (due and not counted.passed):
        heard = facts.said(next_hearing_date).last or facts.received
        answers = (*reason.answers, *facts.given(next_hearing_date, gov_motion_ruled))
        days = facts.number_for("bia_appeal_days", facts.said(next_hearing_date))
        says = one_after_another(say(MAYBE_RULED, day=heard), say(IF_GRANTED, days=days))
        asked = replace(reason, says=says, answers=answers)
        yield of_unknown(facts, asked, COURT_LINE)
    elif not days_known:
        maybe = replace(reason, says=say(MAYBE_MOTION))
        yield of_unknown(facts, maybe if unsure else reason, say(MAYBE_MOTION_DO))
    else:
        urgency = _motion_urgency(facts, counted)
        yield of_date(
            facts,
            counted,
            reason,
            say(MAYBE_MOTION_DO) if unsure else _oppose(facts, counted),
            set_by=SetBy.PAPER if due else SetBy.US,
            counts=True,
            urgency=urgency.at_most(Tier.P1) if unsure else urgency,
            asks=unsure,
            alternative=None
            if due
            else otherwise(
                facts, facts.said(gov_motion_date), "motion_answer_days", text=OTHER_ANSWER
            ),
        )


def _may_have_been_heard(facts: Facts) -> bool:
    """Return true where a hearing since the motion has gone, and nobody knows of a ruling."""
    before = surely_before(facts.said(next_hearing_date), facts.said(gov_motion_date))
    return facts.unsure(gov_motion_ruled) and hearing_gone(facts) and not before


def _oppose(facts: Facts, counted: Counted) -> Sentence:
    """Return what to say in court, and what to write by the day; both where no kind is known."""
    steps = []
    if not facts.is_one_of(gov_motion_kind, "pretermit", "third_country"):
        by = facts.said(next_hearing_date).first or counted.act_by
        filed = filing_of(facts) == "filed"
        steps.append(
            say(SAY_FILED) if filed else with_fee(facts, say(SAY_IN_COURT), "fee_i589", by=by)
        )
    if not facts.is_one_of(gov_motion_kind, "dismiss"):
        steps.append(say(NOT_THERE))
    if counted.told is None or counted.passed:
        last = say(WRITE_LATE if facts.has_day(gov_motion_due_date) else WRITE_NOW)
    else:
        last = say(WRITE_BY, day=counted.told)
    return one_after_another(*steps, last)


def _motion_urgency(facts: Facts, counted: Counted) -> Urgency:
    if counted.unclear:
        return always(Tier.P0)
    if counted.passed:
        return always(Tier.P1)
    return facts.ladder(counted.act_by, floor=Tier.P1)


ADDRESS = PHRASES["ADDRESS"]
ADDRESS_DO = PHRASES["ADDRESS_DO"]


@Rule(
    "R23",
    chip=Chip("Change of address", LAW),
    tells_applicant=True,
    asks_again=False,
    enters_case=False,
    office=Office.COURT,
    if_unknown=None,
    to_confirm=(),
)
def r23_address(facts: Facts) -> Findings:
    """R23. Whoever is in court tells it a new address within five days: 8 CFR 1003.15(d)(2).

    Informs everybody in court, also with the Board, until a judge dismissed the case. It has no
    day to act by, and never sets a tier.
    """
    if court_of(facts) != "yes":
        return
    days = facts.number("address_change_days")
    yield of_no_date(
        Reason(
            "R23",
            say(ADDRESS, days=days),
            "8 CFR 1003.15(d)(2)",
            facts.behind(court_case, bad_decision, appeal_sent, missed_hearing, old_order),
        ),
        say(ADDRESS_DO),
        act_by=None,
        tier=Tier.P4,
        set_by=SetBy.LAW,
    )
