"""Show the team that an applicant wrote or changed answers, in the queue and by email."""

from __future__ import annotations

from datetime import date

from intake.actions.case.status import status_act
from intake.audit import log
from intake.cases import applicant_access as own_case
from intake.cases.models import Case
from intake.cases.pipeline import CaseAct, status_after
from intake.outbox import letters
from intake.sealing.tokens import Proof


def show_reply(case: Case, proof: Proof, *, today: date) -> None:
    """Show a reply in the queue or among closed cases; queue a letter about the first unread one.

    A case that waited for facts goes back to triage. Nothing is mailed about one in quarantine.
    """
    if case.replied_on is None and case.quarantined_on is None:
        letters.person_wrote(
            team_id=case.team_id,
            reference=case.reference,
            tier=case.tier,
            due_on=today,
            queued_on=today,
            invented=case.invented,
        )
    to = status_after(CaseAct.REPLY, case.stage)
    own_case.record_reply(case, proof, on=today)
    if to is not None:
        log.record(status_act(to), on=today, case_id=case.id)
