"""Days of orders: the time to appeal, and a judge's order that is told as an old one.

A person may tell of an order as "ordered to leave the US in the past" and of no denial, though a
judge made that order a month ago. Then the day of the old order runs the clocks of a denial.
"""

from __future__ import annotations

from dataclasses import dataclass

from intake.questionnaire.asylum.dates import (
    appeal_sent_date,
    last_arrival_date,
    old_order,
    old_order_date,
    old_order_from,
)
from intake.questionnaire.dates import SaidDate
from intake.triage.counting import Counted, count, rolled
from intake.triage.days import add_days
from intake.triage.facts import Facts


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderDay:
    """The day of an order, the answers that tell it, and if both are certain."""

    day: SaidDate
    answers: tuple[str, ...]
    sure: bool


def judges_old_order(facts: Facts) -> OrderDay | None:
    """Return the old order with its day if a judge made it, or may have made it; else ``None``.

    For a person who left and came back: only an order that a judge has made since.
    """
    if not facts.has_day(old_order_date) or facts.is_one_of(old_order_from, "border_or_ice"):
        return None
    by_judge = facts.is_one_of(old_order_from, "judge")
    if came_back(facts) and (not by_judge or ordered_before_return(facts)):
        return None
    return OrderDay(
        day=facts.said(old_order_date),
        answers=old_order_told(facts),
        sure=by_judge and facts.is_one_of(old_order, "never_left"),
    )


def old_order_told(facts: Facts) -> tuple[str, ...]:
    """Return the answers about an old order."""
    return facts.given(old_order_date, old_order, old_order_from)


def came_back(facts: Facts) -> bool:
    """Return true for a person who left after an order and came back."""
    return facts.is_one_of(old_order, "came_back")


def ordered_before_return(facts: Facts) -> bool:
    """Return true where the old order lies before the last arrival for certain."""
    return surely_before(facts.said(old_order_date), facts.said(last_arrival_date))


def ordered_since_return(facts: Facts) -> bool:
    """Return true where the old order lies on or after the last arrival for certain."""
    ordered, arrived = facts.said(old_order_date).first, facts.said(last_arrival_date).last
    return ordered is not None and arrived is not None and arrived <= ordered


def surely_before(earlier: SaidDate, later: SaidDate) -> bool:
    """Return true where each day that *earlier* may mean lies before each of *later*."""
    return earlier.last is not None and later.first is not None and earlier.last < later.first


def appealed_before(facts: Facts, decided: SaidDate) -> bool:
    """Return true where the appeal was sent before this decision: it is of another one."""
    return surely_before(facts.said(appeal_sent_date), decided)


def days_after(facts: Facts, day: SaidDate, parameter: str) -> Counted:
    """Return so many days after a date, with the ordinary end."""
    days = facts.number(parameter)
    return count(facts, day, lambda first: rolled(facts, add_days(first, days)))


def appeal_over(facts: Facts, decided: SaidDate) -> bool:
    """Return true where the time to appeal a judge's decision has passed for certain."""
    return days_after(facts, decided, "bia_appeal_days").passed
