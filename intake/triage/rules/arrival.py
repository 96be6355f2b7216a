"""R08: the asylum form within a year of the last arrival, and what excuses a late one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from intake.frozen import record
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.dates import (
    asylum_filed,
    asylum_filed_date,
    changed,
    last_arrival_date,
    lawful_status,
    next_hearing_date,
)
from intake.questionnaire.asylum.proceedings import (
    form_left_date,
    form_reply,
    form_reply_date,
    form_still_part,
    form_whose,
)
from intake.questionnaire.asylum.safety import needs
from intake.questionnaire.asylum.screen import has_lawyer, help_types, lawyer_scope
from intake.questionnaire.asylum.start import under_18
from intake.questionnaire.asylum.where import location_kind
from intake.questionnaire.asylum.you import arrived_alone_under_18, birth_date, other_nationality
from intake.questionnaire.dates import on
from intake.triage.days import add_days, add_months, add_years
from intake.triage.deadlines import Certainty, Finding, Office, SetBy, Tier, Urgency, always
from intake.triage.facts import (
    Facts,
    answers_about_status,
    filing_of,
    form_came_back,
    left_family_case,
    may_have_left_family_case,
    program_ends,
    status_end,
)
from intake.triage.fees import with_fee
from intake.triage.findings import (
    LAW,
    Chip,
    Counted,
    Findings,
    LastDay,
    Rule,
    Standing,
    Unknown,
    as_maybe,
    count,
    of_date,
    of_no_date,
    of_unknown,
    sentences_beside,
)
from intake.triage.proceedings import (
    Place,
    alone_under_18,
    court_of,
    holds,
    in_us,
    is_closed,
    referred,
    under_18_now,
)
from intake.triage.rules.children import surely_alone
from intake.triage.rules.orders import FILE_AFTER_ORDER_DO, surely_ordered
from intake.words import Phrase, Reason, Sentence, one_after_another, say

EXCEPTION = "exception_candidate"
SECOND_NATIONALITY = "second_nationality"
"""Persecution is shown for each country: Matter of B-R-, 26 I&N Dec. 119 (BIA 2013)."""

PROTECTION = (
    "fear_return",
    "harmed_in_us",
    "forced_work_or_sex",
    "parent_harm",
    "court_or_order",
    "not_sure",
)
PHRASES, WORDINGS = sentences_beside(__file__)
ONE_YEAR = WORDINGS["ONE_YEAR"]
LATE_WITH_EXCEPTION = PHRASES["LATE_WITH_EXCEPTION"]
SOONER_IS_SAFER = PHRASES["SOONER_IS_SAFER"]
STATUS_STILL_VALID = PHRASES["STATUS_STILL_VALID"]
STATUS_MAY_EXCUSE = PHRASES["STATUS_MAY_EXCUSE"]
MINOR = PHRASES["MINOR"]
FILE_DO = PHRASES["FILE_DO"]
RECEIPT_FIRST = PHRASES["RECEIPT_FIRST"]
FILE_TODAY_DO = PHRASES["FILE_TODAY_DO"]
SEND_AGAIN_DO = PHRASES["SEND_AGAIN_DO"]
OWN_FORM_DO = PHRASES["OWN_FORM_DO"]
FILE_LATE_DO = PHRASES["FILE_LATE_DO"]
TO_USCIS = PHRASES["TO_USCIS"]
TO_USCIS_FROM_COURT = PHRASES["TO_USCIS_FROM_COURT"]
TO_COURT = PHRASES["TO_COURT"]
ASK_WHERE = PHRASES["ASK_WHERE"]
MAYBE_OWN_FORM = PHRASES["MAYBE_OWN_FORM"]
MAYBE_OWN_FORM_DO = PHRASES["MAYBE_OWN_FORM_DO"]
ARRIVAL_DO = PHRASES["ARRIVAL_DO"]
STATUS_ASK_DO = PHRASES["STATUS_ASK_DO"]

BURDENS = ("very_sick", "disability", "trauma", "torture", "child_alone")

CHANGES = ("country", "me_or_my_life", "family_status", "lawyer")


@Rule(
    "R08",
    chip=Chip("One-year deadline", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.USCIS,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(),
)
def r08_one_year(facts: Facts) -> Findings:
    """R08. Asylum is asked for within a year of the last arrival: INA 208(a)(2)(B), (D).

    Speaks to whoever is in the US, asks for protection, and has not filed for certain since the
    last arrival. The day of arrival is day zero: the last lawful day is its anniversary, rolled
    forward, 8 CFR 1208.4(a)(2)(ii); Matter of F-P-R-, 24 I&N Dec. 681 (BIA 2008); Minasyan v.
    Mukasey, 553 F.3d 1224 (9th Cir. 2009). We act the day before, rolled back. A lone child is
    exempt, 8 USC 1158(a)(2)(E); nobody asks for asylum in a fear review, after an order that was
    reinstated, or who has it and may lose it. Late is never a no: see `excuses`, and withholding
    and CAT know no year. A relative's form of which nobody knows if it still counts: P1, asks,
    within days that we set. After an order the day stands, and the step is another one. On the
    ladder; late by two weeks or less P0, longer P2. Asks for the arrival, and once the year has
    passed for the end of a valid status.
    """
    filing = _filing(facts)
    asks = facts.is_one_of(help_types, *PROTECTION) or help_types.id not in facts.answers
    exempt = surely_alone(facts) or is_closed(facts, "R08")
    if filing == "filed" or not (in_us(facts) and asks and not exempt):
        return
    arrival = facts.said(last_arrival_date)
    years = facts.number_for("asylum_filing_years", arrival)
    counted = count(facts, arrival, lambda arrived: _one_year_after(facts, arrived, years))
    if holds(facts, Place.MAYBE_WITHHOLDING_ONLY):
        counted = as_maybe(counted)
    office, place = _where(facts)
    held = tuple(excuses(facts))
    reason = Reason(
        "R08",
        ONE_YEAR.of(counted),
        "INA 208(a)(2)(B), (D); 8 CFR 1208.4(a)",
        (
            *facts.behind(last_arrival_date, asylum_filed, location_kind, help_types),
            *(answer for excuse in held for answer in excuse.answers),
        ),
    )
    if may_have_left_family_case(facts):
        asked = replace(
            reason,
            says=say(MAYBE_OWN_FORM),
            answers=(*reason.answers, *facts.given(form_whose, form_still_part)),
        )
        yield of_unknown(facts, asked, say(MAYBE_OWN_FORM_DO), office=office)
        return
    finding = _late(facts, counted, reason, held, place) or of_date(
        facts,
        counted,
        reason,
        _file_do(
            facts,
            place,
            FILE_LATE_DO if counted.passed else FILE_TODAY_DO if counted.unclear else FILE_DO,
            by=counted.act_by,
        ),
        unknown=say(ARRIVAL_DO),
        urgency=_one_year_urgency(facts, counted, unsure=filing == "not_sure"),
        lead_days=facts.number("plan_lead_asylum_days"),
    )
    flags = {EXCEPTION: bool(held), SECOND_NATIONALITY: has_second_nationality(facts.answers)}
    yield replace(finding, office=office, flags=tuple(flag for flag in flags if flags[flag]))


def has_second_nationality(answers: Answers) -> bool:
    """Return true where a second nationality is told, or may be."""
    return answers.has_code(other_nationality, ("yes", "not_sure"))


def _filing(facts: Facts) -> str:
    """Return what `filing_of` says; *not sure* where nothing was heard in the usual time."""
    filing, sent = filing_of(facts), facts.said(asylum_filed_date).first
    if filing != "filed" or not facts.is_one_of(form_reply, "nothing"):
        return filing
    is_recent = sent and add_days(sent, facts.number("form_reply_days")) >= facts.received
    return "filed" if is_recent else "not_sure"


def _where(facts: Facts) -> tuple[Office, Phrase]:
    """Return the one place to which the form goes, and how to say it."""
    if facts.is_yes(arrived_alone_under_18) or alone_under_18(facts):
        return Office.USCIS, TO_USCIS_FROM_COURT
    court = court_of(facts)
    told = referred(facts) or facts.has_day(next_hearing_date)
    if told and not holds(facts, Place.DISMISSED):
        court = "yes"
    return {
        "yes": (Office.COURT, TO_COURT),
        "no": (Office.USCIS, TO_USCIS),
        "not_sure": (Office.NONE, ASK_WHERE),
    }[court]


def _one_year_after(facts: Facts, arrived: date, years: int) -> LastDay:
    anniversary = add_years(arrived, years)
    safe = add_days(anniversary, -facts.number("asylum_safe_days"))
    return LastDay(
        raw=anniversary, act_by=facts.roll_back(safe), latest=facts.roll_forward(anniversary)
    )


def _file_do(
    facts: Facts, place: Phrase, step: Phrase = FILE_LATE_DO, *, by: date | None = None
) -> Sentence:
    """Return how to file, signed and whole, and where.

    After an order the form alone is no filing, and tells ICE where to go.
    """
    if surely_ordered(facts):
        return say(FILE_AFTER_ORDER_DO)
    if form_came_back(facts):
        step = SEND_AGAIN_DO
    elif left_family_case(facts):
        step = OWN_FORM_DO
    do = say(step)
    if step is not FILE_LATE_DO:
        do = with_fee(facts, do, "fee_i589", by=by if step is FILE_DO else facts.received)
    if _filing(facts) == "not_sure":
        do = one_after_another(say(RECEIPT_FIRST), do)
    return one_after_another(do, say(place))


def _late(
    facts: Facts, counted: Counted, reason: Reason, held: tuple[Excuse, ...], place: Phrase
) -> Finding | None:
    """Return the deadline of a late filing that something may excuse; the earlier day governs.

    Age excuses where the arrival is not known, too.
    """
    kinds = {excuse.kind for excuse in held}
    ours = facts.within("asylum_exception_days")
    if counted.raw is None and "minor" in kinds:
        return _excused(facts, counted, reason, ours, say(ARRIVAL_DO), asks=True)
    if not counted.passed:
        return None
    end = presumed_end(facts)
    long_late = counted.days_late > facts.number("recently_late_days")
    others = "minor" in kinds or (long_late and "other" in kinds)
    asks = "valid_status" in kinds and not status_end(facts).known
    if asks and not others:
        return of_no_date(
            replace(
                reason,
                says=say(STATUS_MAY_EXCUSE if any(program_ends(facts)) else STATUS_STILL_VALID),
            ),
            say(STATUS_ASK_DO),
            act_by=None,
            tier=Tier.P2,
            set_by=SetBy.LAW,
            certainty=counted.certainty,
            asks=True,
        )
    do = say(STATUS_ASK_DO) if asks else _file_do(facts, place)
    if end is not None and not (others and ours < end):
        floor = Tier.P1 if others else Tier.P2 if "valid_status" in kinds else Tier.P4
        raw = max(end, facts.received)
        presumed = of_no_date(
            replace(reason, says=say(SOONER_IS_SAFER, day=raw)),
            do,
            act_by=raw,
            tier=floor,
            set_by=SetBy.LAW,
            certainty=Certainty.EARLIEST,
        )
        return replace(presumed, urgency=facts.ladder(end, floor=floor))
    return _excused(facts, counted, reason, ours, do, asks=asks) if others else None


def _excused(
    facts: Facts, counted: Counted, reason: Reason, act_by: date, do: Sentence, *, asks: bool
) -> Finding:
    """Return the deadline of a filing, late or perhaps late, that age or another thing excuses."""
    until = minor_until(facts)
    says = say(MINOR, day=until) if until else say(LATE_WITH_EXCEPTION)
    safe = facts.roll_back(until) if until else act_by
    excused = of_no_date(
        replace(reason, says=says) if counted.passed else reason,
        do,
        act_by=max(facts.received, min(act_by, safe)),
        tier=Tier.P1,
        set_by=SetBy.LAW if safe < act_by else SetBy.US,
        latest=until,
        certainty=counted.certainty,
        asks=asks,
    )
    return replace(excused, urgency=facts.ladder(safe, floor=Tier.P1)) if until else excused


def _one_year_urgency(facts: Facts, counted: Counted, *, unsure: bool) -> Urgency:
    if counted.standing is Standing.OPEN:
        ladder = facts.ladder(counted.act_by)
        soon = facts.rise(Tier.P1, counted.act_by, "filing_unsure_days")
        return ladder.at_least(soon) if unsure else ladder
    if counted.days_late <= facts.number("recently_late_days"):
        return always(Tier.P0)
    return always(Tier.P2 if counted.passed else Tier.P1)


@record
class Excuse:
    """One limb that may excuse a late filing, and the answers that suggest it.

    ``kind`` is ``valid_status``, ``ended_status``, ``minor`` or ``other``.
    """

    kind: str
    answers: tuple[str, ...]


def excuses(facts: Facts) -> Iterator[Excuse]:
    """Yield every limb that the answers suggest.

    A late filing is excused where one of these holds and the form is filed within a reasonable
    period: 8 CFR 1208.4(a)(4), changed circumstances; (5), extraordinary.

    =====================  ========================================================  ===========
    limb                   the answers that suggest it                               provision
    =====================  ========================================================  ===========
    changed circumstances  ``changed``: country, me_or_my_life, family_status;       (a)(4)
                           ``form_still_part``: no
    illness, trauma        ``needs``: very_sick, disability, trauma, torture         (a)(5)(i)
    legal disability       under 18, until six months after the 18th birthday; at    (a)(5)(ii)
                           any age ``arrived_alone_under_18``
    a lawyer's neglect     ``has_lawyer``: before, unsure_if_lawyer;                 (a)(5)(iii)
                           stopped_answering; ``changed``: lawyer
    kept status or parole  ``lawful_status``: still_valid; ended, until six months   (a)(5)(iv)
                           after
    rejected filing        ``form_reply``: came_back                                 (a)(5)(v)
    death or illness       of a lawyer or close family: ``changed``: lawyer,         (a)(5)(vi)
                           family_status
    =====================  ========================================================  ===========

    The reasonable period after status ended is presumed to be six months: 65 FR 76121 (2000);
    Matter of T-M-H- & S-W-C-, 25 I&N Dec. 193 (BIA 2010). Sooner is safer. A status told as valid
    is weighed as ended where a day told, or else an undisputed row of our table, says so. What is
    not known about a change excuses nothing.
    """
    yield from _status(facts)
    told_young = under_18_now(facts) == "yes" and not facts.has_day(birth_date)
    if minor_until(facts) or told_young:
        yield Excuse("minor", facts.given(birth_date, under_18))
    if facts.is_yes(arrived_alone_under_18):
        yield Excuse("minor", facts.given(arrived_alone_under_18))
    if form_came_back(facts):
        yield Excuse("other", facts.given(form_reply, form_reply_date))
    if left_family_case(facts):
        yield Excuse("other", facts.given(form_whose, form_still_part, form_left_date))
    if facts.is_one_of(needs, *BURDENS):
        yield Excuse("other", facts.given(needs))
    neglected = facts.is_one_of(has_lawyer, "before", "unsure_if_lawyer")
    if neglected or facts.is_one_of(lawyer_scope, "stopped_answering"):
        yield Excuse("other", facts.given(has_lawyer, lawyer_scope))
    if facts.is_one_of(changed, *CHANGES):
        yield Excuse("other", facts.given(changed))


def presumed_end(facts: Facts) -> date | None:
    """Return the presumed end of the reasonable time after status, rolled back, if not gone."""
    end = status_end(facts)
    if end.first is None or not facts.is_one_of(lawful_status, "ended", "still_valid"):
        return None
    raw = add_months(end.first, facts.number_for("asylum_exception_months", end))
    return facts.roll_back(raw) if raw >= facts.received else None


def minor_until(facts: Facts) -> date | None:
    """Return the 18th birthday and six months, if not gone; ``None`` without a birth date."""
    born = facts.said(birth_date).first
    if born is None:
        return None
    of_age = add_years(born, facts.number("child_age"))
    until = add_months(of_age, facts.number_for("minor_months", on(of_age)))
    return until if until >= facts.received else None


def _status(facts: Facts) -> Iterator[Excuse]:
    answers = answers_about_status(facts)
    if facts.is_one_of(lawful_status, "still_valid"):
        yield Excuse("valid_status", answers)
    elif facts.is_one_of(lawful_status, "ended") and presumed_end(facts):
        yield Excuse("ended_status", answers)
    if not presumed_end(facts) and _perhaps_not_gone(facts):
        yield Excuse("other", answers)


def _perhaps_not_gone(facts: Facts) -> bool:
    """Return true where the day on which status ended is too little known to tell."""
    end = status_end(facts)
    gone = end.first is not None and end.first < facts.received
    if not facts.is_one_of(lawful_status, *(("ended", "still_valid") if gone else ("ended",))):
        return False
    if end.last is None:
        return True
    return add_months(end.last, facts.number_for("asylum_exception_months", end)) >= facts.received
