"""R06, R20 and R21: orders in absentia, final orders, old orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from intake.questionnaire.asylum.dates import (
    bad_decision,
    bad_decision_date,
    court_case,
    fear_interview,
    missed_hearing,
    missed_why,
    next_hearing_date,
    old_order,
    old_order_date,
    old_order_from,
)
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.you import abuser_status
from intake.questionnaire.dates import SaidDate
from intake.reasons import Reason
from intake.triage.absences import absence_told, is_told, order_in_absentia
from intake.triage.counting import Counted, LastDay, as_maybe, count, maybe_if_moved, rolled
from intake.triage.days import add_days, add_years
from intake.triage.deadlines import Certainty, Finding, SetBy
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_no_date
from intake.triage.order_days import OrderDay, days_after
from intake.triage.phrases import orders as words
from intake.triage.proceedings import (
    appeal_pending,
    decision_code,
    hearing_gone,
    is_open,
    surely_in_absentia,
)
from intake.triage.rules.decisions import decision_of, denial_of, order_of_its_own
from intake.triage.tiers import Tier, always
from intake.triage.unknown_dates import of_unknown
from intake.words import say


def r06a_absent_emergency(facts: Facts) -> Iterator[Finding]:
    """R06a. An order in absentia is reopened for exceptional circumstances: INA 240(b)(5)(C)(i).

    Speaks where a hearing was missed, or may have been: not sure, a hearing that has gone and was
    perhaps not attended, an order that came by mail. 180 days from the order, told as a denial or
    as an old order, or from the hearing that has gone. While a decision can be appealed, it may be
    no order in absentia, and the day is one that *may* be. Asking stays the removal by itself. At
    least P1: the person can be removed now.
    """
    if not is_open(facts, "R06a"):
        return
    order = order_in_absentia(facts)
    counted = days_after(facts, order.day, "in_absentia_days")
    counted = counted if order.sure else as_maybe(counted)
    reason = Reason(
        rule="R06a",
        says=words.ABSENT.of(counted, days=facts.number("in_absentia_days")),
        authority="INA 240(b)(5)(C)(i)",
        answers=order.answers or absence_told(facts),
    )
    if counted.raw is None:
        yield of_unknown(facts, reason, say(words.ABSENT_DO))
        return
    settled = counted.passed or counted.unclear
    urgency = always(Tier.P1) if settled else facts.ladder(counted.act_by, floor=Tier.P1)
    yield of_date(
        facts,
        counted,
        reason,
        say(words.ABSENT_LATE_DO if counted.passed else words.ABSENT_DO),
        set_by=SetBy.LAW,
        urgency=urgency if order.sure else urgency.at_most(Tier.P1),
        lead_days=facts.number("plan_lead_appeal_days"),
    )


def r06b_absent_no_notice(facts: Facts) -> Iterator[Finding]:
    """R06b. Without notice, or in custody, an order in absentia has no limit: INA 240(b)(5)(C)(ii).

    Speaks beside R06a where no notice came, the person was in custody, or nobody knows why the
    hearing was missed. P1, within days that we set.
    """
    if not is_open(facts, "R06b"):
        return
    in_custody = facts.is_one_of(missed_why, "detained")
    known = in_custody or facts.is_one_of(missed_why, "no_letter")
    if not known and missed_why.id in facts.answers:
        return
    yield of_no_date(
        Reason(
            rule="R06b",
            says=say(words.IN_CUSTODY if in_custody else words.NO_NOTICE),
            authority="INA 240(b)(5)(C)(ii)",
            answers=facts.given(missed_why, missed_hearing, bad_decision) or absence_told(facts),
        ),
        say(words.NO_NOTICE_DO),
        act_by=facts.within("in_absentia_no_notice_days"),
        tier=Tier.P1,
        certainty=Certainty.EXACT if known else Certainty.UNKNOWN,
    )


def r06c_reopen(facts: Facts) -> Iterator[Finding]:
    """R06c. A final order can be reopened once, within 90 days: INA 240(c)(7)(C)(i).

    Speaks of a judge's or the Board's denial, and of a judge's old order; not of a fear review, nor
    while an appeal is pending. We count from the decision; the law counts from the day on which it
    became final: 30 days later for a judge's decision that nobody appealed, at once for the Board
    and in absentia. Nobody asks if the appeal was waived, so the later day is told only as
    possible. Changed conditions in the country know no limit, (ii). On the ladder; between the two
    counts, and after both: P1. An old order that is not certainly a judge's: P1 at most.
    """
    if is_open(facts, "R06c"):
        by_board = decision_code(facts) == "appeals_board"
        yield _reopening(facts, denial_of(facts), final_at_once=by_board)
    order = order_of_its_own(facts)
    if order and is_told(facts, order, _reopened(facts, order, final_at_once=False)):
        old = _reopening(facts, order, final_at_once=False)
        yield old if order.sure else replace(old, urgency=old.urgency.at_most(Tier.P1))


def r20_old_order(facts: Facts) -> Iterator[Finding]:
    """R20. An order can be used at once, or again after coming back: INA 241(a)(5).

    Speaks of an old order; of the Board's denial and an order in absentia at once; of a judge's
    denial after 30 days; of an order spoken of without a court case. P1; where nobody knows, P2.
    Within days that we set.
    """
    if not is_open(facts, "R20"):
        return
    surely, maybe = _orders(facts)
    if not surely and not maybe:
        return
    reason = Reason(
        rule="R20",
        says=say(words.OLD_ORDER if surely else words.MAYBE_ORDER),
        authority="INA 241(a)(5); 8 CFR 241.8",
        answers=surely or maybe,
    )
    if surely:
        yield of_no_date(
            reason,
            say(words.OLD_ORDER_DO),
            act_by=facts.within("old_order_act_days"),
            tier=Tier.P1,
        )
    else:
        yield of_unknown(facts, reason, say(words.OLD_ORDER_DO))


def r21_vawa_reopening(facts: Facts) -> Iterator[Finding]:
    """R21. A person abused by a citizen or resident reopens within a year: INA 240(c)(7)(C)(iv).

    Speaks where there is a final order and harm in the US; silent while an appeal is pending. One
    year from the decision, rolled like an appeal. On the ladder; passed: P1. The abuser's status
    or the day of the order not known: P2.
    """
    if not facts.is_one_of(help_types, "harmed_in_us") or not is_open(facts, "R21"):
        return
    if facts.is_one_of(abuser_status, "other"):
        return
    order_day = _order_day(facts)
    counted = count(facts, order_day, lambda decided: _year_after(facts, decided))
    known = facts.is_one_of(abuser_status, "citizen", "resident") and counted.raw is not None
    years = facts.number("vawa_reopen_years")
    says = words.VAWA.of(counted, years=years) if known else say(words.VAWA.unclear)
    reason = Reason(
        rule="R21",
        says=says,
        authority="INA 240(c)(7)(C)(iv)",
        answers=facts.given(bad_decision_date, old_order_date, abuser_status, help_types),
    )
    if not known:
        yield of_unknown(facts, reason, say(words.VAWA_DO))
        return
    settled = counted.passed or counted.unclear
    yield of_date(
        facts,
        counted,
        reason,
        say(words.VAWA_DO),
        set_by=SetBy.LAW,
        urgency=always(Tier.P1) if settled else facts.ladder(counted.act_by),
    )


def surely_ordered(facts: Facts) -> bool:
    """Return true where an order is told that a form alone cannot undo.

    A hearing to come says that a judge has the case; after an officer's order, a court case or a
    fear interview that was passed says so too: there the form goes to the judge.
    """
    hearing_to_come = facts.has_day(next_hearing_date) and not hearing_gone(facts)
    if hearing_to_come or _sent_to_a_judge(facts):
        return False
    if facts.is_one_of(old_order, "never_left", "came_back"):
        return True
    denied = decision_code(facts) in ("judge", "appeals_board")
    return denied and not appeal_pending(facts) and _is_final(facts)


def _sent_to_a_judge(facts: Facts) -> bool:
    in_court = facts.is_one_of(fear_interview, "passed") or facts.is_one_of(court_case, "yes")
    stayed = facts.is_one_of(old_order, "never_left")
    return in_court and stayed and not facts.is_one_of(old_order_from, "judge")


def _reopening(facts: Facts, order: OrderDay, *, final_at_once: bool) -> Finding:
    counted = _reopened(facts, order, final_at_once=final_at_once)
    reason = Reason(
        rule="R06c",
        says=words.REOPEN.of(maybe_if_moved(counted), days=facts.number("reopen_days")),
        authority="INA 240(c)(7)(C)",
        answers=order.answers,
    )
    if counted.raw is None:
        return of_unknown(facts, reason, say(words.REOPEN_DO))
    lapsed = counted.passed or counted.unclear or counted.raw < facts.received
    return of_date(
        facts,
        counted,
        reason,
        say(words.REOPEN_LATE_DO if counted.passed else words.REOPEN_DO),
        set_by=SetBy.LAW,
        urgency=always(Tier.P1) if lapsed else facts.ladder(counted.act_by),
        lead_days=facts.number("plan_lead_appeal_days"),
    )


def _reopened(facts: Facts, order: OrderDay, *, final_at_once: bool) -> Counted:
    at_once = final_at_once or surely_in_absentia(facts)
    final = 0 if at_once else facts.number("old_order_days")
    counted = count(facts, order.day, lambda decided: _to_reopen(facts, decided, final))
    counted = _told_on_its_weekend(facts, counted)
    return counted if order.sure else as_maybe(counted)


def _told_on_its_weekend(facts: Facts, counted: Counted) -> Counted:
    """Return the same, told for the next business day on the weekend that ends the 90 days.

    The later end, 30 days after it, counts only where nobody waived the right to appeal.
    """
    if counted.raw is None:
        return counted
    next_business_day = facts.roll_forward(counted.raw)
    is_now = counted.act_by < facts.received <= next_business_day
    return replace(counted, told=next_business_day) if is_now else counted


def _to_reopen(facts: Facts, decided: date, final: int) -> LastDay:
    last = add_days(decided, facts.number("reopen_days"))
    return replace(rolled(facts, last), latest=facts.roll_forward(add_days(last, final)))


def _year_after(facts: Facts, decided: date) -> LastDay:
    return rolled(facts, add_years(decided, facts.number("vawa_reopen_years")))


def _order_day(facts: Facts) -> SaidDate:
    if facts.is_one_of(bad_decision, "judge", "appeals_board"):
        return facts.said(bad_decision_date)
    return facts.said(old_order_date)


def _orders(facts: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the answers that tell of an order, and those that tell of a possible one."""
    is_old = facts.is_one_of(old_order, "never_left", "came_back") or facts.has_day(old_order_date)
    if is_old:
        return facts.given(old_order, old_order_date, old_order_from), ()
    spoken_of = facts.is_one_of(help_types, "court_or_order") and not facts.is_one_of(
        court_case, "yes"
    )
    if not appeal_pending(facts):
        if _is_final(facts):
            return decision_of(facts), ()
        if spoken_of:
            return facts.given(help_types, court_case), ()
        if facts.is_one_of(bad_decision, "judge") and not facts.has_day(bad_decision_date):
            return (), decision_of(facts)
    return (), facts.behind(old_order) if facts.unsure(old_order) else ()


def _is_final(facts: Facts) -> bool:
    """Return true for the Board's denial, an order in absentia, and a judge's of long ago."""
    if facts.is_one_of(bad_decision, "appeals_board") or surely_in_absentia(facts):
        return True
    decided = facts.said(bad_decision_date).first
    if not facts.is_one_of(bad_decision, "judge") or decided is None:
        return False
    last_day = add_days(decided, facts.number("old_order_days"))
    return facts.roll_forward(last_day) < facts.received
