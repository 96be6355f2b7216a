"""R05, R07, R17 and R24: review of a denial by a judge, the Board or the asylum office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from intake.questionnaire.asylum.dates import (
    appeal_sent,
    appeal_sent_date,
    bad_decision,
    bad_decision_date,
    office_letter,
    old_order,
    old_order_date,
    old_order_from,
)
from intake.questionnaire.dates import SaidDate
from intake.reasons import Reason
from intake.triage.counting import Counted, as_maybe, rolled
from intake.triage.days import add_days
from intake.triage.deadlines import Finding, SetBy
from intake.triage.disputes import doubted, otherwise
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_no_date
from intake.triage.order_days import (
    OrderDay,
    appeal_over,
    appealed_before,
    came_back,
    days_after,
    judges_old_order,
    old_order_told,
    ordered_before_return,
    ordered_since_return,
    surely_before,
)
from intake.triage.phrases import decisions as words
from intake.triage.proceedings import (
    decision_code,
    follows_fear_review,
    is_open,
    referred,
    surely_in_absentia,
)
from intake.triage.tiers import Tier, Urgency, always
from intake.triage.unknown_dates import of_unknown
from intake.words import say

BOARD = "8 CFR 1003.38(b)"
FEDERAL_COURT = "INA 242(b)(1), 8 USC 1252(b)(1); FRAP 26(a); Riley v. Bondi (2025)"
OFFICER = "border_or_ice"
CLOCKS_BY_LENGTH = ("asylum_office_days", "bia_appeal_days")
"""The clocks of a denial by an office that nobody knows, the shortest first. That of the federal
court is as long as that of the Board."""


def r05_appeal(facts: Facts) -> Iterator[Finding]:
    """R05. The Board must have an appeal within its days: 8 CFR 1003.38(b).

    Speaks of a judge's denial and where nobody knows who denied; of a judge's old order while it
    can be appealed; never of a fear review, or while an appeal of it is pending. After a missed
    hearing: of a denial that can still be appealed, if the person was there. Whether 30 days or 10
    is in court, Amica Center v. EOIR (D.D.C. 2026), so the shorter limit is shown beside it. Who
    denied is not known: the shortest clock not yet passed, P1 at most. Else on the ladder; passed
    two weeks or less, or half known and perhaps passed: P0; passed longer: P1. An old order that is
    not certain: P1 at most.
    """
    if is_open(facts, "R05"):
        by_judge = decision_code(facts) == "judge"
        yield _appeal(facts, denial_of(facts)) if by_judge else _by_someone(facts)
    order = order_of_its_own(facts)
    if order and not appeal_over(facts, order.day):
        old = _appeal(facts, order)
        certain = facts.is_one_of(old_order, "never_left")
        yield old if certain else replace(old, urgency=old.urgency.at_most(Tier.P1))


def r07_petition_for_review(facts: Facts) -> Iterator[Finding]:
    """R07. A federal court reviews a final order: INA 242(b)(1), 8 USC 1252(b)(1).

    Speaks of the Board's denial, and of an order by the border or ICE (reinstatement, expedited
    removal, administrative removal), from that order itself: Riley v. Bondi (2025), where the
    limit binds but is not jurisdictional. 30 days, FRAP 26(a). On the ladder and at least P1;
    passed two weeks or less, or half known and perhaps passed: P0.

    After coming back, the day runs from the reinstatement (Form I-871), and no answer tells it
    unless the order is from after the arrival: P1, within days that we set. Beside an order of an
    officer the Board's denial may be about withholding alone, so its day is one that *may* be.
    """
    if not is_open(facts, "R07"):
        return
    if decision_code(facts) == "appeals_board":
        maybe = came_back(facts) or facts.is_one_of(old_order_from, OFFICER)
        yield _petition(facts, replace(denial_of(facts), sure=not maybe))
    if order := _officers_order(facts):
        yield _of_an_officer(facts, order)
    elif _may_be_reinstated(facts):
        yield _reinstated(facts)


def r17_asylum_office(facts: Facts) -> Iterator[Finding]:
    """R17. An asylum office gives notice that it means to deny, or denies: 8 CFR 208.14(b), (c).

    Speaks of a notice of intent to deny, and of a letter of which nobody knows the kind: 16 days
    after it, law, P1. A denial has no such clock: P2. A referral is R04 alone, whatever its age.
    """
    if decision_code(facts) != "asylum_office" or referred(facts):
        return
    counted = days_after_decision(facts, "asylum_office_days")
    reason = Reason(
        rule="R17",
        says=words.OFFICE.of(as_maybe(counted) if facts.unsure(office_letter) else counted),
        authority="8 CFR 208.14(b), (c)",
        answers=facts.given(bad_decision_date, bad_decision, office_letter),
    )
    if facts.is_one_of(office_letter, "denial"):
        denied = replace(reason, says=say(words.OFFICE_DENIED))
        yield of_no_date(
            denied,
            say(words.OFFICE_DENIED_DO),
            act_by=facts.within("unknown_act_days"),
            tier=Tier.P2,
        )
    elif counted.raw is None:
        yield of_unknown(facts, reason, say(words.OFFICE_DO))
    else:
        yield of_date(
            facts,
            counted,
            reason,
            say(words.OFFICE_LATE_DO if counted.passed else words.OFFICE_DO),
            set_by=SetBy.LAW,
            urgency=always(Tier.P1),
        )


def r24_brief(facts: Facts) -> Iterator[Finding]:
    """R24. The Board sets a schedule for briefs: 8 CFR 1003.3(c), 20 days since 9 March 2026.

    Speaks of a pending appeal. The day is in the Board's schedule, which is not asked: P1, within
    days that we set.
    """
    if not is_open(facts, "R24"):
        return
    reason = Reason(
        rule="R24",
        says=say(words.PENDING, days=facts.number("board_brief_days")),
        authority="8 CFR 1003.3(c), 1003.6",
        answers=facts.given(appeal_sent, appeal_sent_date),
    )
    yield of_unknown(facts, reason, say(words.PENDING_DO))


def decision_of(facts: Facts) -> tuple[str, ...]:
    """Return the answers about a denial."""
    return facts.behind(bad_decision, bad_decision_date)[::-1]


def days_after_decision(facts: Facts, parameter: str) -> Counted:
    """Return so many days after the denial, with the ordinary end."""
    return days_after(facts, facts.said(bad_decision_date), parameter)


def denial_of(facts: Facts) -> OrderDay:
    """Return the denial with its day."""
    return OrderDay(day=facts.said(bad_decision_date), answers=decision_of(facts), sure=True)


def order_of_its_own(facts: Facts) -> OrderDay | None:
    """Return a judge's old order that no denial tells already; else ``None``.

    It is newer than the denial, or the denial has no day; it is not about a fear finding, and no
    appeal of it is pending.
    """
    order = judges_old_order(facts)
    if order is None or follows_fear_review(facts, order.day) or not _is_newer(facts, order.day):
        return None
    appealed = facts.is_one_of(appeal_sent, "yes") and not appealed_before(facts, order.day)
    return None if appealed else order


def _is_newer(facts: Facts, ordered: SaidDate) -> bool:
    denied = facts.said(bad_decision_date)
    no_order = decision_code(facts) in ("", "asylum_office")
    return no_order or not denied.known or surely_before(denied, ordered)


def _appeal(facts: Facts, order: OrderDay) -> Finding:
    counted = days_after(facts, order.day, "bia_appeal_days")
    counted = counted if order.sure else as_maybe(counted)
    wording = words.APPEAL_IF_PRESENT if surely_in_absentia(facts) else words.APPEAL
    says = wording.of(counted, days=facts.number("bia_appeal_days"))
    reason = Reason(
        rule="R05",
        says=doubted(facts, says, "bia_appeal_days"),
        authority=BOARD,
        answers=order.answers,
    )
    if counted.raw is None:
        return of_unknown(facts, reason, say(words.APPEAL_ASK))
    return of_date(
        facts,
        counted,
        reason,
        say(words.APPEAL_LATE_DO if counted.passed else words.APPEAL_DO),
        set_by=SetBy.LAW,
        urgency=_recent_first(facts, counted, floor=Tier.P4),
        lead_days=facts.number("plan_lead_appeal_days"),
        alternative=otherwise(
            facts,
            order.day,
            "bia_appeal_days",
            lambda decided, other: rolled(facts, add_days(decided, other)),
            text=words.SHORTER_APPEAL,
        ),
    )


def _by_someone(facts: Facts) -> Finding:
    """Return the shortest clock not yet passed where it is not known who denied."""
    clocks = [days_after_decision(facts, parameter) for parameter in CLOCKS_BY_LENGTH]
    counted = next((clock for clock in clocks if not clock.passed), clocks[-1])
    reason = Reason(
        rule="R05",
        says=words.WHO_DENIED.of(counted),
        authority=f"{BOARD}; 8 USC 1252(b)(1); 8 CFR 208.14",
        answers=decision_of(facts),
    )
    if counted.raw is None:
        return of_unknown(facts, reason, say(words.APPEAL_ASK))
    lapsed = any(clock.passed for clock in clocks)
    urgency = facts.ladder(counted.act_by, floor=Tier.P1 if lapsed else Tier.P4)
    return of_date(
        facts,
        counted,
        reason,
        say(words.APPEAL_ASK),
        set_by=SetBy.LAW,
        urgency=urgency.at_most(Tier.P1),
        lead_days=facts.number("plan_lead_appeal_days"),
    )


def _officers_order(facts: Facts) -> OrderDay | None:
    """Return the order that an officer made, or may have made, if its own day runs the time.

    A day that has passed does so only where it is that of the order for certain.
    """
    order_day, by_officer = facts.said(old_order_date), facts.is_one_of(old_order_from, OFFICER)
    if facts.is_one_of(old_order_from, "judge") or not order_day.known:
        return None
    since = ordered_since_return(facts)
    sure = by_officer and (since or facts.is_one_of(old_order, "never_left"))
    passed = days_after(facts, order_day, "petition_for_review_days").passed
    earlier = came_back(facts) and ordered_before_return(facts)
    if earlier or (passed and not sure):
        return None
    return OrderDay(day=order_day, answers=old_order_told(facts), sure=sure)


def _may_be_reinstated(facts: Facts) -> bool:
    """Return true where an officer may have used an old order again, on a day that is not told.

    So after coming back, unless a judge ordered since; and for an officer's order with a day.
    """
    if facts.is_one_of(old_order_from, OFFICER) and facts.has_day(old_order_date):
        return True
    by_judge_since = facts.is_one_of(old_order_from, "judge") and ordered_since_return(facts)
    return came_back(facts) and not by_judge_since


def _of_an_officer(facts: Facts, order: OrderDay) -> Finding:
    """Return the review of an officer's order. Where neither order nor officer is certain: P1."""
    petition = _petition(facts, order)
    certain = facts.is_one_of(old_order_from, OFFICER) or facts.is_one_of(old_order, "never_left")
    return petition if certain else replace(petition, urgency=petition.urgency.at_most(Tier.P1))


def _reinstated(facts: Facts) -> Finding:
    reason = Reason(
        rule="R07",
        says=say(words.REINSTATED, days=facts.number("petition_for_review_days")),
        authority=f"{FEDERAL_COURT}; INA 241(a)(5)",
        answers=old_order_told(facts),
    )
    return of_unknown(facts, reason, say(words.REINSTATED_DO))


def _petition(facts: Facts, order: OrderDay) -> Finding:
    counted = days_after(facts, order.day, "petition_for_review_days")
    counted = counted if order.sure else as_maybe(counted)
    says = words.REVIEW.of(counted, days=facts.number("petition_for_review_days"))
    reason = Reason(rule="R07", says=says, authority=FEDERAL_COURT, answers=order.answers)
    in_time = words.REVIEW_DO if order.sure else words.REVIEW_ANYWAY_DO
    if counted.raw is None:
        return of_unknown(facts, reason, say(in_time))
    return of_date(
        facts,
        counted,
        reason,
        say(words.REVIEW_LATE_DO if counted.passed else in_time),
        set_by=SetBy.LAW,
        urgency=_recent_first(facts, counted, floor=Tier.P1),
        lead_days=facts.number("plan_lead_appeal_days"),
    )


def _recent_first(facts: Facts, counted: Counted, *, floor: Tier) -> Urgency:
    if counted.unclear:
        return always(Tier.P0)
    if counted.passed:
        recent = counted.days_late <= facts.number("recently_late_days")
        return always(Tier.P0 if recent else Tier.P1)
    return facts.ladder(counted.act_by, floor=floor)
