"""R10 and R11: after the asylum form is filed, its yearly fee and the work permit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from intake.questionnaire.asylum.dates import asylum_filed_date, fee_notice, fee_notice_date
from intake.questionnaire.dates import SaidDate
from intake.reasons import Reason
from intake.triage.counting import Counted, Wording, count, rolled, unrolled
from intake.triage.days import add_days, add_months, add_years
from intake.triage.deadlines import Alternative, Finding
from intake.triage.disputes import doubted, in_dispute, instead, otherwise
from intake.triage.facts import Facts
from intake.triage.findings import of_date
from intake.triage.tiers import Tier, Urgency, always
from intake.words import N_

YEARLY_FEE = Wording(
    exact=N_(
        "Pay the yearly asylum fee, $%(dollars)s, by %(day)s. If not, the form can be sent back."
    ),
    may=N_(
        "Pay the yearly asylum fee, $%(dollars)s, perhaps by %(day)s."
        " If not, the form can be sent back."
    ),
    over=N_("The yearly asylum fee, $%(dollars)s, was due by %(day)s. The form can be sent back."),
    unclear=N_(
        "Pay the yearly asylum fee, $%(dollars)s, very soon. If not, the form can be sent back."
    ),
)
OTHER_FEE = N_("The fee may change on %(new)s. It is $%(dollars)s if you pay by %(day)s.")
WORK_PERMIT = Wording(
    exact=N_(
        "You may be able to ask for a work permit from %(day)s. You may get it from %(later)s."
    ),
    may=N_("You may be able to ask for a work permit later: perhaps from %(day)s."),
    over=N_("Since %(day)s you may be able to ask for a work permit."),
    unclear=N_("You can ask for a work permit %(days)s days after you sent the form."),
)
LONGER_WAIT = N_("If a proposed rule comes into force, the wait is %(days)s days: until %(day)s.")


def r10_yearly_fee(facts: Facts) -> Iterator[Finding]:
    """R10. The yearly asylum fee is due within its days of the notice: Pub. L. 119-21; 90 FR 52693.

    Unpaid, the form is sent back, and a case in court may follow (DHS interim final rule, in
    force since 29 May 2026). No waiver. The amount may be another with the new year, so the last
    day of this one is shown beside it. On the ladder and at least P1 within ten days; passed or
    unclear: P1.
    """
    if not facts.is_one_of(fee_notice, "yes"):
        return
    noticed, days = facts.said(fee_notice_date), facts.number("fee_notice_days")
    counted = count(facts, noticed, lambda day: rolled(facts, add_days(day, days)))
    yield of_date(
        counted,
        Reason(
            rule="R10",
            says=doubted(
                facts,
                YEARLY_FEE.of(counted, dollars=facts.number("yearly_fee_dollars")),
                "yearly_fee_dollars",
            ),
            authority="Pub. L. 119-21; 90 FR 52693; EOIR PM 26-01",
            answers=facts.given(fee_notice_date, fee_notice),
        ),
        urgency=_fee_urgency(facts, counted),
        alternative=_at_the_fee_of_today(facts, noticed, days),
    )


def r11_work_permit(facts: Facts) -> Iterator[Finding]:
    """R11. A work permit can be asked for some months after filing: 8 CFR 208.7(a)(1).

    Informs only: P4, and never part of a case's days. A longer wait is proposed, 91 FR 8616.
    Nothing here is rolled. Silent without a date.
    """
    filed = facts.answers.date(asylum_filed_date)
    if filed is None:
        return
    days = facts.number("work_permit_apply_days")
    counted = count(facts, filed, lambda day: unrolled(add_days(day, days)))
    later = filed.first and add_days(filed.first, facts.number("work_permit_days"))
    found = of_date(
        counted,
        Reason(
            rule="R11",
            says=doubted(
                facts,
                WORK_PERMIT.of(counted, days=days, later=later),
                "work_permit_apply_days",
            ),
            authority="INA 208(d)(2); 8 CFR 208.7(a)(1)",
            answers=facts.given(asylum_filed_date),
        ),
        urgency=always(Tier.P4),
        alternative=otherwise(
            facts,
            filed,
            "work_permit_apply_days",
            lambda day, longer: unrolled(add_days(day, longer)),
            text=LONGER_WAIT,
        ),
    )
    yield replace(found, latest_lawful_day=None)


def _at_the_fee_of_today(facts: Facts, noticed: SaidDate, days: int) -> Alternative | None:
    if noticed.first is None or not in_dispute(facts, "yearly_fee_dollars"):
        return None
    new = _next_fee_from(facts)
    return instead(
        facts,
        rolled(facts, min(add_days(noticed.first, days), add_days(new, -1))),
        OTHER_FEE,
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
