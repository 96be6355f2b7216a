"""R10 and R11: after the asylum form is filed, its yearly fee and the work permit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from intake.questionnaire.asylum.dates import (
    asylum_filed,
    asylum_filed_date,
    asylum_filed_where,
    court_case,
    fee_due_date,
    fee_notice,
    fee_notice_date,
    fee_notice_from,
)
from intake.questionnaire.dates import SaidDate
from intake.reasons import Reason
from intake.triage.asylum_form import filing_of, has_status
from intake.triage.counting import Counted, count, maybe_if_moved, rolled, unrolled
from intake.triage.days import add_days, add_months, add_years
from intake.triage.deadlines import Alternative, Finding, SetBy
from intake.triage.disputes import doubted, in_dispute, instead, otherwise
from intake.triage.facts import Facts
from intake.triage.findings import of_date
from intake.triage.phrases import filing as words
from intake.triage.proceedings import referred
from intake.triage.tiers import Tier, Urgency, always
from intake.triage.unknown_dates import of_unknown
from intake.words import say

FEE = "Pub. L. 119-21; 90 FR 52693; EOIR PM 26-01"


def r10_yearly_fee(facts: Facts) -> Iterator[Finding]:
    """R10. The yearly asylum fee: Pub. L. 119-21; 90 FR 52693; EOIR PM 26-01.

    With the asylum office, due 30 days after the notice; unpaid, the form is sent back, and a case
    in court may follow (DHS interim final rule, in force since 29 May 2026). The notice may be
    only in the online account: whoever filed more than eleven months ago and knows of none is told
    to look, P2. In court nothing is due until the judge's written order, and the day is the one in
    it; whoever filed there without a case that we know of reads that, and not to look. Whoever has
    asylum owes none. No waiver. On the ladder and at least P1 within ten days; passed: P1; day
    unknown: P2.
    """
    noticed = facts.is_one_of(fee_notice, "yes") or facts.has_day(fee_notice_date, fee_due_date)
    if _of_court(facts):
        yield from _court_fee(facts, noticed=noticed)
    elif noticed:
        yield _office_fee(facts)
    elif _may_be_due(facts):
        yield _look(facts)


def r11_work_permit(facts: Facts) -> Iterator[Finding]:
    """R11. A work permit after 150 and 180 days: INA 208(d)(2); 8 CFR 208.7(a)(1).

    Informs whoever filed, where the day is told: asked for 150 days after it, given after 180. A
    form that no longer counts, or that led to asylum, is silent.
    Both are law and never rolled; a skip is silent. It enters no tier and no day of a case. A rule
    proposed in 2026 would make it 365 days, 91 FR 8616, so that day is shown beside it.
    """
    filed = facts.answers.date(asylum_filed_date)
    if filed is None or filing_of(facts) == "not_filed" or has_status(facts):
        return
    days = facts.number("work_permit_apply_days")
    counted = count(facts, filed, lambda day: unrolled(add_days(day, days)))
    later = filed.first and add_days(filed.first, facts.number("work_permit_days"))
    finding = of_date(
        facts,
        counted,
        Reason(
            rule="R11",
            says=doubted(
                facts,
                words.WORK_PERMIT.of(counted, days=days, later=later),
                "work_permit_apply_days",
            ),
            authority="INA 208(d)(2); 8 CFR 208.7(a)(1)",
            answers=facts.given(asylum_filed_date),
        ),
        say(words.WORK_PERMIT_DO),
        set_by=SetBy.LAW,
        urgency=always(Tier.P4),
        alternative=otherwise(
            facts,
            filed,
            "work_permit_apply_days",
            lambda day, longer: unrolled(add_days(day, longer)),
            text=words.LONGER_WAIT,
        ),
    )
    yield replace(finding, latest_lawful_day=None)


def _of_court(facts: Facts) -> bool:
    if facts.is_one_of(court_case, "yes") or referred(facts):
        return True
    return facts.is_one_of(fee_notice_from, "court")


def _may_be_due(facts: Facts) -> bool:
    """Return true where a notice may have come that the person does not know of."""
    if not facts.is_one_of(asylum_filed, "yes") or has_status(facts):
        return False
    if facts.unsure(fee_notice):
        return True
    filed = facts.said(asylum_filed_date).first
    return filed is None or add_months(filed, facts.number("fee_look_months")) < facts.received


def _look(facts: Facts) -> Finding:
    """Return what to do without a notice: look in the account, or wait for the judge's order."""
    in_court = facts.is_one_of(asylum_filed_where, "court")
    says = say(words.LOOK_FOR_FEE)
    if in_court:
        says = say(words.COURT_FEE.unclear, dollars=facts.number("yearly_fee_dollars"))
    reason = Reason(
        rule="R10",
        says=says,
        authority=FEE,
        answers=(
            *facts.behind(fee_notice, asylum_filed_date, asylum_filed),
            *(asylum_filed_where.id,) * in_court,
        ),
    )
    return of_unknown(facts, reason, say(words.COURT_FEE_DO if in_court else words.LOOK_FOR_FEE_DO))


def _court_fee(facts: Facts, *, noticed: bool) -> Iterator[Finding]:
    if not noticed and not (_may_be_due(facts) and facts.unsure(fee_notice)):
        return
    counted = count(facts, facts.said(fee_due_date), lambda day: rolled(facts, day))
    dollars = facts.number("yearly_fee_dollars")
    reason = Reason(
        rule="R10",
        says=words.COURT_FEE.of(maybe_if_moved(counted), dollars=dollars),
        authority=FEE,
        answers=facts.behind(fee_due_date, fee_notice, fee_notice_from, court_case),
    )
    if counted.raw is None:
        yield of_unknown(facts, reason, say(words.COURT_FEE_DO))
        return
    yield of_date(
        facts,
        counted,
        reason,
        say(words.FEE_LATE_DO if counted.passed else words.COURT_FEE_DO),
        set_by=SetBy.PAPER,
        urgency=_fee_urgency(facts, counted),
    )


def _office_fee(facts: Facts) -> Finding:
    noticed, days = facts.said(fee_notice_date), facts.number("fee_notice_days")
    on_paper = not noticed.known and facts.has_day(fee_due_date)
    if on_paper:
        counted = count(facts, facts.said(fee_due_date), lambda day: rolled(facts, day))
    else:
        counted = count(facts, noticed, lambda day: rolled(facts, add_days(day, days)))
    told = maybe_if_moved(counted) if on_paper else counted
    says = words.YEARLY_FEE.of(told, dollars=facts.number("yearly_fee_dollars"))
    reason = Reason(
        rule="R10",
        says=doubted(facts, says, "yearly_fee_dollars"),
        authority=FEE,
        answers=facts.behind(fee_notice_date, fee_due_date, fee_notice),
    )
    if counted.raw is None:
        return of_unknown(facts, reason, say(words.LOOK_FOR_FEE_DO))
    return of_date(
        facts,
        counted,
        reason,
        say(words.FEE_LATE_DO if counted.passed else words.FEE_DO),
        set_by=SetBy.PAPER if on_paper else SetBy.LAW,
        urgency=_fee_urgency(facts, counted),
        alternative=_at_the_fee_of_today(facts, noticed, days),
    )


def _at_the_fee_of_today(facts: Facts, noticed: SaidDate, days: int) -> Alternative | None:
    if noticed.first is None or not in_dispute(facts, "yearly_fee_dollars"):
        return None
    new = _next_fee_from(facts)
    return instead(
        facts,
        rolled(facts, min(add_days(noticed.first, days), add_days(new, -1))),
        words.OTHER_FEE,
        new=new,
        dollars=facts.number("yearly_fee_dollars"),
    )


def _next_fee_from(facts: Facts) -> date:
    this_year = add_months(date(facts.received.year, 1, 1), facts.number("yearly_fee_months"))
    return this_year if this_year > facts.received else add_years(this_year, 1)


def _fee_urgency(facts: Facts, counted: Counted) -> Urgency:
    if counted.passed or counted.unclear:
        return always(Tier.P1)
    return facts.ladder(counted.act_by).at_least(facts.rise(Tier.P1, counted.act_by, "fee_p1_days"))
