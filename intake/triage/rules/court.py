"""R04, R09 and R23: the next hearing, motions of the government, and a new address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from intake.questionnaire.asylum.dates import (
    asylum_filed,
    bad_decision,
    court_case,
    gov_motion,
    gov_motion_date,
    gov_motion_due_date,
    hearing_attended,
    hearing_kind,
    next_hearing_date,
    office_letter,
)
from intake.reasons import Reason
from intake.triage.counting import (
    Counted,
    LastDay,
    Wording,
    as_maybe,
    count,
    maybe_if_moved,
    rolled,
)
from intake.triage.days import add_days
from intake.triage.deadlines import Certainty, Finding, SetBy
from intake.triage.disputes import doubted, otherwise
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_no_date
from intake.triage.phrases import court as words
from intake.triage.proceedings import decision_code, hearing_gone, is_open, referred
from intake.triage.rules.detention import surely_detained
from intake.triage.tiers import Tier, Urgency, always
from intake.triage.unknown_dates import of_unknown
from intake.words import Sentence, say

HEARING = "INA 240(b)(5); Immigration Court Practice Manual 3.1(b)"


@dataclass(frozen=True, kw_only=True, slots=True)
class HearingKind:
    """A kind of hearing: its wording, and the usual day for papers, if it has one."""

    wording: Wording
    filing: str = ""
    lead: str = ""


INDIVIDUAL = HearingKind(
    wording=words.FINAL, filing="individual_filing_days", lead="plan_lead_individual_days"
)
KINDS = {
    "individual": INDIVIDUAL,
    "master": HearingKind(wording=words.SHORT, filing="master_filing_days"),
    "bond": HearingKind(wording=words.BOND),
}
ANY_KIND = replace(INDIVIDUAL, wording=words.ANY_KIND)
"""A kind that is not known counts as final, which has the earlier day for papers."""

HEARING_LADDER = (
    (Tier.P0, "hearing_p0_days"),
    (Tier.P1, "hearing_p1_days"),
    (Tier.P2, "hearing_p2_days"),
    (Tier.P3, "hearing_p3_days"),
)


def r04_hearing(facts: Facts) -> Iterator[Finding]:
    """R04. A missed hearing means an order in absentia, INA 240(b)(5); papers are due before it.

    Speaks of the next hearing, and asks its day where there is or may be a court case. Two days:
    the hearing, named by the court's paper, to act one business day before; and the usual filing
    day (Practice Manual 3.1(b)), ours and yet counted, because a judge's own order comes first.
    No filing day for bond, for people in detention, and for a master hearing of those who filed.
    Both carry the tier, by the days to the hearing, and at least P1 once papers are late or due
    within ten days. Where the day of the hearing is half known, the step is to find it out.
    """
    if not is_open(facts, "R04"):
        return
    if hearing_gone(facts) or not facts.has_day(next_hearing_date):
        yield from _next_date(facts)
        return
    kind = _filing_kind(facts)
    yield _hearing(facts, kind)
    if kind.filing:
        yield _papers(facts, kind)


def r09_motion_to_end_the_case(facts: Facts) -> Iterator[Finding]:
    """R09. A motion to pretermit, or to send to a third country: 8 USC 1158(a)(2)(A).

    Matter of C-I-G-M- & L-V-S-G-, 29 I&N Dec. 291 (BIA 2025). Speaks of such a motion, and where
    nobody knows. The day is the one on the paper; without one, ten days after the motion, ours
    and yet counted, because judges have allowed as few. On the ladder and at least P1; half
    known and perhaps passed: P0.
    """
    days_known = facts.has_day(gov_motion_date, gov_motion_due_date)
    unsure = facts.unsure(gov_motion)
    if not (facts.is_one_of(gov_motion, "yes") or unsure or days_known):
        return
    due = facts.has_day(gov_motion_due_date)
    counted = _answer_to_motion(facts)
    says = words.MOTION.of(maybe_if_moved(counted) if due else as_maybe(counted))
    reason = Reason(
        rule="R09",
        says=says if due else doubted(facts, says, "motion_answer_days"),
        authority="8 USC 1158(a)(2)(A); Matter of C-I-G-M- & L-V-S-G-, 29 I&N Dec. 291 (BIA 2025)",
        answers=facts.behind(gov_motion_date, gov_motion_due_date, gov_motion),
    )
    if not days_known:
        maybe = replace(reason, says=say(words.MAYBE_MOTION))
        do = say(words.MAYBE_MOTION_DO if unsure else words.MOTION_DO)
        yield of_unknown(facts, maybe if unsure else reason, do)
        return
    urgency = _motion_urgency(facts, counted)
    yield of_date(
        facts,
        counted,
        reason,
        say(words.MOTION_LATE_DO if counted.passed else words.MOTION_DO),
        set_by=SetBy.PAPER if due else SetBy.US,
        counts=True,
        urgency=urgency.at_most(Tier.P1) if unsure else urgency,
        alternative=None
        if due
        else otherwise(
            facts,
            facts.said(gov_motion_date),
            "motion_answer_days",
            lambda day, longer: rolled(facts, add_days(day, longer)),
            text=words.OTHER_ANSWER,
        ),
    )


def r23_address(facts: Facts) -> Iterator[Finding]:
    """R23. Whoever is in court tells it a new address within five days: 8 CFR 1003.15(d)(2).

    Informs everybody in court. It has no day to act by, and never sets a tier.
    """
    if not facts.is_one_of(court_case, "yes"):
        return
    days = facts.number("address_change_days")
    yield of_no_date(
        Reason(
            rule="R23",
            says=say(words.ADDRESS, days=days),
            authority="8 CFR 1003.15(d)(2)",
            answers=facts.given(court_case),
        ),
        say(words.ADDRESS_DO),
        act_by=None,
        tier=Tier.P4,
        set_by=SetBy.LAW,
    )


def _next_date(facts: Facts) -> Iterator[Finding]:
    """Ask for the day of the next hearing, except after a decision of a judge or the Board."""
    if facts.is_one_of(bad_decision, "judge", "appeals_board"):
        return
    says: Sentence = say(words.FINAL.unclear)
    if hearing_gone(facts):
        says = say(words.NEXT_DATE, day=facts.said(next_hearing_date).last or facts.received)
    elif referred(facts):
        says = say(words.REFERRED)
    answers = facts.given(next_hearing_date, hearing_attended, court_case)
    if decision_code(facts) == "asylum_office":
        answers += facts.given(bad_decision, office_letter)
    reason = Reason(
        rule="R04",
        says=says,
        authority=HEARING,
        answers=answers or (court_case.id,),
    )
    yield of_unknown(facts, reason, say(words.NO_HEARING_DATE_DO))


def _kind(facts: Facts) -> HearingKind:
    return KINDS.get(facts.answers.code(hearing_kind), ANY_KIND)


def _filing_kind(facts: Facts) -> HearingKind:
    """Return the kind of hearing, without a filing day where none counts."""
    kind = _kind(facts)
    filed_master = kind is KINDS["master"] and facts.is_one_of(asylum_filed, "yes")
    return replace(kind, filing="") if surely_detained(facts) or filed_master else kind


def _hearing(facts: Facts, kind: HearingKind) -> Finding:
    counted = count(facts, facts.said(next_hearing_date), lambda day: _day_before(facts, day))
    known = counted.certainty is Certainty.EXACT
    return of_date(
        facts,
        counted,
        Reason(
            rule="R04",
            says=kind.wording.of(counted, day=facts.said(next_hearing_date).first),
            authority=HEARING,
            answers=facts.given(next_hearing_date, hearing_kind),
        ),
        say(words.HEARING_DO if known else words.NO_HEARING_DATE_DO),
        set_by=SetBy.PAPER,
        urgency=_hearing_urgency(facts, kind),
        lead_days=0 if kind.filing or not kind.lead else facts.number(kind.lead),
    )


def _papers(facts: Facts, kind: HearingKind) -> Finding:
    days = facts.number(kind.filing)
    exact = facts.said(next_hearing_date).exact
    wording = words.PAPERS if exact else words.PAPERS_HALF_KNOWN
    counted = count(
        facts,
        facts.said(next_hearing_date),
        lambda hearing: rolled(facts, add_days(hearing, -days)),
    )
    return of_date(
        facts,
        counted,
        Reason(
            rule="R04",
            says=wording.of(counted, days=days),
            authority=HEARING,
            answers=facts.given(next_hearing_date, hearing_kind),
        ),
        say(words.PAPERS_LATE_DO if counted.passed else words.PAPERS_DO),
        set_by=SetBy.US,
        counts=True,
        urgency=_hearing_urgency(facts, kind),
        lead_days=facts.number(kind.lead) if kind.lead else 0,
    )


def _day_before(facts: Facts, hearing: date) -> LastDay:
    before = facts.business_days_before(hearing, "hearing_lead_business_days")
    return LastDay(raw=hearing, act_by=before, latest=hearing)


def _hearing_urgency(facts: Facts, kind: HearingKind) -> Urgency:
    hearing = facts.said(next_hearing_date).first or facts.received
    rises = [facts.rise(tier, hearing, days) for tier, days in HEARING_LADDER]
    if kind.filing:
        cut_off = rolled(facts, add_days(hearing, -facts.number(kind.filing))).act_by
        rises.append(facts.rise(Tier.P1, cut_off, "hearing_filing_p1_days"))
    return always(Tier.P4).at_least(*rises)


def _answer_to_motion(facts: Facts) -> Counted:
    if facts.has_day(gov_motion_due_date):
        return count(facts, facts.said(gov_motion_due_date), lambda day: rolled(facts, day))
    days = facts.number("motion_answer_days")
    return count(facts, facts.said(gov_motion_date), lambda day: rolled(facts, add_days(day, days)))


def _motion_urgency(facts: Facts, counted: Counted) -> Urgency:
    if counted.unclear:
        return always(Tier.P0)
    if counted.passed:
        return always(Tier.P1)
    return facts.ladder(counted.act_by, floor=Tier.P1)
