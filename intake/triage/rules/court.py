"""R04 and R09: the next hearing, and what the government asks the judge to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from intake.questionnaire.asylum.dates import (
    gov_motion,
    gov_motion_date,
    hearing_kind,
    next_hearing_date,
)
from intake.questionnaire.dates import SaidDate
from intake.reasons import Reason
from intake.triage.counting import Counted, LastDay, Wording, count, rolled
from intake.triage.days import add_days
from intake.triage.deadlines import Finding
from intake.triage.disputes import doubted, otherwise
from intake.triage.facts import Facts
from intake.triage.findings import of_date
from intake.triage.tiers import Tier, Urgency, always
from intake.words import N_

FINAL = Wording(
    exact=N_("Your final court date is %(day)s. Papers are normally due %(days)s days before."),
    may=N_("Your final court date may be %(day)s. Papers are normally due %(days)s days before."),
    over=N_("Your court date was %(day)s. A missed court date can lead to an order to leave."),
    unclear=N_("You may have a court date very soon. We do not know the day."),
)
OTHER_CUT_OFF = N_("If papers are due %(days)s days before, the last day for them is %(day)s.")
SHORT = replace(
    FINAL,
    exact=N_("Your short court date is %(day)s. Papers are normally due %(days)s days before."),
    may=N_("Your short court date may be %(day)s. Papers are normally due %(days)s days before."),
)
BOND = replace(
    FINAL,
    exact=N_("Your bond hearing is on %(day)s. Papers must be there before."),
    may=N_("Your bond hearing may be on %(day)s. Papers must be there before."),
)
ANY_KIND = replace(
    FINAL,
    exact=N_(
        "Your court date is %(day)s. We do not know which kind it is. We count as for a final"
        " hearing. Papers for that are normally due %(days)s days before."
    ),
    may=N_(
        "Your court date may be %(day)s. We do not know which kind it is. We count as for a"
        " final hearing. Papers for that are normally due %(days)s days before."
    ),
)

MOTION = Wording(
    exact=N_("The government asked the judge to end your case early. An answer is due by %(day)s."),
    may=N_("The government asked to end your case early. An answer may be due by %(day)s."),
    over=N_("The government asked to end your case early. An answer was due by %(day)s."),
    unclear=N_("The government asked the judge to end your case early. Answers are due very soon."),
)
OTHER_ANSWER = N_("If the judge gives you %(days)s days, the answer is due by %(day)s.")


@dataclass(frozen=True, kw_only=True, slots=True)
class HearingKind:
    """What the law asks before one kind of hearing."""

    filing: str
    wording: Wording
    lead: str = ""


INDIVIDUAL = HearingKind(
    filing="individual_filing_days", wording=FINAL, lead="plan_lead_individual_days"
)
KINDS = {
    "individual": INDIVIDUAL,
    "master": HearingKind(filing="master_filing_days", wording=SHORT),
    "bond": HearingKind(filing="bond_filing_days", wording=BOND),
}
HEARING_LADDER = (
    (Tier.P0, "hearing_p0_days"),
    (Tier.P1, "hearing_p1_days"),
    (Tier.P2, "hearing_p2_days"),
    (Tier.P3, "hearing_p3_days"),
)


def r04_hearing(facts: Facts) -> Iterator[Finding]:
    """R04. Papers are due before a hearing: Immigration Court Practice Manual 3.1(b).

    Missing the hearing means an order in absence, INA 240(b)(5). A kind unknown counts as final,
    which has the earlier cut-off. The tier goes by the hearing, and is at least P1 once papers
    are late or due soon. Where a hearing is half known, and papers for it may be late or not, they
    are due at once.
    """
    if (said := facts.answers.date(next_hearing_date)) is None:
        return
    kind = KINDS.get(facts.answers.code(hearing_kind))
    of = kind or replace(INDIVIDUAL, wording=ANY_KIND)
    counted = count(facts, said, lambda hearing: _papers_or_hearing(facts, hearing, of))
    if _papers_may_be_due(facts, said, of):
        counted = replace(counted, act_by=min(counted.act_by, facts.received))
    says = of.wording.of(counted, day=said.first, days=facts.number(of.filing))
    yield of_date(
        counted,
        Reason(
            rule="R04",
            says=says if counted.passed else doubted(facts, says, of.filing),
            authority="Immigration Court Practice Manual 3.1(b); INA 240(b)(5)",
            answers=facts.given(next_hearing_date, hearing_kind),
        ),
        urgency=_hearing_urgency(facts, said, of),
        lead_days=facts.number(of.lead) if of.lead else 0,
        alternative=otherwise(
            facts,
            said,
            of.filing,
            lambda hearing, days: rolled(facts, add_days(hearing, -days)),
            text=OTHER_CUT_OFF,
        ),
    )


def r09_motion_to_end_the_case(facts: Facts) -> Iterator[Finding]:
    """R09. A motion to pretermit, or to send to a third country: 8 USC 1158(a)(2)(A).

    Matter of C-I-G-M- & L-V-S-G-, 29 I&N Dec. 291 (BIA 2025). The paper may name the day; else
    judges have allowed as few as ten. On the ladder and at least P1; P0 where it is unclear.
    """
    if not facts.is_one_of(gov_motion, "yes"):
        return
    asked, days = facts.said(gov_motion_date), facts.number("motion_answer_days")
    counted = count(facts, asked, lambda day: rolled(facts, add_days(day, days)))
    yield of_date(
        counted,
        Reason(
            rule="R09",
            says=doubted(facts, MOTION.of(counted), "motion_answer_days"),
            authority=(
                "8 USC 1158(a)(2)(A); Matter of C-I-G-M- & L-V-S-G-, 29 I&N Dec. 291 (BIA 2025)"
            ),
            answers=facts.given(gov_motion_date, gov_motion),
        ),
        urgency=_motion_urgency(facts, counted),
        alternative=otherwise(
            facts,
            asked,
            "motion_answer_days",
            lambda day, longer: rolled(facts, add_days(day, longer)),
            text=OTHER_ANSWER,
        ),
    )


def _cut_off(facts: Facts, hearing: date, kind: HearingKind) -> LastDay:
    return rolled(facts, add_days(hearing, -facts.number(kind.filing)))


def _papers_or_hearing(facts: Facts, hearing: date, kind: HearingKind) -> LastDay:
    cut_off = _cut_off(facts, hearing, kind)
    latest = min(cut_off.latest, hearing)
    if facts.received <= latest:
        return replace(cut_off, latest=latest)
    before = facts.business_days_before(hearing, "hearing_lead_business_days")
    return replace(cut_off, act_by=before, latest=hearing)


def _papers_may_be_due(facts: Facts, said: SaidDate, kind: HearingKind) -> bool:
    """Whether papers are late for the earliest hearing that may be meant, and not for the last."""
    hearings = (day for day in (said.first, said.last) if day)
    late = [_cut_off(facts, hearing, kind).latest < facts.received for hearing in hearings]
    return any(late) and not all(late)


def _hearing_urgency(facts: Facts, said: SaidDate, kind: HearingKind) -> Urgency:
    if said.first is None:
        return always(Tier.P0)
    cut_off = _cut_off(facts, said.first, kind).act_by
    rises = [facts.rise(tier, said.first, days) for tier, days in HEARING_LADDER]
    papers = facts.rise(Tier.P1, cut_off, "hearing_filing_p1_days")
    return always(Tier.P4).at_least(*rises, papers)


def _motion_urgency(facts: Facts, counted: Counted) -> Urgency:
    if counted.unclear:
        return always(Tier.P0)
    if counted.passed:
        return always(Tier.P1)
    return facts.ladder(counted.act_by, floor=Tier.P1)
