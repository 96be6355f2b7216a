"""A confirmation of what a member just did to a case, as the audit log has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import request, url_for
from flask_babel import gettext

from intake import clock
from intake.actions.case.change_status import status_to_restore
from intake.actions.case.status import MOVED_TO
from intake.actions.queue.proposals import PROPOSALS
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.models import AuditEntry
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.diary import entries
from intake.diary.models import Kind
from intake.web.access import signed_in
from intake.web.desk.common.history import READS, act_text
from intake.web.desk.common.view import current_queue, query_of
from intake.web.desk.common.words import STATUS

RECENT = timedelta(minutes=2)
"""An act is confirmed for this long, so that an old address confirms nothing."""

SILENT = READS | {AuditAct.MESSAGES_READ}
"""Acts that are no change a member asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmation:
    """The acts that were done, and the status of the case now, by which a move is shown.

    ``undo_url`` takes the act back, and is empty where nothing can.
    """

    says: tuple[str, ...]
    status: str
    undo_url: str


def asked_confirmation(case: Case) -> Confirmation | None:
    """Return the confirmation, if the address of this page says that something was saved."""
    return confirmation_of(case) if request.args.get("saved") == "1" else None


def confirmation_of(case: Case) -> Confirmation | None:
    """Return what the signed-in member did last to this case; ``None`` if that is not recent."""
    done = _last_acts(case.id)
    if not done:
        return None
    acts = [entry.act for entry in done if entry.act not in MOVED_TO.values()]
    return Confirmation(
        says=tuple(dict.fromkeys(map(act_text, acts or [done[-1].act]))),
        status=gettext(STATUS[case.stage]),
        undo_url=_undo_url(case, done),
    )


def _last_acts(case_id: str) -> list[AuditEntry]:
    """Return the entries of the member's last act on the case, if it is recent."""
    since, member_id = clock.now() - RECENT, signed_in().member.id
    own = [
        entry
        for entry in log.history_of(case_id)
        if entry.member_id == member_id and entry.at and entry.at >= since
        if entry.act not in SILENT
    ]
    return [entry for entry in own if entry.at == own[-1].at]


def _undo_url(case: Case, done: list[AuditEntry]) -> str:
    """Return the address that undoes what was just done: a call, a proposal, or a move by hand."""
    here = {"reference": case.reference, **query_of(current_queue())}
    acts = {entry.act for entry in done}
    if acts & PROPOSALS and case.stage is not Status.CLOSED:
        return url_for("proposals.withdraw", **here)
    if AuditAct.PROPOSAL_WITHDRAWN in acts:
        return url_for("proposals.again", **here)
    if AuditAct.CALL_BOOKED in acts:
        is_booked = any(entry.kind == Kind.CALL for entry in entries.open_of(case.id))
        return url_for("dates.cancel_call", **here) if is_booked else ""
    if done[-1].act != AuditAct.CORRECTION_UNDONE and any(
        entry.act == AuditAct.ANSWER_CORRECTED for entry in done
    ):
        return url_for("correct.undo", **here)
    member_id, history = signed_in().member.id, log.history_of(case.id)
    can_undo = status_to_restore(case, history, member_id, now=clock.now()) is not None
    return url_for("case.undo", **here) if can_undo else ""
