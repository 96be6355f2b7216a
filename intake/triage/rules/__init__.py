"""Every rule of urgency: one function each, its provision in its docstring."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from intake.triage.deadlines import Finding
from intake.triage.facts import Facts
from intake.triage.rules import (
    arrival,
    children,
    court,
    decisions,
    detention,
    filing,
    orders,
    relatives,
    removal,
    safety,
    status,
)

Rule = Callable[[Facts], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    removal.r01_removal,
    detention.r02_detained,
    detention.r03a_fear_not_found,
    detention.r03b_fear_interview,
    detention.r03c_reconsider,
    court.r04_hearing,
    decisions.r05_appeal,
    orders.r06a_absent_emergency,
    orders.r06b_absent_no_notice,
    orders.r06c_reopen,
    decisions.r07_petition_for_review,
    arrival.r08_one_year,
    court.r09_motion_to_end_the_case,
    filing.r10_yearly_fee,
    filing.r11_work_permit,
    children.r12_own_birthday,
    children.r12_childs_birthday,
    arrival.r13_expedited_removal,
    children.r14_child_alone,
    safety.r15_danger,
    safety.r15_health,
    removal.r16_check_in,
    decisions.r17_asylum_office,
    relatives.r18_relatives,
    orders.r20_old_order,
    orders.r21_vawa_reopening,
    status.r22_status_ends,
    court.r23_address,
    decisions.r24_brief,
)
"""In the order of their numbers. R19 (VAWA, two years after divorce or death) needs questions
that nobody is asked here, so there is none."""
