"""R08 and R13: deadlines counted from the last arrival."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from intake.questionnaire.asylum.dates import (
    asylum_filed,
    court_case,
    last_arrival_date,
    lawful_status,
    lawful_status_ended,
)
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.where import location_kind
from intake.questionnaire.dates import on
from intake.reasons import Reason
from intake.triage.asylum_form import filing_of
from intake.triage.counting import (
    Counted,
    LastDay,
    Standing,
    certainty_of,
    count,
    unrolled,
)
from intake.triage.days import add_days, add_years
from intake.triage.deadlines import Certainty, Finding, SetBy
from intake.triage.disputes import doubted, otherwise
from intake.triage.exceptions import (
    Excuse,
    excuses,
    minor_until,
    presumed_end,
)
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_no_date
from intake.triage.phrases import arrival as words
from intake.triage.phrases.orders import FILE_AFTER_ORDER_DO
from intake.triage.proceedings import in_us, is_open
from intake.triage.rules.children import surely_alone
from intake.triage.rules.detention import detained
from intake.triage.rules.orders import surely_ordered
from intake.triage.status_end import valid_status_may_have_ended
from intake.triage.tiers import Tier, Urgency, always
from intake.triage.unknown_dates import UNKNOWN, of_unknown
from intake.words import Phrase, Sentence, say

EXCEPTION = "exception_candidate"
PROTECTION = (
    "fear_return",
    "harmed_in_us",
    "forced_work_or_sex",
    "parent_harm",
    "court_or_order",
    "not_sure",
)


def r08_one_year(facts: Facts) -> Iterator[Finding]:
    """R08. Asylum is asked for within a year of the last arrival: INA 208(a)(2)(B), (D).

    Speaks to whoever is in the US, asks for protection, and has not filed for certain since the
    last arrival. The day of arrival is day zero: the last lawful day is its anniversary, rolled
    forward, 8 CFR 1208.4(a)(2)(ii); Matter of F-P-R-, 24 I&N Dec. 681 (BIA 2008); Minasyan v.
    Mukasey, 553 F.3d 1224 (9th Cir. 2009). We act the day before, rolled back. A lone child is
    exempt, 8 USC 1158(a)(2)(E). Late is never a no: see ``intake/triage/exceptions.py``, and
    withholding and CAT know no year. After an order the day stands, and the step is another one.
    On the ladder; late by two weeks or less P0, longer P2.
    """
    filing = filing_of(facts)
    if filing == "filed" or not _year_applies(facts):
        return
    arrival = facts.said(last_arrival_date)
    counted = count(facts, arrival, lambda arrived: _one_year_after(facts, arrived))
    held = excuses(facts)
    reason = Reason(
        rule="R08",
        says=words.ONE_YEAR.of(counted),
        authority="INA 208(a)(2)(B), (D); 8 CFR 1208.4(a)",
        answers=(
            *facts.behind(last_arrival_date, asylum_filed, location_kind, help_types),
            *(answer for excuse in held for answer in excuse.answers),
        ),
    )
    flags = (EXCEPTION,) if held else ()
    if counted.standing is Standing.UNKNOWN:
        yield of_unknown(facts, reason, say(words.ARRIVAL_DO), flags=flags)
        return
    if counted.passed and (late := _late(facts, counted, reason, held)):
        yield late
        return
    unsure = filing == "not_sure"
    yield of_date(
        facts,
        counted,
        reason,
        _file_do(facts, late=counted.passed),
        set_by=SetBy.LAW,
        urgency=_one_year_urgency(facts, counted, unsure=unsure),
        lead_days=facts.number("plan_lead_asylum_days"),
        flags=flags,
    )


def r13_expedited_removal(facts: Facts) -> Iterator[Finding]:
    """R13. Who is here less than two years may be deported without a judge: INA 235(b)(1)(A)(iii).

    The nationwide designation stands in the law book as dated rows; Make the Road NY v. Noem, No.
    25-5320 (D.C. Cir. 2026). While it does not stand, only the days after a crossing are left, 69
    FR 48877. Speaks unless there is a court case or a valid status. A half-known arrival counts as
    late as it may have been, an unknown one as within the two years. Carry proof: P3; P2 where a
    status or parole ended; P1 in detention. Within days that we set.
    """
    arrival = facts.said(last_arrival_date)
    if not is_open(facts, "R13") or not (arrival.known or facts.unsure_day(last_arrival_date)):
        return
    years = facts.number("expedited_removal_years")
    until = arrival.last and _last_day_exposed(facts, arrival.last, years).raw
    if until is not None and until <= facts.received:
        return
    says = say(_exposure(years, until=until is not None), **_places(years, until))
    reason = Reason(
        rule="R13",
        says=doubted(facts, says, "expedited_removal_years"),
        authority="INA 235(b)(1)(A)(iii); Make the Road NY v. Noem, No. 25-5320 (D.C. Cir.)",
        answers=(
            *facts.behind(last_arrival_date, court_case, lawful_status, location_kind),
            *detained(facts),
        ),
    )
    is_certain = arrival.known and facts.is_one_of(court_case, "no")
    known = is_certain and facts.is_one_of(lawful_status, "no", "ended")
    yield of_no_date(
        reason,
        say(words.CARRY_DO),
        act_by=facts.within("expedited_removal_act_days" if known else "unknown_act_days"),
        tier=_exposure_tier(facts, known=known),
        certainty=certainty_of(arrival),
        alternative=otherwise(
            facts,
            on(arrival.last) if arrival.last else arrival,
            "expedited_removal_years",
            lambda arrived, other: _last_day_exposed(facts, arrived, other),
            text=words.SHORTER_REACH,
        ),
    )


def _year_applies(facts: Facts) -> bool:
    asks = facts.is_one_of(help_types, *PROTECTION) or help_types.id not in facts.answers
    return in_us(facts) and asks and not surely_alone(facts)


def _one_year_after(facts: Facts, arrived: date) -> LastDay:
    anniversary = add_years(arrived, facts.number("asylum_filing_years"))
    safe = add_days(anniversary, -facts.number("asylum_safe_days"))
    return LastDay(
        raw=anniversary, act_by=facts.roll_back(safe), latest=facts.roll_forward(anniversary)
    )


def _file_do(facts: Facts, *, late: bool) -> Sentence:
    """Return how to file: in time with the fee, signed and whole.

    After an order the form alone is no filing, and tells ICE where to go.
    """
    if surely_ordered(facts):
        return say(FILE_AFTER_ORDER_DO)
    if late:
        return say(words.FILE_LATE_DO)
    return say(words.FILE_DO, dollars=facts.number("asylum_form_fee_dollars"))


def _late(
    facts: Facts, counted: Counted, reason: Reason, held: tuple[Excuse, ...]
) -> Finding | None:
    """Return the deadline of a late filing that something may excuse; the earlier day governs."""
    kinds = {excuse.kind for excuse in held}
    end = presumed_end(facts)
    long_late = counted.days_late > facts.number("recently_late_days")
    others = "minor" in kinds or (long_late and "other" in kinds)
    valid = "valid_status" in kinds and not valid_status_may_have_ended(facts)
    if valid and end is None and not others:
        return of_no_date(
            replace(reason, says=say(words.STATUS_STILL_VALID)),
            say(words.STATUS_ASK_DO),
            act_by=None,
            tier=Tier.P2,
            set_by=SetBy.LAW,
            certainty=counted.certainty,
            flags=(EXCEPTION,),
        )
    ours = facts.within("asylum_exception_days") if others else None
    if end is not None and (ours is None or end <= ours):
        floor = Tier.P1 if others else Tier.P2 if "valid_status" in kinds else Tier.P4
        return _until_presumed_end(facts, reason, end, floor)
    return _excused(facts, counted, reason, ours) if ours else None


def _until_presumed_end(facts: Facts, reason: Reason, end: date, floor: Tier) -> Finding:
    raw = max(end, facts.received)
    return replace(
        of_no_date(
            replace(reason, says=say(words.SOONER_IS_SAFER, day=raw)),
            _file_do(facts, late=True),
            act_by=raw,
            tier=floor,
            set_by=SetBy.LAW,
            certainty=Certainty.EARLIEST,
            flags=(EXCEPTION,),
        ),
        urgency=facts.ladder(end, floor=floor),
    )


def _excused(facts: Facts, counted: Counted, reason: Reason, act_by: date) -> Finding:
    """Return the deadline of a late filing that age or another exception may excuse."""
    until = minor_until(facts)
    says = say(words.MINOR, day=until) if until else say(words.LATE_WITH_EXCEPTION)
    safe = facts.roll_back(until) if until else act_by
    unknown_day = of_no_date(
        replace(reason, says=says),
        _file_do(facts, late=True),
        act_by=max(facts.received, min(act_by, safe)),
        tier=Tier.P1,
        set_by=SetBy.LAW if safe < act_by else SetBy.US,
        latest=until,
        certainty=counted.certainty,
        flags=(EXCEPTION,),
    )
    return replace(unknown_day, urgency=facts.ladder(safe, floor=Tier.P1)) if until else unknown_day


def _one_year_urgency(facts: Facts, counted: Counted, *, unsure: bool) -> Urgency:
    if counted.standing is Standing.OPEN:
        ladder = facts.ladder(counted.act_by)
        soon = facts.rise(Tier.P1, counted.act_by, "filing_unsure_days")
        return ladder.at_least(soon) if unsure else ladder
    if counted.days_late <= facts.number("recently_late_days"):
        return always(Tier.P0)
    return always(Tier.P2 if counted.passed else Tier.P1)


def _last_day_exposed(facts: Facts, arrived: date, years: int) -> LastDay:
    at_the_border = add_days(arrived, facts.number("expedited_removal_border_days"))
    return unrolled(max(at_the_border, add_years(arrived, years)))


def _exposure(years: int, *, until: bool) -> Phrase:
    if not years and until:
        return words.NEAR_BORDER
    return words.NO_JUDGE_UNTIL if until else words.NO_JUDGE


def _places(years: int, until: date | None) -> dict[str, int | date]:
    places: dict[str, int | date] = {"years": years}
    return places | {"day": until} if until else places


def _exposure_tier(facts: Facts, *, known: bool) -> Tier:
    if detained(facts):
        return Tier.P1
    ended = facts.is_one_of(lawful_status, "ended") or facts.has_day(lawful_status_ended)
    if ended or valid_status_may_have_ended(facts):
        return Tier.P2
    return Tier.P3 if known else UNKNOWN["R13"].tier
