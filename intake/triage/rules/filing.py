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
from intake.triage.counting import Counted, Wording, count, maybe_if_moved, rolled, unrolled
from intake.triage.days import add_days, add_months, add_years
from intake.triage.deadlines import Alternative, Finding, Office, SetBy
from intake.triage.facts import Facts
from intake.triage.findings import doubted, in_dispute, instead, of_date, of_unknown, otherwise
from intake.triage.form_and_status import filing_of, has_status
from intake.triage.proceedings import referred
from intake.triage.rule import LAW, Chip, Unknown, rule
from intake.triage.tiers import Tier, Urgency, always
from intake.words import N_, Phrase, say

FEE = "Pub. L. 119-21; 90 FR 52693; EOIR PM 26-01"

YEARLY_FEE = Wording(
    exact=Phrase(
        N_(
            "Pay the yearly asylum fee of $%(dollars)s by %(day)s. If you do not, your asylum form"
            " may be sent back."
        ),
        N_(
            "Pay the yearly asylum fee of $%(dollars)s by %(day)s. If not, the asylum form may be"
            " sent back."
        ),
        "Annual asylum fee, $%(dollars)s: due %(day)s. Application may be sent back if unpaid.",
    ),
    may=Phrase(
        N_(
            "Pay the yearly asylum fee of $%(dollars)s. It may be due by %(day)s. If you do not,"
            " your asylum form may be sent back."
        ),
        N_(
            "Pay the yearly asylum fee of $%(dollars)s. It may be due by %(day)s. If not, the"
            " asylum form may be sent back."
        ),
        "Annual asylum fee, $%(dollars)s: may be due %(day)s. Application may be sent back if"
        " unpaid.",
    ),
    over=Phrase(
        N_(
            "The yearly asylum fee of $%(dollars)s was due by %(day)s. Your asylum form may be sent"
            " back."
        ),
        N_(
            "The yearly asylum fee of $%(dollars)s was due by %(day)s. Their asylum form may be"
            " sent back."
        ),
        "Annual asylum fee, $%(dollars)s: was due %(day)s. Application may be sent back.",
    ),
    unclear=Phrase(
        N_(
            "Pay the yearly asylum fee of $%(dollars)s very soon. If you do not, your asylum form"
            " may be sent back."
        ),
        N_(
            "Pay the yearly asylum fee of $%(dollars)s very soon. If not, the asylum form may be"
            " sent back."
        ),
        "Annual asylum fee, $%(dollars)s: due very soon. Application may be sent back if unpaid.",
    ),
)
COURT_FEE = Wording(
    exact=Phrase(
        N_("The judge ordered the yearly asylum fee of $%(dollars)s to be paid by %(day)s."),
        "",
        "Annual asylum fee, $%(dollars)s: ordered by the judge, due %(day)s.",
    ),
    may=Phrase(
        N_(
            "The judge ordered the yearly asylum fee of $%(dollars)s to be paid, perhaps by"
            " %(day)s."
        ),
        "",
        "Annual asylum fee, $%(dollars)s: ordered by the judge, perhaps due %(day)s.",
    ),
    over=Phrase(
        N_(
            "The judge ordered the yearly asylum fee of $%(dollars)s to be paid by %(day)s. That"
            " day has passed."
        ),
        "",
        "Annual asylum fee, $%(dollars)s: ordered by the judge, was due %(day)s.",
    ),
    unclear=Phrase(
        N_(
            "The judge may order the yearly asylum fee of $%(dollars)s. Nothing is due until a"
            " written order names the day."
        ),
        "",
        "Annual asylum fee, $%(dollars)s, in court: nothing due until the judge's written order.",
    ),
)
OTHER_FEE = Phrase(
    N_("The fee may change on %(new)s. It is $%(dollars)s if you pay by %(day)s."),
    staff="Fee may change on %(new)s. $%(dollars)s if paid by %(day)s.",
)
FEE_DO = Phrase(
    N_(
        "Pay online with the receipt number, at my.uscis.gov. There is no waiver. Keep the receipt."
    ),
    staff="Pay online with the receipt number; no waiver. Keep the receipt in the file.",
)
COURT_FEE_DO = Phrase(
    N_("Pay at epay.eoir.justice.gov by the day in the judge’s order. Bring the receipt to court."),
    staff="Pay through the EOIR payment portal by the day in the order; file the receipt.",
)
FEE_LATE_DO = Phrase(
    N_("Pay now, keep the receipt, and check if the asylum form was sent back. Call a lawyer."),
    staff="Pay now; check the case status for a rejection, and refile if needed.",
)
LOOK_FOR_FEE = Phrase(
    N_(
        "The yearly asylum fee may be due. The notice may be only in the online account, not in"
        " the mail."
    ),
    staff="Pending about a year or more: annual fee may be due, notice perhaps only online.",
)
LOOK_FOR_FEE_DO = Phrase(
    N_("Look in the account at my.uscis.gov this week for a fee notice, and pay by its day."),
    staff="Check the USCIS online account for a fee notice; unpaid in time: rejection and NTA.",
)


@rule(
    "R10",
    chip=Chip("Fee letter", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.USCIS,
    if_unknown=Unknown(Tier.P2),
    to_confirm=(),
)
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
    says = say(LOOK_FOR_FEE)
    if in_court:
        says = say(COURT_FEE.unclear, dollars=facts.number("yearly_fee_dollars"))
    reason = Reason(
        rule="R10",
        says=says,
        authority=FEE,
        answers=(
            *facts.behind(fee_notice, asylum_filed_date, asylum_filed),
            *(asylum_filed_where.id,) * in_court,
        ),
    )
    return of_unknown(facts, reason, say(COURT_FEE_DO if in_court else LOOK_FOR_FEE_DO))


def _court_fee(facts: Facts, *, noticed: bool) -> Iterator[Finding]:
    if not noticed and not (_may_be_due(facts) and facts.unsure(fee_notice)):
        return
    counted = count(facts, facts.said(fee_due_date), lambda day: rolled(facts, day))
    dollars = facts.number("yearly_fee_dollars")
    reason = Reason(
        rule="R10",
        says=COURT_FEE.of(maybe_if_moved(counted), dollars=dollars),
        authority=FEE,
        answers=facts.behind(fee_due_date, fee_notice, fee_notice_from, court_case),
    )
    yield of_date(
        facts,
        counted,
        reason,
        say(FEE_LATE_DO if counted.passed else COURT_FEE_DO),
        unknown=say(COURT_FEE_DO),
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
    says = YEARLY_FEE.of(told, dollars=facts.number("yearly_fee_dollars"))
    reason = Reason(
        rule="R10",
        says=doubted(facts, says, "yearly_fee_dollars"),
        authority=FEE,
        answers=facts.behind(fee_notice_date, fee_due_date, fee_notice),
    )
    return of_date(
        facts,
        counted,
        reason,
        say(FEE_LATE_DO if counted.passed else FEE_DO),
        unknown=say(LOOK_FOR_FEE_DO),
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


WORK_PERMIT = Wording(
    exact=Phrase(
        N_(
            "You may be able to apply for a work permit starting %(day)s. You may get it starting"
            " %(later)s."
        ),
        N_(
            "They may be able to apply for a work permit starting %(day)s. They may get it starting"
            " %(later)s."
        ),
        "May apply for work permit from %(day)s; may receive it from %(later)s.",
    ),
    may=Phrase(
        N_("You may be able to apply for a work permit later. It may be on or after %(day)s."),
        N_("They may be able to apply for a work permit later. It may be on or after %(day)s."),
        "May be able to apply for work permit later, perhaps from %(day)s.",
    ),
    over=Phrase(
        N_("You may be able to apply for a work permit now. The wait ended on %(day)s."),
        N_("They may be able to apply for a work permit now. The wait ended on %(day)s."),
        "Work permit: may have been eligible to apply since %(day)s.",
    ),
    unclear=Phrase(
        N_("You can apply for a work permit %(days)s days after you sent the asylum form."),
        N_("They can apply for a work permit %(days)s days after the asylum form was sent."),
        "Work permit: can apply %(days)s days after filing.",
    ),
)
LONGER_WAIT = Phrase(
    N_("A new rule is proposed. If it takes effect, the wait is %(days)s days, until %(day)s."),
    staff="If the proposed rule takes effect: %(days)s-day wait, until %(day)s.",
)
WORK_PERMIT_DO = Phrase(
    N_("Apply with Form I-765, category (c)(8), and the fee."),
    staff="I-765 (c)(8) with fee; informs only.",
)


@rule(
    "R11",
    chip=Chip("Work permit", LAW),
    tells_applicant=False,
    asks_again=False,
    enters_case=False,
    office=Office.USCIS,
    if_unknown=None,
    to_confirm=(),
)
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
                WORK_PERMIT.of(counted, days=days, later=later),
                "work_permit_apply_days",
            ),
            authority="INA 208(d)(2); 8 CFR 208.7(a)(1)",
            answers=facts.given(asylum_filed_date),
        ),
        say(WORK_PERMIT_DO),
        set_by=SetBy.LAW,
        urgency=always(Tier.P4),
        alternative=otherwise(
            facts,
            filed,
            "work_permit_apply_days",
            lambda day, longer: unrolled(add_days(day, longer)),
            text=LONGER_WAIT,
        ),
    )
    yield replace(finding, latest_lawful_day=None)
