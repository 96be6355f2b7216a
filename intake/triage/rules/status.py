"""R18 and R22: relatives of a person with a status, and programs that end."""

from dataclasses import replace

from intake.questionnaire.asylum.dates import (
    lawful_status,
    lawful_status_ended,
    removal_soon_date,
    status_granted_date,
    status_kind,
)
from intake.questionnaire.asylum.proceedings import leave_told_by, parole_kind
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.you import nationality, other_nationality_country
from intake.questionnaire.dates import SaidDate, on
from intake.triage.days import add_days, add_years
from intake.triage.deadlines import Finding, Office, SetBy, Tier, Urgency, always
from intake.triage.facts import (
    PROGRAMS,
    Facts,
    may_be_chnv,
    own_status_end,
    program_ends,
    unsure_kind,
)
from intake.triage.fees import with_fee
from intake.triage.findings import (
    LAW,
    Chip,
    Findings,
    Rule,
    Statement,
    Unknown,
    Wording,
    as_maybe,
    count,
    of_date,
    of_unknown,
    rolled,
    sentences_beside,
    unrolled,
)
from intake.words import Phrase, Reason, Sentence, one_after_another, say

PHRASES, WORDINGS = sentences_beside(__file__)
FAMILY_PAPERS = WORDINGS["FAMILY_PAPERS"]
FAMILY_DO = PHRASES["FAMILY_DO"]
GRANTED_ASK_DO = PHRASES["GRANTED_ASK_DO"]
FAMILY_LATE_DO = PHRASES["FAMILY_LATE_DO"]


@Rule(
    "R18",
    chip=Chip("Family papers", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.NONE,
    if_unknown=Unknown(Tier.P2),
    to_confirm=(
        Statement(
            "Family petitions are filed within two years of the grant.", "8 CFR 207.7(d), 208.21(d)"
        ),
    ),
)
def r18_relatives(facts: Facts) -> Findings:
    """R18. Relatives are asked for within two years of the grant: 8 CFR 208.21(d), 207.7(d).

    Speaks to whoever wants to bring family. The time ends the day before the anniversary. It can
    be waived, so passed is P2; the day not known: P2.
    """
    if not facts.is_one_of(help_types, "bring_family"):
        return
    granted_on = facts.said(status_granted_date)
    years = facts.number_for("relative_years", granted_on)
    safe_days = facts.number("relative_safe_days")
    counted = count(
        facts,
        granted_on,
        lambda granted: rolled(facts, add_days(add_years(granted, years), -safe_days)),
    )
    reason = Reason(
        "R18",
        FAMILY_PAPERS.of(counted, years=years),
        "8 CFR 208.21(d), 207.7(d)",
        facts.given(status_granted_date, help_types),
    )
    yield of_date(
        facts,
        counted,
        reason,
        say(FAMILY_LATE_DO if counted.passed else FAMILY_DO),
        unknown=say(GRANTED_ASK_DO),
        urgency=always(Tier.P2) if counted.passed else facts.ladder(counted.act_by),
    )


STATUS_ENDS = WORDINGS["STATUS_ENDS"]
MAY_HAVE_ENDED = PHRASES["MAY_HAVE_ENDED"]
OWN_END = Wording(
    exact=Phrase(
        "You told us that your status ends on %(day)s.",
        "You told us that their status ends on %(day)s.",
        "Status ends %(day)s, by their own paper.",
    ),
    may=Phrase(
        "You told us that your status may end on %(day)s.",
        "You told us that their status may end on %(day)s.",
        "Status may end %(day)s, by their own paper.",
    ),
    over=STATUS_ENDS.over,
    unclear=Phrase(
        "Your status may have ended already, or may end soon.",
        "Their status may have ended already, or may end soon.",
        "End of status half known: may have gone.",
    ),
)
OWN_END_DO = PHRASES["OWN_END_DO"]
STATUS_LOOK_DO = PHRASES["STATUS_LOOK_DO"]
STATUS_ENDED_DO = PHRASES["STATUS_ENDED_DO"]
STATUS_ENDS_DO = PHRASES["STATUS_ENDS_DO"]
TPS_DO = PHRASES["TPS_DO"]


@Rule(
    "R22",
    chip=Chip("TPS or parole ends", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.USCIS,
    if_unknown=Unknown(Tier.P2),
    to_confirm=(),
)
def r22_status_ends(facts: Facts) -> Findings:
    """R22. TPS and parole run as long as their notice or paper says: INA 244, 212(d)(5).

    Speaks to whoever has, had, or may have, TPS or parole. The day that a person tells governs: to
    come, it is that of a paper; gone, there is nothing to say. Without one our dated table by
    nationality is read: of a row that nobody disputes the day is told; of one in dispute it is for
    staff alone, and the row asks. Within 90 days, and once it has passed: P2. The nationality not
    known: P2.
    """
    is_program = unsure_kind(facts) or facts.is_one_of(status_kind, *PROGRAMS)
    if facts.is_one_of(lawful_status, "no") or not is_program:
        return
    own = own_status_end(facts)
    if own.known:
        if own.last is not None and own.last >= facts.received:
            yield _ends(facts, own, OWN_END, facts.given(*OWN_ANSWERS))
    elif facts.is_one_of(lawful_status, "still_valid", "ended") or facts.unsure(lawful_status):
        yield from _program_ends(facts)


OWN_ANSWERS = (lawful_status_ended, removal_soon_date, leave_told_by, status_kind, lawful_status)


def _program_ends(facts: Facts) -> Findings:
    answers = facts.given(
        nationality, other_nationality_country, status_kind, parole_kind, lawful_status
    )
    rows = tuple(program_ends(facts))
    hidden = [end for row, end in rows if not row.tells_value(facts.received)]
    in_table = facts.is_one_of(status_kind, "tps") or (
        facts.is_one_of(status_kind, "parole") and may_be_chnv(facts)
    )
    if hidden or (in_table and not rows and nationality.id not in facts.answers):
        says = say(MAY_HAVE_ENDED, day=min(hidden)) if hidden else say(STATUS_ENDS.unclear)
        yield of_unknown(facts, _reason(says, answers), say(STATUS_LOOK_DO))
    is_chnv = facts.is_one_of(parole_kind, "chnv")
    yield from (
        _ends(
            facts,
            on(end),
            STATUS_ENDS,
            answers,
            maybe=unsure_kind(facts) or not (is_chnv or row.id.startswith("tps")),
        )
        for row, end in rows
        if row.tells_value(facts.received)
    )


def _ends(
    facts: Facts, end: SaidDate, wording: Wording, answers: tuple[str, ...], *, maybe: bool = False
) -> Finding:
    # No weekend and no holiday moves the end of a status; we act before it.
    counted = count(facts, end, lambda day: replace(unrolled(day), act_by=facts.roll_back(day)))
    counted = as_maybe(counted) if maybe else counted
    urgency: Urgency = always(Tier.P2)
    if counted.raw is not None and not counted.passed:
        soon = facts.rise(Tier.P2, counted.raw, "status_ending_p2_days")
        urgency = always(Tier.P4).at_least(soon)
    is_own = wording is OWN_END
    do = say(OWN_END_DO if is_own else STATUS_ENDS_DO)
    if facts.is_one_of(status_kind, "tps"):
        do = one_after_another(do, with_fee(facts, say(TPS_DO), "fee_tps", by=counted.act_by))
    return of_date(
        facts,
        counted,
        _reason(wording.of(counted), answers),
        say(STATUS_ENDED_DO) if counted.passed else do,
        set_by=SetBy.PAPER if is_own else SetBy.LAW,
        urgency=urgency,
    )


def _reason(says: Sentence, answers: tuple[str, ...]) -> Reason:
    return Reason("R22", says, "INA 244(b), 212(d)(5); notices in the Federal Register", answers)
