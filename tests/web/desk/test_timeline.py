"""The timeline of a case, by the part of the work to which an act belongs."""

from dataclasses import replace
from datetime import timedelta

from intake.audit import log
from intake.audit.acts import AuditAct
from tests.cases.making import CARD, TODAY
from tests.support.tables import beside

ACTS = {group: acts.split() for group, acts in beside(__file__)}
"""Group of the timeline, and acts that stand there and in no other group."""

REWRITTEN = 3
"""How often acts of these rewrite the answers: some added, one corrected, and that undone."""


def test_each_act_stands_in_its_part_of_the_timeline(desk):
    case = desk.case(card=replace(CARD, revision=REWRITTEN))
    acts = [act for acts in ACTS.values() for act in acts]
    days = {(TODAY - timedelta(number)).isoformat(): act for number, act in enumerate(acts, 1)}
    for day, act in days.items():
        log.record(AuditAct(act), on=TODAY.fromisoformat(day), case_id=case.id)
    for group, of_group in ACTS.items():
        desk.open(f"/desk/cases/{case.reference}/timeline?of={group}")

        (section,) = desk.all("section", aria_labelledby="log")
        shown = [time.get("datetime", "") for time in section.iter("time")]
        assert sorted(days[day] for day in shown if day in days) == sorted(of_group)
