"""Orders in absentia: the day that runs their clocks, and the answers behind it."""

from __future__ import annotations

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
from intake.triage.counting import Counted
from intake.triage.facts import Facts
from intake.triage.order_days import OrderDay, appeal_over, days_after, judges_old_order
from intake.triage.proceedings import (
    decision_code,
    hearing_gone,
    hearing_may_be_gone,
    surely_in_absentia,
)


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
