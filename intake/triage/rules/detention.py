"""R02 and R03: detention, and fear interviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.law.circuits import CIRCUIT_OF
from intake.questionnaire.asylum.child_in_detention import child_in_detention
from intake.questionnaire.asylum.dates import (
    bad_decision,
    bad_decision_date,
    fear_decision_date,
    fear_interview,
    old_order,
    old_order_date,
)
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.asylum.where import detained_now, us_state
from intake.reasons import Reason
from intake.triage.counting import LastDay, as_maybe, count, unrolled
from intake.triage.days import add_days
from intake.triage.deadlines import Finding, SetBy
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_no_date
from intake.triage.phrases import detention as words
from intake.triage.proceedings import abroad, is_open
from intake.triage.tiers import Tier, always
from intake.triage.unknown_dates import of_unknown
from intake.words import Phrase, say


def detained(facts: Facts) -> tuple[str, ...]:
    """Return the answers that say that the person is, or may be, in detention."""
    locked_up = facts.is_one_of(detained_now, "yes", "not_sure")
    for_detained = facts.is_one_of(filling_for, "detained_person")
    return (detained_now.id,) * locked_up + (filling_for.id,) * for_detained


def surely_detained(facts: Facts) -> bool:
    """Return true for detention told outright, now or of the person asked for."""
    return facts.is_one_of(filling_for, "detained_person") or facts.is_one_of(detained_now, "yes")


def r02_detained(facts: Facts) -> Iterator[Finding]:
    """R02. Detained cases move in days; bond law differs by circuit: INA 235(b), 236.

    Matter of Yajure Hurtado, 29 I&N Dec. 216 (BIA 2025), denies bond hearings to people who
    entered without inspection; whether a circuit follows stands in the table of circuits. Speaks
    of detention, and where nobody knows. A child is in the care of ORR, 6 USC 279: its line, not
    ICE's list. The day is today, ours: P0; not known: P1.
    """
    unknown = facts.unsure(detained_now) and not abroad(facts)
    if not surely_detained(facts) and not unknown:
        return
    reason = Reason(
        rule="R02",
        says=say(words.DETAINED if surely_detained(facts) else words.MAYBE_DETAINED),
        authority="INA 235(b), 236; Matter of Yajure Hurtado, 29 I&N Dec. 216 (BIA 2025)",
        answers=detained(facts) or (detained_now.id,),
    )
    child = child_in_detention(facts.answers, on=facts.received)
    if surely_detained(facts):
        do = words.CHILD_DETAINED_DO if child else _bond(facts)
        yield of_no_date(reason, say(do), act_by=facts.received, tier=Tier.P0)
    else:
        yield of_unknown(
            facts, reason, say(words.CHILD_DETAINED_ASK if child else words.DETAINED_ASK)
        )


def r03a_fear_not_found(facts: Facts) -> Iterator[Finding]:
    """R03a. A judge reviews a negative fear decision: 8 USC 1225(b)(1)(B)(iii)(III).

    Speaks after a failed interview, until the review is over. The day is today, ours: silence
    counts as no, 8 CFR 1208.31(f). The outer line is law: 7 days after the decision, 8 CFR
    1003.42(e); 10 where there is an old order, 8 CFR 208.31(g). Where an order is possible, it may
    be the seventh, and after that the tenth. No holiday moves it. P0.
    """
    if not is_open(facts, "R03a"):
        return
    counted = count(
        facts, facts.said(fear_decision_date), lambda decided: _review_of(facts, decided)
    )
    if _order_unsure(facts):
        counted = as_maybe(counted)
    yield of_date(
        facts,
        counted,
        Reason(
            rule="R03a",
            says=words.NOT_PASSED.of(counted, days=facts.number(_review_days(facts))),
            authority="8 USC 1225(b)(1)(B)(iii)(III); 8 CFR 1003.42(e), 208.31(g), 1208.31(f)",
            answers=facts.given(fear_decision_date, fear_interview, old_order),
        ),
        say(words.NOT_PASSED_DO),
        set_by=SetBy.US,
        urgency=always(Tier.P0),
    )


def r03b_fear_interview(facts: Facts) -> Iterator[Finding]:
    """R03b. A fear interview can happen any day: 8 CFR 208.30, 208.31(b), (g).

    Speaks of an interview that is still to come, P0 today; not known, P1.
    """
    if not is_open(facts, "R03b"):
        return
    waits = facts.is_one_of(fear_interview, "waiting")
    reason = Reason(
        rule="R03b",
        says=say(words.WAITING if waits else words.MAYBE_INTERVIEW),
        authority="8 CFR 208.30, 208.31(b), (g)",
        answers=facts.behind(fear_interview),
    )
    if waits:
        yield of_no_date(reason, say(words.WAITING_DO), act_by=facts.received, tier=Tier.P0)
    else:
        yield of_unknown(facts, reason, say(words.MAYBE_INTERVIEW_DO))


def r03c_reconsider(facts: Facts) -> Iterator[Finding]:
    """R03c. After a judge agreed, the asylum office can be asked again: 8 CFR 208.30(g)(1)(i).

    Speaks where a judge denied after a failed interview. The day is 7 days after the judge's
    decision, law, never rolled. On the ladder, at least P1; the judge's day unknown: P1.
    """
    if not is_open(facts, "R03c"):
        return
    days = facts.number("fear_reconsider_days")
    counted = count(facts, facts.said(bad_decision_date), lambda day: unrolled(add_days(day, days)))
    reason = Reason(
        rule="R03c",
        says=words.AFFIRMED.of(counted),
        authority="8 CFR 208.30(g)(1)(i), 1003.42(f), 1208.31(g)(1)",
        answers=facts.given(bad_decision_date, bad_decision, fear_interview),
    )
    if counted.raw is None:
        yield of_unknown(facts, reason, say(words.AFFIRMED_DO))
        return
    settled = counted.passed or counted.unclear
    yield of_date(
        facts,
        counted,
        reason,
        say(words.AFFIRMED_DO),
        set_by=SetBy.LAW,
        urgency=always(Tier.P1) if settled else facts.ladder(counted.act_by, floor=Tier.P1),
    )


def _review_days(facts: Facts) -> str:
    return "reasonable_fear_review_days" if _has_order(facts) else "credible_fear_review_days"


def _has_order(facts: Facts) -> bool:
    return facts.is_one_of(old_order, "came_back", "never_left")


def _order_unsure(facts: Facts) -> bool:
    """Return true where there may be an old order; the day of one, beside a *no*, says so too."""
    return not _has_order(facts) and (facts.unsure(old_order) or facts.has_day(old_order_date))


def _review_of(facts: Facts, decided: date) -> LastDay:
    last = add_days(decided, facts.number(_review_days(facts)))
    if last < facts.received and _order_unsure(facts):
        last = add_days(decided, facts.number("reasonable_fear_review_days"))
    return LastDay(raw=last, act_by=facts.received, latest=last)


def _bond(facts: Facts) -> Phrase:
    """Return what to do, by the bond law of the circuit of detention."""
    row = f"bond_hearing_circuit_{CIRCUIT_OF.get(facts.answers.code(us_state), '')}"
    if not facts.law.has(row):
        return words.DETAINED_DO
    return words.BOND_POSSIBLE_DO if facts.number(row) else words.BOND_DENIED_DO
