"""R18 and R22: relatives of a person with a status, and programs that end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from intake.questionnaire.asylum.dates import lawful_status, status_granted_date, status_kind
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.you import nationality
from intake.questionnaire.dates import on
from intake.reasons import Reason
from intake.triage.counting import Wording, count, rolled, unrolled
from intake.triage.days import add_days, add_years
from intake.triage.deadlines import Finding, Office, SetBy
from intake.triage.facts import Facts
from intake.triage.findings import of_date, of_unknown
from intake.triage.form_and_status import PROGRAMS, program_rows
from intake.triage.rule import LAW, Chip, Statement, Unknown, rule
from intake.triage.tiers import Tier, Urgency, always
from intake.words import N_, Phrase, say

FAMILY_PAPERS = Wording(
    exact=Phrase(
        N_(
            "You have %(years)s years after you get your status to ask to bring your family. The"
            " papers are due by %(day)s."
        ),
        N_(
            "They have %(years)s years after they get status to ask to bring family. The papers"
            " are due by %(day)s."
        ),
        "Family petition due %(years)s years after status, by %(day)s.",
    ),
    may=Phrase(
        N_(
            "You have %(years)s years after you get your status to ask to bring your family. The"
            " papers may be due by %(day)s."
        ),
        N_(
            "They have %(years)s years after they get status to ask to bring family. The papers"
            " may be due by %(day)s."
        ),
        "Family petition due %(years)s years after status, perhaps by %(day)s.",
    ),
    over=Phrase(
        N_(
            "Papers to bring your family were due by %(day)s. The immigration office can still"
            " accept them late."
        ),
        N_(
            "Papers to bring their family were due by %(day)s. The immigration office can still"
            " accept them late."
        ),
        "Family petition was due %(day)s. USCIS may accept it late.",
    ),
    unclear=Phrase(
        N_(
            "You have %(years)s years after you get your status to ask to bring your family. That"
            " time may end soon."
        ),
        N_(
            "They have %(years)s years after they get status to ask to bring family. That time may"
            " end soon."
        ),
        "Family petition due %(years)s years after status. May be soon.",
    ),
)
FAMILY_DO = Phrase(
    N_("Send Form I-730 to USCIS for each family member by that day. It is free."),
    staff="I-730 for each relative; no fee; waiver of the two years for humanitarian reasons.",
)
FAMILY_LATE_DO = Phrase(
    N_("Send Form I-730 to USCIS now, and say why it is late. It is free."),
    staff="I-730 with a request to waive the two years (8 CFR 208.21(d), 207.7(d)).",
)


@rule(
    "R18",
    chip=Chip("Family papers", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.USCIS,
    if_unknown=Unknown(Tier.P2),
    to_confirm=(
        Statement(
            "Family petitions are filed within two years of the grant.", "8 CFR 207.7(d), 208.21(d)"
        ),
    ),
)
def r18_relatives(facts: Facts) -> Iterator[Finding]:
    """R18. Relatives are asked for within two years of the grant: 8 CFR 208.21(d), 207.7(d).

    Speaks to whoever wants to bring family. The time ends the day before the anniversary. It can
    be waived, so passed is P2; the day not known: P2.
    """
    if not facts.is_one_of(help_types, "bring_family"):
        return
    years = facts.number("relative_years")
    safe_days = facts.number("relative_safe_days")
    counted = count(
        facts,
        facts.said(status_granted_date),
        lambda granted: rolled(facts, add_days(add_years(granted, years), -safe_days)),
    )
    reason = Reason(
        rule="R18",
        says=FAMILY_PAPERS.of(counted, years=years),
        authority="8 CFR 208.21(d), 207.7(d)",
        answers=facts.given(status_granted_date, help_types),
    )
    yield of_date(
        facts,
        counted,
        reason,
        say(FAMILY_LATE_DO if counted.passed else FAMILY_DO),
        unknown=say(FAMILY_DO),
        set_by=SetBy.LAW,
        urgency=always(Tier.P2) if counted.passed else facts.ladder(counted.act_by),
    )


STATUS_ENDS = Wording(
    exact=Phrase(
        N_("TPS or parole for people from your country is set to end on %(day)s."),
        N_("TPS or parole for people from their country is set to end on %(day)s."),
        "TPS or parole program ends %(day)s, as far as our table knows.",
    ),
    may=Phrase(
        N_("TPS or parole for people from your country may end on %(day)s."),
        N_("TPS or parole for people from their country may end on %(day)s."),
        "TPS or parole program may end %(day)s, as far as our table knows.",
    ),
    over=Phrase(
        N_("TPS or parole for people from your country was set to end on %(day)s."),
        N_("TPS or parole for people from their country was set to end on %(day)s."),
        "TPS or parole program was set to end %(day)s: check for an extension or a court order.",
    ),
    unclear=Phrase(
        N_("TPS or parole may end soon for people from your country. We do not know the day."),
        N_("TPS or parole may end soon for people from their country. We do not know the day."),
        "TPS or parole: nationality unknown, end of the program unknown.",
    ),
)
STATUS_ENDED_DO = Phrase(
    N_(
        "It may have ended. Look at uscis.gov/tps today. Ask a lawyer about the asylum form"
        " (I-589) and other ways to stay."
    ),
    staff="Status may have ended: check the Federal Register for an extension; file the I-589.",
    today=True,
)
STATUS_ENDS_DO = Phrase(
    N_(
        "Check the day at uscis.gov/tps. Before it, ask a lawyer about the asylum form"
        " (I-589) and other ways to stay."
    ),
    staff="Check the Federal Register for an extension; re-register in the window; file the I-589.",
)


@rule(
    "R22",
    chip=Chip("TPS or parole ends", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.USCIS,
    if_unknown=Unknown(Tier.P2),
    to_confirm=(),
)
def r22_status_ends(facts: Facts) -> Iterator[Finding]:
    """R22. TPS and parole run as long as their notice says: INA 244, 212(d)(5).

    Speaks to whoever has, or may have, TPS or parole. The day is the end in our dated table by
    nationality, which says its source and by when to look again. Within 90 days of it, and once it
    has passed: P2. The nationality not known: P2.
    """
    if not facts.is_one_of(lawful_status, "still_valid", "not_sure"):
        return
    has_program = facts.is_one_of(status_kind, *PROGRAMS)
    reason = Reason(
        rule="R22",
        says=say(STATUS_ENDS.unclear),
        authority="INA 244(b), 212(d)(5); notices in the Federal Register",
        answers=facts.given(nationality, status_kind, lawful_status),
    )
    if nationality.id not in facts.answers:
        if has_program:
            yield of_unknown(facts, reason, say(STATUS_ENDS_DO))
        return
    for row in program_rows(facts):
        yield _ends(facts, row, reason)


def _ends(facts: Facts, row: str, reason: Reason) -> Finding:
    end = facts.law.days(row, on=facts.received)[0]
    # No weekend and no holiday moves the end of a program; we act before it.
    counted = count(facts, on(end), lambda day: replace(unrolled(day), act_by=facts.roll_back(day)))
    urgency: Urgency = always(Tier.P2)
    if not counted.passed:
        soon = facts.rise(Tier.P2, end, "status_ending_p2_days")
        urgency = always(Tier.P4).at_least(soon)
    return of_date(
        facts,
        counted,
        Reason(
            rule=reason.rule,
            says=STATUS_ENDS.of(counted),
            authority=reason.authority,
            answers=reason.answers,
        ),
        say(STATUS_ENDED_DO if counted.passed else STATUS_ENDS_DO),
        set_by=SetBy.LAW,
        urgency=urgency,
    )
