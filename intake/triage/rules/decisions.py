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
from intake.questionnaire.questions import Date
from intake.reasons import Reason
from intake.triage.counting import Counted, as_maybe, count, rolled
from intake.triage.days import add_days
from intake.triage.deadlines import Finding, SetBy
from intake.triage.disputes import doubted, otherwise
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_no_date
from intake.triage.phrases import decisions as words
from intake.triage.proceedings import decision_code, is_open, referred
from intake.triage.tiers import Tier, Urgency, always
from intake.triage.unknown_dates import of_unknown
from intake.words import say

BOARD = "8 CFR 1003.38(b)"
FEDERAL_COURT = "INA 242(b)(1), 8 USC 1252(b)(1); FRAP 26(a); Riley v. Bondi (2025)"
CLOCKS_BY_LENGTH = ("asylum_office_days", "bia_appeal_days")
"""The clocks of a denial by an office that nobody knows, the shortest first. That of the federal
court is as long as that of the Board."""


def r05_appeal(facts: Facts) -> Iterator[Finding]:
    """R05. The Board must have an appeal within its days: 8 CFR 1003.38(b).

    Speaks of a judge's denial and where nobody knows who denied; never of an order in absentia,
    of a fear review, or while an appeal is pending. Whether 30 days or 10 is in court, Amica
    Center v. EOIR (D.D.C. 2026), so the shorter limit is shown beside it. Who denied is not
    known: the shortest clock not yet passed, P1 at most. Else on the ladder; passed two weeks
    or less, or half known and perhaps passed: P0; passed longer: P1.
    """
    if not is_open(facts, "R05"):
        return
    if decision_code(facts) != "judge":
        yield _by_someone(facts)
        return
    days, counted = facts.number("bia_appeal_days"), days_after_decision(facts, "bia_appeal_days")
    says = doubted(facts, words.APPEAL.of(counted, days=days), "bia_appeal_days")
    reason = Reason(rule="R05", says=says, authority=BOARD, answers=decision_of(facts))
    if counted.raw is None:
        yield of_unknown(facts, reason, say(words.APPEAL_ASK))
        return
    yield of_date(
        facts,
        counted,
        reason,
        say(words.APPEAL_LATE_DO if counted.passed else words.APPEAL_DO),
        set_by=SetBy.LAW,
        urgency=_recent_first(facts, counted, floor=Tier.P4),
        lead_days=facts.number("plan_lead_appeal_days"),
        alternative=otherwise(
            facts,
            facts.said(bad_decision_date),
            "bia_appeal_days",
            lambda decided, other: rolled(facts, add_days(decided, other)),
            text=words.SHORTER_APPEAL,
        ),
    )


def r07_petition_for_review(facts: Facts) -> Iterator[Finding]:
    """R07. A federal court reviews a final order: INA 242(b)(1), 8 USC 1252(b)(1).

    Speaks of the Board's denial, and of an order by the border or ICE (reinstatement, expedited
    removal, administrative removal), from that order itself: Riley v. Bondi (2025), where the
    limit binds but is not jurisdictional. 30 days, FRAP 26(a). On the ladder and at least P1;
    passed two weeks or less, or half known and perhaps passed: P0.
    """
    if not is_open(facts, "R07"):
        return
    if decision_code(facts) == "appeals_board":
        yield _petition(facts, bad_decision_date, decision_of(facts))
    by_officer = facts.is_one_of(old_order_from, "border_or_ice")
    if by_officer and facts.has_day(old_order_date):
        asked = facts.given(old_order_date, old_order, old_order_from)
        yield _petition(facts, old_order_date, asked)


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


def days_after(facts: Facts, said: SaidDate, parameter: str) -> Counted:
    """Return so many days after a date, with the ordinary end."""
    days = facts.number(parameter)
    return count(facts, said, lambda day: rolled(facts, add_days(day, days)))


def _by_someone(facts: Facts) -> Finding:
    """Return the shortest clock not yet passed of a denial by nobody knows whom."""
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


def _petition(facts: Facts, asked: Date, answers: tuple[str, ...]) -> Finding:
    counted = days_after(facts, facts.said(asked), "petition_for_review_days")
    says = words.REVIEW.of(counted, days=facts.number("petition_for_review_days"))
    reason = Reason(rule="R07", says=says, authority=FEDERAL_COURT, answers=answers)
    if counted.raw is None:
        return of_unknown(facts, reason, say(words.REVIEW_DO))
    return of_date(
        facts,
        counted,
        reason,
        say(words.REVIEW_LATE_DO if counted.passed else words.REVIEW_DO),
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
