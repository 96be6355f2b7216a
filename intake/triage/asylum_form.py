"""The asylum form: was it sent, does it still count, and has asylum been given already?

R08, R11 and R12 ask the same, so that no rule takes for sent what another takes for not sent.
"""

from __future__ import annotations

from intake.questionnaire.asylum.dates import (
    asylum_filed,
    asylum_filed_date,
    asylum_filed_where,
    last_arrival_date,
    left_since_filing,
    status_granted_date,
)
from intake.questionnaire.asylum.screen import help_types
from intake.triage.facts import Facts


def left_since(facts: Facts) -> str:
    """Return ``yes`` for a person who left the US after filing, else ``no`` or ``not_sure``.

    Their form is presumed abandoned, 8 CFR 208.8(a). An arrival after the day of filing counts as
    *yes*, unless the answer is *no*.
    """
    if facts.is_one_of(left_since_filing, "no"):
        return "no"
    arrived, filed = facts.said(last_arrival_date).first, facts.said(asylum_filed_date).last
    if facts.is_one_of(left_since_filing, "yes") or (arrived and filed and arrived > filed):
        return "yes"
    return "not_sure" if facts.unsure(left_since_filing) else "no"


def filing_of(facts: Facts) -> str:
    """Return ``filed`` for a form that was sent and counts, else ``not_filed`` or ``not_sure``.

    A filing with neither day nor place known may be no filing: "I asked at the border".
    """
    if facts.is_one_of(asylum_filed, "no"):
        return "not_filed"
    if not facts.is_one_of(asylum_filed, "yes"):
        return "not_sure"
    departure = left_since(facts)
    place_known = facts.is_one_of(asylum_filed_where, "immigration_office", "court")
    if departure == "yes":
        return "not_filed"
    known = place_known or facts.has_day(asylum_filed_date)
    return "filed" if known and departure == "no" else "not_sure"


def has_status(facts: Facts) -> bool:
    """Return true for a person who tells the day on which asylum or refugee status was given.

    The tick alone is not enough: it may be made by a person who hopes for that status.
    """
    return facts.is_one_of(help_types, "bring_family") and facts.has_day(status_granted_date)
