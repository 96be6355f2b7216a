"""R06a and R06b: orders in absentia, the day that runs their clocks, and the answers behind it."""

from collections.abc import Iterator
from dataclasses import replace

from intake.questionnaire.asylum.dates import (
    bad_decision,
    bad_decision_date,
    hearing_attended,
    missed_hearing,
    missed_why,
    next_hearing_date,
)
from intake.questionnaire.dates import NOT_SURE
from intake.triage.deadlines import Certainty, Office, Tier
from intake.triage.facts import Facts
from intake.triage.fees import with_fee
from intake.triage.findings import (
    COURT_LINE,
    LAW,
    Chip,
    Counted,
    Findings,
    Rule,
    Unknown,
    as_maybe,
    days_after,
    of_date,
    of_no_date,
    sentences_beside,
    urgency_of,
)
from intake.triage.proceedings import (
    OrderDay,
    appeal_over,
    decision_code,
    hearing_gone,
    hearing_may_be_gone,
    is_open,
    judges_old_order,
    surely_in_absentia,
)
from intake.words import Reason, one_after_another, say

PHRASES, WORDINGS = sentences_beside(__file__)
ABSENT = WORDINGS["ABSENT"]
ABSENT_DO = PHRASES["ABSENT_DO"]
SENT_BACK = PHRASES["SENT_BACK"]
ABSENT_LATE_DO = PHRASES["ABSENT_LATE_DO"]


@Rule(
    "R06a",
    chip=Chip("Motion to reopen", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.COURT,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(),
)
def r06a_absent_emergency(facts: Facts) -> Findings:
    """R06a. An order in absentia is reopened for exceptional circumstances: INA 240(b)(5)(C)(i).

    Speaks where a hearing was missed, or may have been: not sure, a hearing that has gone and was
    perhaps not attended, an order that came by mail. 180 days from the order, told as a denial or
    as an old order, or from the hearing that has gone. While a decision can be appealed, it may be
    no order in absentia, and the day is one that *may* be. Asking stays the removal by itself. At
    least P1: the person can be removed now. Where no hearing is told as missed, it only asks.
    """
    if not is_open(facts, "R06a"):
        return
    order = order_in_absentia(facts)
    counted = days_after(facts, order.day, "in_absentia_days")
    counted = counted if order.sure else as_maybe(counted)
    days = facts.number_for("in_absentia_days", order.day)
    reason = Reason(
        "R06a",
        ABSENT.of(counted, days=days),
        "INA 240(b)(5)(C)(i)",
        order.answers or absence_told(facts),
    )
    urgency = urgency_of(facts, counted, floor=Tier.P1)
    do = say(ABSENT_LATE_DO)
    if not counted.passed:
        do = one_after_another(
            with_fee(facts, say(ABSENT_DO), "fee_motion", by=counted.act_by),
            say(SENT_BACK, days=days),
        )
    yield of_date(
        facts,
        counted,
        reason,
        do if _missed(facts) else COURT_LINE,
        unknown=COURT_LINE,
        asks=None if _missed(facts) else True,
        urgency=urgency if order.sure else urgency.at_most(Tier.P1),
        lead_days=facts.number("plan_lead_appeal_days"),
    )


NO_NOTICE = PHRASES["NO_NOTICE"]
IN_CUSTODY = PHRASES["IN_CUSTODY"]
NO_NOTICE_DO = PHRASES["NO_NOTICE_DO"]


@Rule(
    "R06b",
    chip=Chip("Motion to reopen", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.COURT,
    if_unknown=None,
    to_confirm=(),
)
def r06b_absent_no_notice(facts: Facts) -> Findings:
    """R06b. Without notice, or in custody, an order in absentia has no limit: INA 240(b)(5)(C)(ii).

    Speaks beside R06a where no notice came, the person was in custody, or nobody knows why the
    hearing was missed. P1, within days that we set. Where neither a missed hearing and its reason
    nor an absence is told, it only asks.
    """
    if not is_open(facts, "R06b"):
        return
    in_custody = facts.is_one_of(missed_why, "detained")
    known = in_custody or facts.is_one_of(missed_why, "no_letter")
    if not known and missed_why.id in facts.answers:
        return
    told = _missed(facts) and (known or not surely_in_absentia(facts))
    yield of_no_date(
        Reason(
            "R06b",
            say(IN_CUSTODY if in_custody else NO_NOTICE),
            "INA 240(b)(5)(C)(ii)",
            facts.given(missed_why, missed_hearing, bad_decision) or absence_told(facts),
        ),
        with_fee(facts, say(NO_NOTICE_DO), "fee_no_notice_motion") if told else COURT_LINE,
        asks=not told,
        act_by=facts.within("in_absentia_no_notice_days"),
        tier=Tier.P1,
        certainty=Certainty.EXACT if known else Certainty.UNKNOWN,
    )


def _missed(facts: Facts) -> bool:
    """Return true where a hearing is told as missed, or as one to which the person did not go."""
    return surely_in_absentia(facts) or facts.is_one_of(hearing_attended, "no")


def order_in_absentia(facts: Facts) -> OrderDay:
    """Return the order whose time ends soonest, else a hearing that has gone, else what is over.

    The hearing counts beside orders of which none is certain. Where neither an order nor a hearing
    has a day, the day is unknown.
    """
    orders = tuple(_orders(facts))
    hearing = _hearing(facts)
    if hearing and not any(order.sure for order in orders):
        orders = (*orders, hearing)
    counts = [(days_after(facts, order.day, "in_absentia_days"), order) for order in orders]
    running = [(clock.act_by, order) for clock, order in counts if not clock.passed]
    if running:
        return min(running, key=lambda each: each[0])[1]
    return hearing or next(iter(orders), OrderDay(day=NOT_SURE, answers=(), sure=False))


def is_told(facts: Facts, order: OrderDay, counted: Counted) -> bool:
    """Return false where the time has passed, if the old order may not be the one that counts.

    A denial may be a newer order; a hearing that is known shows that the case went on.
    """
    newer = decision_code(facts) not in ("", "asylum_office") or facts.has_day(next_hearing_date)
    is_the_only = order.sure and not newer
    return is_the_only or not counted.passed


def absence_told(facts: Facts) -> tuple[str, ...]:
    """Return the answers about a hearing that was missed, or may have been."""
    answers = facts.given(bad_decision_date, bad_decision, missed_hearing, missed_why)
    if hearing_may_be_gone(facts):
        answers += facts.given(next_hearing_date, hearing_attended)
    return answers or (missed_hearing.id,)


def _orders(facts: Facts) -> Iterator[OrderDay]:
    """Yield the denial and the old order of a judge that have a day.

    They are orders in absentia for certain where a hearing was missed and no appeal is open. The
    Board may have denied an appeal of the judge's old order.
    """
    surely, order = surely_in_absentia(facts), judges_old_order(facts)
    decided, code = facts.said(bad_decision_date), decision_code(facts)
    if decided.known and code != "asylum_office":
        other = order is not None and code == "appeals_board"
        sure = surely and appeal_over(facts, decided) and not other
        yield OrderDay(day=decided, answers=absence_told(facts), sure=sure)
    if order and is_told(facts, order, days_after(facts, order.day, "in_absentia_days")):
        sure = surely and order.sure and appeal_over(facts, order.day)
        answers = tuple(dict.fromkeys((*order.answers, *absence_told(facts))))
        yield replace(order, answers=answers, sure=sure)


def _hearing(facts: Facts) -> OrderDay | None:
    """Return the hearing that was perhaps missed, if it is the one told: gone, or perhaps gone.

    Where another may have been missed before, one that is perhaps to come tells no day of it.
    """
    another = surely_in_absentia(facts) or facts.unsure(missed_hearing)
    if hearing_gone(facts) or (hearing_may_be_gone(facts) and not another):
        return OrderDay(day=facts.said(next_hearing_date), answers=absence_told(facts), sure=False)
    return None
