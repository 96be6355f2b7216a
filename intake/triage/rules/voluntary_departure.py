"""R26: a day by which a judge allowed the person to leave on their own."""

from dataclasses import replace

from intake.questionnaire.asylum.dates import bad_decision, bad_decision_date, removal_soon_date
from intake.questionnaire.asylum.proceedings import (
    leave_told_by,
    voluntary_departure,
    voluntary_departure_date,
)
from intake.triage.days import add_days
from intake.triage.deadlines import Office, SetBy, Tier, Urgency, always
from intake.triage.facts import Facts
from intake.triage.fees import with_fee
from intake.triage.findings import (
    LAW,
    Chip,
    Counted,
    Findings,
    Rule,
    Statement,
    Unknown,
    day_to_be_there,
    of_date,
    of_unknown,
    sentences_beside,
)
from intake.triage.proceedings import (
    appeal_over,
    appeal_pending,
    departs,
    departure_day,
    judges_decision,
)
from intake.words import Reason, Sentence, one_after_another, say

PHRASES, WORDINGS = sentences_beside(__file__)
DEPARTURE = WORDINGS["DEPARTURE"]
MAYBE_DEPARTURE = PHRASES["MAYBE_DEPARTURE"]
APPEAL_FIRST = PHRASES["APPEAL_FIRST"]
APPEAL_SENT = PHRASES["APPEAL_SENT"]
APPEAL_SENT_DO = PHRASES["APPEAL_SENT_DO"]
DEPARTURE_DO = PHRASES["DEPARTURE_DO"]
DEPARTURE_GONE_DO = PHRASES["DEPARTURE_GONE_DO"]
DEPARTURE_ASK = PHRASES["DEPARTURE_ASK"]


@Rule(
    "R26",
    chip=Chip("Voluntary departure", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.COURT,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(
        Statement(
            "Who stays past voluntary departure is fined, and barred from relief for ten years.",
            "INA 240B(d)",
        ),
    ),
)
def r26_voluntary_departure(facts: Facts) -> Findings:
    """R26. Leave by the day, or file a motion that ends the permission: 8 CFR 1240.26(e).

    73 FR 76927; INA 240B(d). Speaks where a judge allowed to leave by a day, and where nobody knows
    after a decision of the last 120 days. The day is one business day before the last one, of a
    paper. P0 within 14 days, P1 within 30, else P2; gone: P1. Without a day: P1, asks; not known
    whether there is one: P2, asks. An appeal in time comes first. While an appeal is pending nobody
    is told to leave or to file a motion, 8 CFR 1003.4, 1003.6(a), Matter of A-M-, 23 I&N Dec. 737
    (BIA 2005): P1, asks a lawyer, within days that we set.
    """
    answers = facts.given(voluntary_departure_date, voluntary_departure, leave_told_by)
    reason = Reason(
        "R26",
        say(MAYBE_DEPARTURE),
        "8 CFR 1240.26(e), 73 FR 76927; INA 240B(d)",
        answers or facts.behind(bad_decision),
    )
    if not departs(facts) and not facts.has_day(voluntary_departure_date):
        if facts.unsure(voluntary_departure) and _decided_lately(facts):
            asked = of_unknown(facts, reason, say(DEPARTURE_ASK))
            yield replace(asked, urgency=always(Tier.P2))
        return
    if appeal_pending(facts):
        yield of_unknown(facts, replace(reason, says=say(APPEAL_SENT)), say(APPEAL_SENT_DO))
        return
    counted = day_to_be_there(facts, departure_day(facts), "voluntary_lead_business_days")
    answers += facts.given(removal_soon_date) if leave_told_by.id in answers else ()
    yield of_date(
        facts,
        counted,
        replace(reason, says=DEPARTURE.of(counted), answers=answers),
        _do(facts, counted),
        unknown=say(DEPARTURE_ASK),
        set_by=SetBy.PAPER,
        urgency=_urgency(facts, counted),
    )


def _decided_lately(facts: Facts) -> bool:
    decided = facts.said(bad_decision_date).last
    if decided is None or not facts.is_one_of(bad_decision, "judge", "appeals_board"):
        return False
    return add_days(decided, facts.number("voluntary_decision_days")) >= facts.received


def _do(facts: Facts, counted: Counted) -> Sentence:
    if counted.passed:
        return with_fee(facts, say(DEPARTURE_GONE_DO), "fee_voluntary_departure_penalty")
    do, decision = say(DEPARTURE_DO, day=counted.raw or facts.received), judges_decision(facts)
    do = with_fee(facts, do, "fee_motion", by=counted.act_by)
    if decision is None or appeal_over(facts, decision.day):
        return do
    return one_after_another(say(APPEAL_FIRST), do)


def _urgency(facts: Facts, counted: Counted) -> Urgency:
    if counted.passed:
        return always(Tier.P1)
    last = counted.raw or facts.received
    return always(Tier.P2).at_least(
        facts.rise(Tier.P1, last, "voluntary_p1_days"),
        facts.rise(Tier.P0, last, "voluntary_p0_days"),
    )
