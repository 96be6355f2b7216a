"""Find the closings that wait for a second member, from the audit log alone: no key is needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from intake.actions.case.status_acts import CLOSED_FOR, MOVED_TO
from intake.audit import log
from intake.audit.acts import AuditAct

PROPOSALS = frozenset({AuditAct.DECLINE_PROPOSED, AuditAct.CLOSING_PROPOSED})

DECISIONS = PROPOSALS | {
    AuditAct.DECLINE_CONFIRMED,
    AuditAct.CLOSING_CONFIRMED,
    AuditAct.CASE_REOPENED,
    *MOVED_TO.values(),
    *CLOSED_FOR.values(),
}
"""Acts that name the note of a decision or of a reopening. The last of them is what stands."""


def standing_proposals(case_ids: Collection[str]) -> Mapping[str, str]:
    """Return case id to the member whose closing of it waits for a second member.

    A later decision, or reopening the case, ends a proposal, as ``decide_case.waiting`` reads it
    from the notes. A status that changed as a part of another act names no note and ends nothing.
    """
    if not case_ids:
        return {}
    last_acts = log.last_with_note(DECISIONS, case_ids)
    return {
        case_id: member_id for case_id, (act, member_id) in last_acts.items() if act in PROPOSALS
    }
