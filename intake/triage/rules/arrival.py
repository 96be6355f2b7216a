"""R08: the asylum form within a year of the last arrival, and what excuses a late one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from intake.questionnaire.asylum.dates import (
    asylum_filed,
    changed,
    last_arrival_date,
    lawful_status,
    lawful_status_ended,
)
from intake.questionnaire.asylum.safety import needs
from intake.questionnaire.asylum.screen import has_lawyer, help_types, lawyer_scope
from intake.questionnaire.asylum.where import location_kind
from intake.questionnaire.asylum.you import birth_date
from intake.reasons import Reason
from intake.triage.counting import (
    Counted,
    LastDay,
    Standing,
    Wording,
    count,
)
from intake.triage.days import add_days, add_months, add_years
from intake.triage.deadlines import Certainty, Finding, Office, SetBy
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_no_date
from intake.triage.form_and_status import (
    answers_about_status,
    filing_of,
    status_end,
    valid_status_may_have_ended,
)
from intake.triage.proceedings import in_us
from intake.triage.rule import LAW, Chip, Unknown, rule
from intake.triage.rules.children import surely_alone
from intake.triage.rules.orders import FILE_AFTER_ORDER_DO, surely_ordered
from intake.triage.tiers import Tier, Urgency, always
from intake.words import N_, Phrase, Sentence, say

EXCEPTION = "exception_candidate"

PROTECTION = (
    "fear_return",
    "harmed_in_us",
    "forced_work_or_sex",
    "parent_harm",
    "court_or_order",
    "not_sure",
)
ONE_YEAR = Wording(
    exact=Phrase(
        N_(
            "The asylum form is usually due within one year of the day you last came to the US."
            " For you, that means by %(day)s."
        ),
        N_(
            "The asylum form is usually due within one year of the day they last came to the US."
            " For them, that means by %(day)s."
        ),
        "One-year filing deadline: %(day)s.",
    ),
    may=Phrase(
        N_(
            "The asylum form is usually due within one year of the day you last came to the US."
            " For you, that may mean by %(day)s."
        ),
        N_(
            "The asylum form is usually due within one year of the day they last came to the US."
            " For them, that may mean by %(day)s."
        ),
        "One-year filing deadline may be %(day)s.",
    ),
    over=Phrase(
        N_(
            "The asylum form is usually due within one year of the day you last came to the US."
            " That year ended on %(day)s. Some people can still apply later."
        ),
        N_(
            "The asylum form is usually due within one year of the day they last came to the US."
            " That year ended on %(day)s. Some people can still apply later."
        ),
        "One-year filing deadline passed on %(day)s. Check exceptions, withholding and CAT.",
    ),
    unclear=Phrase(
        N_(
            "The asylum form is usually due within one year of the day you last came to the US."
            " Your deadline may be soon."
        ),
        N_(
            "The asylum form is usually due within one year of the day they last came to the US."
            " Their deadline may be soon."
        ),
        "One-year filing deadline: date unknown, may be soon.",
    ),
)
LATE_WITH_EXCEPTION = Phrase(
    N_(
        "It has been more than a year since you last came to the US. The law has exceptions, and"
        " your answers may fit one. Do not wait."
    ),
    N_(
        "It has been more than a year since they last came to the US. The law has exceptions, and"
        " your answers may fit one. Do not wait."
    ),
    "More than one year since last arrival. Possible exception.",
)
SOONER_IS_SAFER = Phrase(
    N_(
        "More than a year has passed, but your status may excuse it. Sooner is safer: try to send"
        " the asylum form before %(day)s."
    ),
    N_(
        "More than a year has passed, but their status may excuse it. Sooner is safer: try to send"
        " the asylum form before %(day)s."
    ),
    "Late; status excuses it for a reasonable time, presumed to end %(day)s"
    " (T-M-H- & S-W-C-). Earlier is safer.",
)
STATUS_STILL_VALID = Phrase(
    N_(
        "More than a year has passed, but your status excuses it while it is valid. Ask a lawyer"
        " before it ends."
    ),
    N_(
        "More than a year has passed, but their status excuses it while it is valid. Ask a lawyer"
        " before it ends."
    ),
    "Late, excused by valid status (8 CFR 1208.4(a)(5)(iv)). End of status unknown: ask.",
)
MINOR = Phrase(
    N_(
        "More than a year has passed, but the law excuses people under 18. Sooner is safer: this"
        " may end on %(day)s."
    ),
    staff="Late, excused by age: legal disability until %(day)s (8 CFR 1208.4(a)(5)(ii)).",
)
FILE_DO = Phrase(
    N_(
        "Send the asylum form (I-589) to USCIS, or to the judge if there is a court case. It must"
        " arrive by that day, with the fee of $%(dollars)s. Sign it and answer every question. If a"
        " question is not about you, write “none” or “N/A”. Keep the receipt. You can send more"
        " papers for your case later."
    ),
    N_(
        "Send the asylum form (I-589) to USCIS, or to the judge if there is a court case. It must"
        " arrive by that day, with the fee of $%(dollars)s. They must sign it and answer every"
        " question. If a question is not about them, write “none” or “N/A”. Keep the receipt. They"
        " can send more papers for their case later."
    ),
    (
        "File a complete, signed I-589 with the $%(dollars)s fee in time (USCIS online or lockbox;"
        " court if in proceedings): 8 CFR 1208.3(c)(3). Evidence can follow."
    ),
)
FILE_LATE_DO = Phrase(
    N_(
        "Ask a lawyer about sending the asylum form (I-589) now: exceptions exist, and two other"
        " protections have no deadline."
    ),
    staff="Late: exceptions under 8 CFR 1208.4(a)(4), (5), each day counts; withholding, CAT.",
)
ARRIVAL_DO = Phrase(
    N_("Look for the day of arrival in a passport, on a ticket or on papers from the border."),
    staff="Establish the last arrival: I-94, passport stamp, NTA, tickets.",
)
STATUS_ASK_DO = Phrase(
    N_("Look at the card or letter for the day on which the status ends, and tell us."),
    staff="Ask for the end of status; file the I-589 within a reasonable time of it.",
)

BURDENS = ("very_sick", "disability", "trauma", "torture", "child_alone")

CHANGES = ("country", "me_or_my_life", "family_status", "lawyer", "not_sure")


@rule(
    "R08",
    chip=Chip("One-year deadline", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.USCIS,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(),
)
def r08_one_year(facts: Facts) -> Iterator[Finding]:
    """R08. Asylum is asked for within a year of the last arrival: INA 208(a)(2)(B), (D).

    Speaks to whoever is in the US, asks for protection, and has not filed for certain since the
    last arrival. The day of arrival is day zero: the last lawful day is its anniversary, rolled
    forward, 8 CFR 1208.4(a)(2)(ii); Matter of F-P-R-, 24 I&N Dec. 681 (BIA 2008); Minasyan v.
    Mukasey, 553 F.3d 1224 (9th Cir. 2009). We act the day before, rolled back. A lone child is
    exempt, 8 USC 1158(a)(2)(E). Late is never a no: see `excuses`, and withholding and CAT know no
    year. After an order the day stands, and the step is another one. On the ladder; late by two
    weeks or less P0, longer P2.
    """
    filing = filing_of(facts)
    if filing == "filed" or not _year_applies(facts):
        return
    arrival = facts.said(last_arrival_date)
    counted = count(facts, arrival, lambda arrived: _one_year_after(facts, arrived))
    held = tuple(excuses(facts))
    reason = Reason(
        rule="R08",
        says=ONE_YEAR.of(counted),
        authority="INA 208(a)(2)(B), (D); 8 CFR 1208.4(a)",
        answers=(
            *facts.behind(last_arrival_date, asylum_filed, location_kind, help_types),
            *(answer for excuse in held for answer in excuse.answers),
        ),
    )
    flags = (EXCEPTION,) if held else ()
    if counted.passed and (late := _late(facts, counted, reason, held)):
        yield late
        return
    unsure = filing == "not_sure"
    yield of_date(
        facts,
        counted,
        reason,
        _file_do(facts, late=counted.passed),
        unknown=say(ARRIVAL_DO),
        set_by=SetBy.LAW,
        urgency=_one_year_urgency(facts, counted, unsure=unsure),
        lead_days=facts.number("plan_lead_asylum_days"),
        flags=flags,
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
        return say(FILE_LATE_DO)
    return say(FILE_DO, dollars=facts.number("fee_i589"))


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
            replace(reason, says=say(STATUS_STILL_VALID)),
            say(STATUS_ASK_DO),
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
            replace(reason, says=say(SOONER_IS_SAFER, day=raw)),
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
    says = say(MINOR, day=until) if until else say(LATE_WITH_EXCEPTION)
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


@dataclass(frozen=True, slots=True)
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
    changed circumstances  ``changed``: country, me_or_my_life, family_status        (a)(4)
    illness, trauma        ``needs``: very_sick, disability, trauma, torture         (a)(5)(i)
    legal disability       under 18, until six months after the 18th birthday        (a)(5)(ii)
    a lawyer's neglect     ``has_lawyer``: before, unsure_if_lawyer;                 (a)(5)(iii)
                           stopped_answering; ``changed``: lawyer
    kept status or parole  ``lawful_status``: still_valid; ended, until six months   (a)(5)(iv)
                           after
    rejected filing        the form was sent, and left open where and when           (a)(5)(v)
    death or illness       of a lawyer or close family: ``changed``: lawyer,         (a)(5)(vi)
                           family_status
    =====================  ========================================================  ===========

    The reasonable period after status ended is presumed to be six months: 65 FR 76121 (2000);
    Matter of T-M-H- & S-W-C-, 25 I&N Dec. 193 (BIA 2010). Sooner is safer. A status told as valid
    is weighed as ended where a day told, or our table of programs, says so.
    """
    yield from _status(facts)
    if minor_until(facts):
        yield Excuse("minor", facts.given(birth_date))
    if facts.is_one_of(needs, *BURDENS):
        yield Excuse("other", facts.given(needs))
    neglected = facts.is_one_of(has_lawyer, "before", "unsure_if_lawyer")
    if neglected or facts.is_one_of(lawyer_scope, "stopped_answering"):
        yield Excuse("other", facts.given(has_lawyer, lawyer_scope))
    if facts.is_one_of(changed, *CHANGES) or facts.skipped(changed):
        yield Excuse("other", facts.behind(changed))


def presumed_end(facts: Facts) -> date | None:
    """Return the presumed end of the reasonable time after status, rolled back, if not gone."""
    ends = status_end(facts)
    kept_status = facts.is_one_of(lawful_status, "ended", "still_valid")
    if ends is None or not kept_status:
        return None
    raw = add_months(ends, facts.number("asylum_exception_months"))
    return facts.roll_back(raw) if raw >= facts.received else None


def minor_until(facts: Facts) -> date | None:
    """Return the 18th birthday and six months, if not gone; ``None`` without a birth date."""
    born = facts.said(birth_date).first
    if born is None:
        return None
    until = add_months(add_years(born, facts.number("child_age")), facts.number("minor_months"))
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
    told = facts.has_day(lawful_status_ended) and valid_status_may_have_ended(facts)
    if not told and not facts.is_one_of(lawful_status, "ended"):
        return False
    last = facts.said(lawful_status_ended).last
    months = facts.number("asylum_exception_months")
    return last is None or add_months(last, months) >= facts.received
