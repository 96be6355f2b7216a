"""R25: appointments with USCIS, for an interview or for fingerprints."""

from dataclasses import replace

from intake.questionnaire.asylum.proceedings import (
    appointment,
    appointment_attended,
    appointment_date,
    appointment_kind,
)
from intake.triage.deadlines import Office, SetBy, Tier, Urgency, always
from intake.triage.facts import Facts
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
    of_no_date,
    of_unknown,
    sentences_beside,
)
from intake.words import Reason, say

PHRASES, WORDINGS = sentences_beside(__file__)
APPOINTMENT = WORDINGS["APPOINTMENT"]
MAYBE_APPOINTMENT = PHRASES["MAYBE_APPOINTMENT"]
INTERVIEW_DO = PHRASES["INTERVIEW_DO"]
FINGERPRINTS_DO = PHRASES["FINGERPRINTS_DO"]
APPOINTMENT_DO = PHRASES["APPOINTMENT_DO"]
MISSED = PHRASES["MISSED"]
MISSED_DO = PHRASES["MISSED_DO"]
APPOINTMENT_ASK = PHRASES["APPOINTMENT_ASK"]
ATTENDED_ASK = PHRASES["ATTENDED_ASK"]

STEPS = {"interview": INTERVIEW_DO, "fingerprints": FINGERPRINTS_DO}


@Rule(
    "R25",
    chip=Chip("USCIS appointment", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.USCIS,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(
        Statement("Whoever needs an interpreter brings one to the interview.", "8 CFR 208.9(g)"),
        Statement(
            "Fingerprints that are missed without good cause may end the form.",
            "8 CFR 208.10, 1208.10; Matter of D-M-C-P-, 26 I&N Dec. 644 (BIA 2015)",
        ),
    ),
)
def r25_appointment(facts: Facts) -> Findings:
    """R25. A missed interview or missed fingerprints may end the form: 8 CFR 208.10, 1208.10.

    Speaks of an appointment with USCIS, and where nobody knows of one. The day is one business day
    before the one on the paper; the tier goes by the days to the appointment itself: P0 within
    three, P1 within fourteen, P2 within thirty, P3 within ninety. Day not known: P1. Not sure if
    there is one: P2. Gone, and not surely attended: P1, three days, ours.
    """
    told = facts.has_day(appointment_date)
    sure = told or facts.is_yes(appointment)
    if not sure and not facts.unsure(appointment):
        return
    said = facts.said(appointment_date)
    counted = day_to_be_there(facts, said, "appointment_lead_business_days")
    reason = Reason(
        "R25",
        APPOINTMENT.of(counted, day=said.first) if sure else say(MAYBE_APPOINTMENT),
        "8 CFR 208.9(g), 208.10, 1208.10; Matter of D-M-C-P-, 26 I&N Dec. 644 (BIA 2015)",
        facts.behind(appointment_date, appointment_kind, appointment_attended, appointment),
    )
    if counted.passed:
        yield from _gone(facts, reason)
    elif sure:
        yield of_date(
            facts,
            counted,
            reason,
            say(STEPS.get(facts.answers.code(appointment_kind), APPOINTMENT_DO)),
            unknown=say(APPOINTMENT_ASK),
            set_by=SetBy.PAPER,
            urgency=_urgency(facts, counted),
        )
    else:
        asked = of_unknown(facts, reason, say(APPOINTMENT_ASK))
        yield replace(asked, urgency=always(Tier.P2))


def _gone(facts: Facts, reason: Reason) -> Findings:
    """Ask for a new day if the appointment was missed; ask if it was, where nobody knows."""
    if facts.is_yes(appointment_attended):
        return
    missed = facts.is_one_of(appointment_attended, "no")
    day = facts.said(appointment_date).first
    if missed and day:
        reason = replace(reason, says=say(MISSED, day=day))
    yield of_no_date(
        reason,
        say(MISSED_DO if missed else ATTENDED_ASK),
        act_by=facts.within("appointment_missed_days"),
        tier=Tier.P1,
        asks=not missed,
    )


def _urgency(facts: Facts, counted: Counted) -> Urgency:
    if counted.raw is None or counted.unclear:
        return always(Tier.P1)
    return facts.ladder(counted.raw).at_least(
        facts.rise(Tier.P1, counted.raw, "appointment_p1_days")
    )
