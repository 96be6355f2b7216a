"""R08 and R13: what runs from the last arrival."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.questionnaire.asylum.dates import (
    asylum_filed,
    court_case,
    last_arrival_date,
    lawful_status,
    lawful_status_ended,
)
from intake.questionnaire.asylum.safety import needs
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.where import location_kind
from intake.questionnaire.dates import on
from intake.reasons import Reason
from intake.triage.counting import (
    Counted,
    LastDay,
    Standing,
    Wording,
    count,
    how_known,
    unrolled,
)
from intake.triage.days import add_days, add_months, add_years
from intake.triage.deadlines import Finding
from intake.triage.disputes import doubted, otherwise
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_no_date
from intake.triage.rules.children import surely_alone
from intake.triage.rules.detention import detained
from intake.triage.tiers import Tier, Urgency, always
from intake.words import N_, say

EXCEPTION = "exception_candidate"

ONE_YEAR = Wording(
    exact=N_("Asylum forms are usually due one year after you last came in: %(day)s."),
    may=N_("Asylum forms are usually due one year after you last came in. It may be %(day)s."),
    over=N_(
        "Asylum forms are usually due one year after you last came in. That year ended on %(day)s."
        " Some people can still ask later."
    ),
    unclear=N_("Asylum forms are usually due one year after you last came in. It may be soon."),
)
LATE_WITH_EXCEPTION = N_(
    "More than a year has passed since you last came in. The law has exceptions, and your answers"
    " may fit one. Do not wait."
)
NO_JUDGE = N_(
    "People here less than %(years)s years can be sent away without a judge. Carry papers that"
    " show how long you have been here."
)
NO_JUDGE_UNTIL = N_(
    "People here less than %(years)s years can be sent away without a judge. For you that may be"
    " until %(day)s. Carry papers that show how long you have been here."
)

SHORTER_REACH = N_(
    "A court may limit this rule again, to people who just came. For you the last day would be"
    " %(day)s."
)


def r08_one_year(facts: Facts) -> Iterator[Finding]:
    """R08. Asylum is asked for within a year of the last arrival: INA 208(a)(2)(B), (D).

    The day of arrival is day zero: the last lawful day is its anniversary, rolled forward, 8 CFR
    1208.4(a)(2)(ii); Matter of F-P-R-, 24 I&N Dec. 681 (BIA 2008); Minasyan v. Mukasey, 553 F.3d
    1224 (9th Cir. 2009). We act the day before, rolled back. A lone child is exempt, 8 USC
    1158(a)(2)(E). Late is never a no: exceptions are in 8 CFR 1208.4(a)(4), (5), and withholding
    and CAT know no year. Silent where the arrival was skipped.
    """
    said = facts.answers.date(last_arrival_date)
    if said is None or not _year_applies(facts):
        return
    counted = count(facts, said, lambda arrived: _one_year_after(facts, arrived))
    exception = exception_grounds(facts)
    flags = (EXCEPTION,) if exception else ()
    reason = Reason(
        rule="R08",
        says=ONE_YEAR.of(counted),
        authority="INA 208(a)(2)(B), (D); 8 CFR 1208.4(a)",
        answers=(
            *facts.given(last_arrival_date, asylum_filed, location_kind, help_types),
            *exception,
        ),
    )
    if counted.standing is Standing.UNKNOWN or (flags and _long_late(facts, counted)):
        yield _within_days_that_we_set(facts, counted, reason, flags)
        return
    yield of_date(
        counted,
        reason,
        urgency=_one_year_urgency(facts, counted),
        lead_days=facts.number("plan_lead_asylum_days"),
        flags=flags,
    )


def r13_expedited_removal(facts: Facts) -> Iterator[Finding]:
    """R13. Who is here less than two years may be sent away without a judge: INA 235(b)(1)(A)(iii).

    Make the Road NY v. Noem, No. 25-5320 (D.C. Cir. 2026). Were the nationwide designation stayed
    again, only the days after a crossing would be left, 69 FR 48877. Only on an explicit no to a
    case in court and to a status. A half-known arrival counts as late as it may have been. P3, P1
    if detained, within days that we set.
    """
    said = facts.answers.date(last_arrival_date)
    if said is None or not facts.is_one_of(location_kind, "in_us"):
        return
    if not (facts.is_one_of(court_case, "no") and facts.is_one_of(lawful_status, "no")):
        return
    years = facts.number("expedited_removal_years")
    until = said.last and add_years(said.last, years)
    if until is not None and until <= facts.received:
        return
    says = say(NO_JUDGE_UNTIL, years=years, day=until) if until else say(NO_JUDGE, years=years)
    yield of_no_date(
        Reason(
            rule="R13",
            says=doubted(facts, says, "expedited_removal_years"),
            authority="INA 235(b)(1)(A)(iii); Make the Road NY v. Noem, No. 25-5320 (D.C. Cir.)",
            answers=(
                *facts.given(last_arrival_date, court_case, lawful_status, location_kind),
                *detained(facts),
            ),
        ),
        act_by=facts.within("expedited_removal_act_days"),
        tier=Tier.P1 if detained(facts) else Tier.P3,
        certainty=how_known(said),
        alternative=otherwise(
            facts,
            on(said.last) if said.last else said,
            "expedited_removal_years",
            lambda arrived, other: _last_day_exposed(facts, arrived, other),
            text=SHORTER_REACH,
        ),
    )


def exception_grounds(facts: Facts) -> tuple[str, ...]:
    """The answers for which an exception to the one-year rule may fit: 8 CFR 1208.4(a)(4), (5).

    Lawful status kept, or ended no longer ago than the months usually held reasonable (65 FR
    76121; Matter of T-M-H- & S-W-C-, 25 I&N Dec. 193), both ends included; or illness, disability,
    trauma, torture, a child alone.
    """
    burdened = facts.is_one_of(needs, "very_sick", "disability", "trauma", "torture", "child_alone")
    valid = facts.is_one_of(lawful_status, "still_valid")
    ended = (lawful_status.id, lawful_status_ended.id) if _ended_lately(facts) else ()
    return (needs.id,) * burdened + (lawful_status.id,) * valid + ended


def _ended_lately(facts: Facts) -> bool:
    ended = facts.answers.date(lawful_status_ended)
    if ended is None or not facts.is_one_of(lawful_status, "ended"):
        return False
    since = add_months(facts.received, -facts.number("asylum_exception_months"))
    return ended.last is None or ended.last >= since


def _last_day_exposed(facts: Facts, arrived: date, years: int) -> LastDay:
    at_the_border = add_days(arrived, facts.number("expedited_removal_border_days"))
    return unrolled(max(at_the_border, add_years(arrived, years)))


def _year_applies(facts: Facts) -> bool:
    return (
        facts.is_one_of(location_kind, "in_us")
        and facts.is_one_of(asylum_filed, "no", "not_sure")
        and facts.is_one_of(help_types, "fear_return", "harmed_in_us", "court_or_order", "not_sure")
        and not surely_alone(facts)
    )


def _one_year_after(facts: Facts, arrived: date) -> LastDay:
    anniversary = add_years(arrived, facts.number("asylum_filing_years"))
    safe = add_days(anniversary, -facts.number("asylum_safe_days"))
    return LastDay(
        raw=anniversary, act_by=facts.roll_back(safe), latest=facts.roll_forward(anniversary)
    )


def _long_late(facts: Facts, counted: Counted) -> bool:
    return counted.passed and counted.days_late > facts.number("recently_late_days")


def _one_year_urgency(facts: Facts, counted: Counted) -> Urgency:
    if counted.standing is Standing.OPEN:
        return facts.ladder(counted.act_by)
    if counted.days_late <= facts.number("recently_late_days"):
        return always(Tier.P0)
    return always(Tier.P2 if counted.passed else Tier.P1)


def _within_days_that_we_set(
    facts: Facts, counted: Counted, reason: Reason, flags: tuple[str, ...]
) -> Finding:
    if counted.standing is Standing.UNKNOWN:
        act_by, says = facts.within("asylum_unknown_days"), reason.says
    else:
        act_by, says = facts.within("asylum_exception_days"), say(LATE_WITH_EXCEPTION)
    return of_no_date(
        Reason(rule=reason.rule, says=says, authority=reason.authority, answers=reason.answers),
        act_by=act_by,
        tier=Tier.P1,
        certainty=counted.certainty,
        flags=flags,
    )
