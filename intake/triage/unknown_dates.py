"""The tier and the day of a fact that is not known. Unknown is never safe.

A question is skipped where the answers given open its page and it has no answer. A skip counts as
*not sure*. A fact that is not known, or whose day is not known, makes a deadline of the tier and
the day in this table. The day is ours, never one of law or of a paper: so many days after receipt,
rolled back to a business day. Silence alone never makes P0; only a date to leave and a failed fear
interview without a day stay P0 (R01, R03a).

A day that is half known is not in this table. It is counted from its earliest end; where that has
gone and its latest end has not, the day to act is the day received, and each rule says its tier.

========  ====  ==========================  ====================================================
rule      tier  day                         the fact that is not known
========  ====  ==========================  ====================================================
R01       P1    received + 7                a date to leave or a flight
R02       P1    received + 7                being in detention
R03       P1    received + 7                a fear interview (R03b), the judge's day (R03c)
R04       P1    received + 7                the next hearing
R05       P1    received + 7                a denial, who denied, or when
R06a      P1    received + 7                a missed hearing, or the day of the order
R06b      P1    received + 7                notice of the missed hearing
R06c      P2    received + 7                the day of a final order
R07       P1    received + 7                the day of the Board's decision or a reinstatement
R08       P1    received + 7                the last arrival
R09       P1    received + 7                a motion to end the case early, or its day
R10       P2    received + 7                a fee notice, or its day
R12       P2    received + 7                a birth date on which help depends
R13       P3    received + 7                arrival, court case or status
R16       P1    received + 7                the day of a check-in
R17       P1    received + 7                the day of the asylum office's letter
R18       P2    received + 7                the day of the grant
R20       P2    received + 3                an old order
R21       P2    received + 7                the status of the abuser, or the day of the order
R22       P2    received + 7                the nationality of a person with TPS or parole
R24       P1    received + 7                the Board's schedule, which is never asked
R11, R14, R15, R23                          silent: they inform, or rest on what was told
========  ====  ==========================  ====================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intake.reasons import Reason
from intake.triage.deadlines import Certainty, Finding, SetBy
from intake.triage.facts import Facts
from intake.triage.tiers import Tier, always
from intake.words import Sentence

WEEK = "unknown_act_days"


@dataclass(frozen=True, slots=True)
class Unknown:
    """The tier of a fact that is not known, and the parameter with the days after receipt."""

    tier: Tier
    days: str = WEEK


UNKNOWN: Mapping[str, Unknown] = {
    "R01": Unknown(Tier.P1),
    "R02": Unknown(Tier.P1),
    "R03a": Unknown(Tier.P1),
    "R03b": Unknown(Tier.P1),
    "R03c": Unknown(Tier.P1),
    "R04": Unknown(Tier.P1),
    "R05": Unknown(Tier.P1),
    "R06a": Unknown(Tier.P1),
    "R06b": Unknown(Tier.P1),
    "R06c": Unknown(Tier.P2),
    "R07": Unknown(Tier.P1),
    "R08": Unknown(Tier.P1),
    "R09": Unknown(Tier.P1),
    "R10": Unknown(Tier.P2),
    "R12": Unknown(Tier.P2),
    "R13": Unknown(Tier.P3),
    "R16": Unknown(Tier.P1),
    "R17": Unknown(Tier.P1),
    "R18": Unknown(Tier.P2),
    "R20": Unknown(Tier.P2, "old_order_act_days"),
    "R21": Unknown(Tier.P2),
    "R22": Unknown(Tier.P2),
    "R24": Unknown(Tier.P1),
}


def of_unknown(
    facts: Facts,
    reason: Reason,
    do: Sentence,
    *,
    certainty: Certainty = Certainty.UNKNOWN,
    flags: tuple[str, ...] = (),
) -> Finding:
    """Return the deadline of a rule whose fact or day is not known: its row of the table."""
    row = UNKNOWN[reason.rule]
    return Finding(
        urgency=always(row.tier),
        act_by=facts.within(row.days),
        latest_lawful_day=None,
        passed=False,
        certainty=certainty,
        set_by=SetBy.US,
        reason=reason,
        do=do,
        flags=flags,
    )
