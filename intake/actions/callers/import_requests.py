"""Import requests from a spreadsheet: preview it sealed, keep its good rows, take them back."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256

from intake.actions.callers.enter_request import (
    Entered,
    Entry,
    Office,
    Source,
    enter_request,
    prepare_entry,
)
from intake.actions.callers.read_spreadsheet import LAST_ROW, RowFault, Spreadsheet
from intake.actions.case.erase_case import ERASED_FOR, EraseReason, erase_rows
from intake.audit import log
from intake.cases import store as cases
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.desk_state import bulk_acts
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.reading import stored_answers
from intake.sealing.contexts import Context
from intake.sealing.opening import open_under
from intake.sealing.seal import new_key, seal_under
from intake.sealing.tokens import token_hash
from intake.sessions import pending_forms

UNTOUCHED = frozenset({Status.NEW, Status.CONFLICT_HOLD})
"""Statuses of a case on which nobody has worked; the conflict check sets the second by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Import:
    """One file of one team, as a member sees it: the same file always has the same id.

    ``session_token`` is that of the member's session. The preview is sealed under a token derived
    from it, so that only this session opens it.
    """

    id: str
    team_id: str
    member_id: str
    installation: str
    session_token: bytes = field(repr=False)

    @property
    def token(self) -> bytes:
        """Return the token under which the preview is sealed."""
        return hmac.digest(self.session_token, f"intake import\n{self.id}".encode(), "sha256")

    def entry(self, row: int) -> Entry:
        """Return the entry of a row. Nothing but the team's key opens the request."""
        return Entry(
            id=f"{self.id}:{row}",
            member_id=self.member_id,
            source=Source.IMPORT,
            session_token=new_key(),
            scope=self.team_id,
        )


def import_id_of(data: bytes, *, team_id: str, secret_key: str) -> str:
    """Return the id of a file: a keyed hash, which confirms no copy of it to others."""
    message = sha256(team_id.encode()).digest() + data
    return hmac.digest(secret_key.encode(), b"intake import\n" + message, "sha256").hex()[:32]


def save_preview(an_import: Import, sheet: Spreadsheet, *, now: datetime) -> None:
    """Seal what was read under the member's session, for ten hours at most. The caller commits."""
    rows = {str(row): answers.to_json() for row, answers in sheet.answers_by_row.items()}
    faults = [(fault.row, fault.question, fault.says) for fault in sheet.faults]
    content = json.dumps({"rows": rows, "faults": faults}, ensure_ascii=False).encode()
    pending_forms.keep(
        token_hash=token_hash(an_import.token),
        member_id=an_import.member_id,
        sealed=seal_under(an_import.token, content, context=_context(an_import)),
        now=now,
    )


def preview_of(an_import: Import, *, now: datetime) -> Spreadsheet | None:
    """Return what was read, or ``None`` for another session. Raise ``SealBroken``."""
    row = pending_forms.find(token_hash(an_import.token), now=now)
    if row is None or row.member_id != an_import.member_id:
        return None
    content = json.loads(open_under(an_import.token, row.sealed, context=_context(an_import)))
    return Spreadsheet(
        answers_by_row={
            int(number): stored_answers(ASYLUM, answers)
            for number, answers in content["rows"].items()
        },
        faults=tuple(
            RowFault(row=number, question=question, says=says)
            for number, question, says in content["faults"]
        ),
    )


def discard_preview(an_import: Import) -> None:
    """Delete the preview. The caller commits."""
    pending_forms.discard(token_hash(an_import.token))


def cases_of_import(an_import: Import) -> Mapping[int, Case]:
    """Return the cases of this import that exist, by row."""
    rows_by_request = {an_import.entry(row).request_id: row for row in range(2, LAST_ROW + 1)}
    ids_by_request = cases.ids_of_requests(rows_by_request)
    found = {case.id: case for case in cases.with_ids(list(ids_by_request.values()))}
    return {
        rows_by_request[request]: found[case_id]
        for request, case_id in ids_by_request.items()
        if case_id in found
    }


def prepare_import(
    an_import: Import, sheet: Spreadsheet, office: Office, *, today: date, now: datetime
) -> Sequence[Entered]:
    """Assess and seal each good row that has no case yet. Reads only."""
    stored = cases_of_import(an_import)
    return [
        prepare_entry(an_import.entry(row), answers, office, today=today, now=now)
        for row, answers in sheet.answers_by_row.items()
        if row not in stored
    ]


def keep_import(
    an_import: Import,
    sheet: Spreadsheet,
    prepared: Sequence[Entered],
    *,
    today: date,
    now: datetime,
) -> None:
    """Add all prepared requests in the caller's transaction. Of the preview, the mistakes stay."""
    for entered in prepared:
        enter_request(entered, today=today, now=now)
    bulk_acts.add(
        bulk_acts.IMPORT,
        member_id=an_import.member_id,
        now=now,
        before=[(an_import.id, len(prepared), "")],
        left_out=len({fault.row for fault in sheet.faults}),
    )
    save_preview(an_import, replace(sheet, answers_by_row={}), now=now)


def take_back_import(an_import: Import, *, today: date, now: datetime) -> None:
    """Erase the cases of this import on which nobody has worked; the others stay.

    Nobody has read these people's answers, so that no stub of theirs is added.
    """
    ids = [case.id for case in cases_of_import(an_import).values()]
    for case in cases.locked(ids):
        if is_worked_on(case):
            continue
        act = ERASED_FOR[EraseReason.MISTAKE]
        log.record(act, on=today, member_id=an_import.member_id, case_id=case.id, at=now)
        erase_rows(case, today=today, is_mistake=True)


def is_worked_on(case: Case) -> bool:
    """Return true if a member has opened, taken, tagged, held or moved the case."""
    marks = (case.opened_on, case.assignee_id, case.held_since, case.walled_keys, case.tagged)
    return any(marks) or case.status not in UNTOUCHED


def _context(an_import: Import) -> Context:
    return Context(installation=an_import.installation, request="", kind="import", row=an_import.id)
