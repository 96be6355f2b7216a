"""Find the closings that wait for a second member, from the audit log alone: no key is needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from intake.actions.case.status import CLOSED_FOR, MOVED_TO
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import side_lists, store
from intake.cases.models import Case
from intake.cases.views import Queue

PROPOSALS = frozenset({AuditAct.DECLINE_PROPOSED, AuditAct.CLOSING_PROPOSED})

DECISIONS = PROPOSALS | {
    AuditAct.DECLINE_CONFIRMED,
    AuditAct.CLOSING_CONFIRMED,
    AuditAct.PROPOSAL_WITHDRAWN,
    AuditAct.CASE_REOPENED,
    *MOVED_TO.values(),
    *CLOSED_FOR.values(),
}
"""Acts that name the note of a decision, a withdrawal or a reopening. The last one stands."""


def standing_proposals(case_ids: Collection[str]) -> Mapping[str, str]:
    """Return case id to the member whose closing of it waits for a second member.

    A later decision, a withdrawal, or reopening the case ends a proposal, as ``proposed_closing``
    reads it from the notes. A status that changed as a part of another act names no note and ends
    nothing.
    """
    if not case_ids:
        return {}
    last_acts = log.last_with_note(DECISIONS, case_ids)
    return {
        case_id: member_id for case_id, (act, member_id) in last_acts.items() if act in PROPOSALS
    }


def own_proposals(queue: Queue) -> list[Case]:
    """Return the open cases whose closing the member proposed and that wait, soonest due first."""
    asking, _held = side_lists.ids(queue.team_id, hidden=queue.hidden)
    proposed_by = standing_proposals(asking)
    own = [case_id for case_id, proposer in proposed_by.items() if proposer == queue.member_id]
    return sorted(store.with_ids(own), key=lambda case: (case.due_on, case.id))


REPLACEMENTS = frozenset(
    {
        AuditAct.DATE_TO_REPLACE,
        AuditAct.DATE_REPLACED,
        AuditAct.DATE_KEPT,
        AuditAct.DATE_DONE,
        AuditAct.DATE_MISSED,
        AuditAct.DATE_WAIVED,
        AuditAct.CORRECTION_UNDONE,
    }
)
"""Acts that name the note of a correction where a replaced date begins or ends to wait."""


def waiting_replacements(case_ids: Collection[str]) -> Mapping[str, str]:
    """Return case id to the member whose correction left a near date open for another to see."""
    if not case_ids:
        return {}
    last_acts = log.last_with_note(REPLACEMENTS, case_ids)
    return {
        case_id: member_id
        for case_id, (act, member_id) in last_acts.items()
        if act == AuditAct.DATE_TO_REPLACE
    }
