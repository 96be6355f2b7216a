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
    wordings_beside,
)
from intake.words import Phrase, Reason, say

WORDINGS = wordings_beside(__file__)
APPOINTMENT = WORDINGS["appointment"]
MAYBE_APPOINTMENT = Phrase(
    "You may have an appointment with USCIS. We do not know.",
    "They may have an appointment with USCIS. We do not know.",
    "Possible USCIS appointment. Check.",
)
INTERVIEW_DO = Phrase(
    "Go to the interview. Bring your own interpreter, your ID and the original papers. Family"
    " members who are named on the form must come too.",
    "They must go to the interview, with their own interpreter, ID and the original papers."
    " Family members who are named on the form must come too.",
    "Prepare: interpreter (8 CFR 208.9(g)), ID, originals, derivatives, new evidence, receipt of"
    " the annual fee. Confirm the office; G-28.",
)
FINGERPRINTS_DO = Phrase(
    "Go on that day. Bring the notice and your ID. Everyone named on the notice must go.",
    "They must go on that day, with the notice and ID. Everyone named on it must go.",
    "Biometrics: notice and ID. Missed: dismissal (8 CFR 208.10, 1208.10; Matter of D-M-C-P-).",
)
APPOINTMENT_DO = Phrase(
    "Go on that day with the notice and your ID. An interview needs more: your own interpreter,"
    " the original papers, and the family members who are named on the form.",
    "They must go on that day with the notice and ID. An interview needs more: their own"
    " interpreter, the original papers, and the family members who are named on the form.",
    "Find out the kind from the notice. Interview: interpreter (8 CFR 208.9(g)), originals,"
    " derivatives. Biometrics: notice and ID.",
)
MISSED = Phrase(
    "You missed your appointment with USCIS on %(day)s. Your asylum form may be closed.",
    "They missed their appointment with USCIS on %(day)s. The asylum form may be closed.",
    "USCIS appointment of %(day)s missed: dismissal or referral.",
)
MISSED_DO = Phrase(
    "Write to USCIS today why you missed it, and ask for a new day. The address is on the"
    " notice. Keep a copy.",
    "Write to USCIS today why they missed it, and ask for a new day. The address is on the"
    " notice. Keep a copy.",
    "Request to reschedule today, with good cause or exceptional circumstances; check for a"
    " dismissal or referral.",
)
APPOINTMENT_ASK = Phrase(
    "Look for a notice from USCIS, in the mail and in the account at my.uscis.gov. Tell us the"
    " day on it, and what it is for.",
    staff="Check mail and USCIS account for an interview or biometrics notice (I-797C).",
)
ATTENDED_ASK = Phrase(
    "Tell us if you went to that appointment, and what you were told there.",
    "Find out if they went to that appointment, and tell us what they were told there.",
    "Find out whether the appointment was kept; if not, request a new one at once.",
)

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
