"""R10 and R11: after the asylum form is filed, its yearly fee and the work permit."""

from dataclasses import replace

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
from intake.questionnaire.asylum.proceedings import clock_delay, form_still_part, form_whose
from intake.triage.days import add_days, add_months
from intake.triage.deadlines import Finding, Office, SetBy, Tier, Urgency, always
from intake.triage.facts import (
    Facts,
    filing_of,
    form_came_back,
    has_status,
    left_family_case,
    may_have_left_family_case,
)
from intake.triage.fees import with_fee
from intake.triage.findings import (
    A_NUMBER,
    LAW,
    Chip,
    Counted,
    Findings,
    Rule,
    Unknown,
    as_maybe,
    day_on_paper,
    days_after,
    doubted,
    maybe_if_moved,
    of_date,
    of_unknown,
    otherwise,
    sentences_beside,
)
from intake.triage.proceedings import court_of, is_closed, is_over, referred
from intake.words import Phrase, Reason, Sentence, one_after_another, say

FEE = "Pub. L. 119-21; 90 FR 52693; EOIR PM 26-01"

PHRASES, WORDINGS = sentences_beside(__file__)
YEARLY_FEE = WORDINGS["YEARLY_FEE"]
COURT_FEE = WORDINGS["COURT_FEE"]
FEE_DO = PHRASES["FEE_DO"]
COURT_FEE_DO = PHRASES["COURT_FEE_DO"]
FEE_LATE_DO = PHRASES["FEE_LATE_DO"]
SHOW_FEE_DO = PHRASES["SHOW_FEE_DO"]
LOOK_FOR_FEE = PHRASES["LOOK_FOR_FEE"]
LOOK_FOR_FEE_DO = PHRASES["LOOK_FOR_FEE_DO"]
LOOK_FOR_ORDER_DO = PHRASES["LOOK_FOR_ORDER_DO"]


@Rule(
    "R10",
    chip=Chip("Fee letter", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.USCIS,
    if_unknown=Unknown(Tier.P2),
    to_confirm=(),
)
def r10_yearly_fee(facts: Facts) -> Findings:
    """R10. The yearly asylum fee: Pub. L. 119-21; 90 FR 52693; EOIR PM 26-01.

    With the asylum office, due 30 days after the notice; unpaid, the form is sent back, and a case
    in court may follow (DHS interim final rule, in force since 29 May 2026). The notice may be
    only in the online account: whoever filed more than eleven months ago and knows of none is told
    to look, P2. In court nothing is due until the judge's written order, and the day is the one in
    it; whoever filed there without a case that we know of reads that, and not to look. A form that
    came back, or of a relative of whose case the person is no part, owes none, nor does whoever has
    asylum; where nobody knows of that part, a notice is shown to the relative, and asks. Once an
    order is final nobody is told to look. No waiver. On the ladder and at least P1 within ten days;
    passed: P1; day unknown: P2.
    """
    if _has_no_own_form(facts, "R10"):
        return
    noticed = facts.is_yes(fee_notice) or facts.has_day(fee_notice_date, fee_due_date)
    if may_have_left_family_case(facts):
        if noticed:
            asked = (fee_notice, fee_notice_date, fee_due_date, form_whose, form_still_part)
            says, answers = say(YEARLY_FEE.unclear), facts.given(*asked)
            reason = Reason("R10", says, FEE, answers)
            yield of_unknown(facts, reason, say(SHOW_FEE_DO))
        return
    in_court = facts.is_yes(court_case) and court_of(facts) == "yes"
    if in_court or referred(facts) or facts.is_one_of(fee_notice_from, "court"):
        yield from _court_fee(facts, noticed=noticed)
    elif noticed:
        yield _office_fee(facts)
    elif _may_be_due(facts):
        yield _look(facts)


def _has_no_own_form(facts: Facts, rule: str) -> bool:
    """Return true where no form of the person's own is pending, or asylum was given."""
    left = left_family_case(facts)
    return left or form_came_back(facts) or is_closed(facts, rule)


def _may_be_due(facts: Facts) -> bool:
    """Return true where a notice may have come that the person does not know of."""
    if not facts.is_yes(asylum_filed) or has_status(facts):
        return False
    if is_over(facts) or may_have_left_family_case(facts):
        return False
    if facts.unsure(fee_notice):
        return True
    filed = facts.said(asylum_filed_date).first
    return filed is None or add_months(filed, facts.number("fee_look_months")) < facts.received


def _look(facts: Facts) -> Finding:
    """Return what to do without a notice: look in the account, or for the judge's order."""
    in_court = facts.is_one_of(asylum_filed_where, "court")
    reason = Reason(
        "R10",
        say(COURT_FEE.unclear if in_court else LOOK_FOR_FEE),
        FEE,
        (
            *facts.behind(fee_notice, asylum_filed_date, asylum_filed),
            *(asylum_filed_where.id,) * in_court,
        ),
    )
    do = LOOK_FOR_ORDER_DO if in_court else LOOK_FOR_FEE_DO
    return of_unknown(facts, reason, say(do), office=Office.COURT if in_court else None)


def _court_fee(facts: Facts, *, noticed: bool) -> Findings:
    if not noticed and not (_may_be_due(facts) and facts.unsure(fee_notice)):
        return
    counted = day_on_paper(facts, facts.said(fee_due_date))
    reason = Reason(
        "R10",
        COURT_FEE.of(maybe_if_moved(counted)),
        FEE,
        facts.behind(fee_due_date, fee_notice, fee_notice_from, court_case),
    )
    yield of_date(
        facts,
        counted,
        reason,
        _pay(facts, counted, COURT_FEE_DO),
        unknown=say(LOOK_FOR_ORDER_DO),
        set_by=SetBy.PAPER,
        urgency=_fee_urgency(facts, counted),
        office=Office.COURT,
    )


def _office_fee(facts: Facts) -> Finding:
    noticed = facts.said(fee_notice_date)
    on_paper = not noticed.known and facts.has_day(fee_due_date)
    if on_paper:
        counted = day_on_paper(facts, facts.said(fee_due_date))
    else:
        counted = days_after(facts, noticed, "fee_notice_days")
    reason = Reason(
        "R10",
        YEARLY_FEE.of(maybe_if_moved(counted) if on_paper else counted),
        FEE,
        facts.behind(fee_notice_date, fee_due_date, fee_notice),
    )
    return of_date(
        facts,
        counted,
        reason,
        _pay(facts, counted, FEE_DO),
        unknown=say(LOOK_FOR_FEE_DO),
        set_by=SetBy.PAPER if on_paper else SetBy.LAW,
        urgency=_fee_urgency(facts, counted),
    )


def _pay(facts: Facts, counted: Counted, do: Phrase) -> Sentence:
    do = FEE_LATE_DO if counted.passed else do
    return with_fee(facts, say(do), "fee_yearly", by=counted.act_by)


def _fee_urgency(facts: Facts, counted: Counted) -> Urgency:
    if counted.passed or counted.unclear:
        return always(Tier.P1)
    return facts.ladder(counted.act_by).at_least(facts.rise(Tier.P1, counted.act_by, "fee_p1_days"))


WORK_PERMIT = WORDINGS["WORK_PERMIT"]
DELAYED = PHRASES["DELAYED"]
LONGER_WAIT = PHRASES["LONGER_WAIT"]
COUNT_DO = PHRASES["COUNT_DO"]
WORK_PERMIT_DO = PHRASES["WORK_PERMIT_DO"]
RENEWAL = PHRASES["RENEWAL"]


@Rule(
    "R11",
    chip=Chip("Work permit", LAW),
    tells_applicant=True,
    asks_again=False,
    enters_case=False,
    office=Office.USCIS,
    if_unknown=None,
    to_confirm=(),
)
def r11_work_permit(facts: Facts) -> Findings:
    """R11. A work permit after 150 and 180 days: INA 208(d)(2); 8 CFR 208.7(a)(1), (2).

    Informs whoever filed, where the day is told: asked for 150 days after it, given after 180. A
    form that no longer counts, that is a relative's, that led to asylum, or that ended in a final
    order is silent. Both are law
    and never rolled; a skip is silent. A delay that the person asked for stops the count, so no
    wait is told as over, and after a delay no day. It enters no tier and no day of a case. A rule
    proposed in 2026 would make it 365 days, 91 FR 8616, so that day is shown beside it.
    """
    filed = facts.answers.date(asylum_filed_date)
    if filed is None or filing_of(facts) == "not_filed" or has_status(facts):
        return
    if _has_no_own_form(facts, "R11") or may_have_left_family_case(facts) or is_over(facts):
        return
    delayed = facts.is_yes(clock_delay)
    days = facts.number_for("work_permit_apply_days", filed)
    counted = days_after(facts, filed, "work_permit_apply_days", rolls=False)
    later = filed.first and add_days(filed.first, facts.number_for("work_permit_days", filed))
    told = as_maybe(counted) if facts.unsure(clock_delay) else counted
    says = say(DELAYED) if delayed else WORK_PERMIT.of(told, days=days, later=later)
    finding = of_date(
        facts,
        counted,
        Reason(
            "R11",
            says if delayed else doubted(facts, says, "work_permit_apply_days", filed),
            "INA 208(d)(2); 8 CFR 208.7(a)(1), (2)",
            facts.given(asylum_filed_date, clock_delay),
        ),
        one_after_another(
            *(say(COUNT_DO), A_NUMBER),
            with_fee(facts, say(WORK_PERMIT_DO), "fee_work_permit", by=counted.act_by),
            with_fee(
                facts,
                say(RENEWAL, days=facts.number("work_permit_renewal_days")),
                "fee_work_permit_renewal",
            ),
        ),
        urgency=always(Tier.P4),
        asks=False,
        alternative=None
        if delayed
        else otherwise(facts, filed, "work_permit_apply_days", text=LONGER_WAIT, rolls=False),
    )
    act_by = None if delayed else max(facts.received, counted.act_by)
    yield replace(finding, act_by=act_by, passed=False, latest_lawful_day=None)
