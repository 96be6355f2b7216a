"""Import requests from a spreadsheet: keep its good rows, each once, and take them back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from intake.actions.callers.enter_request import Entered, Office, enter_request, prepare_entry
from intake.actions.callers.import_preview import IdsByRow, Import, Preview, save_preview
from intake.actions.case.erase_case import ERASED_FOR, EraseReason, erase_batch
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import erasing
from intake.cases import store as cases
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.conflicts.sealed_rows import case_links
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct

UNTOUCHED = frozenset({Status.NEW, Status.CONFLICT_HOLD})
"""Statuses of a case on which nobody has worked; the conflict check sets the second by itself."""

NO_WORK = frozenset(
    {
        AuditAct.ENTERED_BY_IMPORT,
        AuditAct.ROW_FALSE,
        AuditAct.ROW_SEALED,
        AuditAct.CONFLICT_CHECK_CLEAR,
        AuditAct.CONFLICT_CHECK_POSSIBLE,
        AuditAct.CONFLICT_CHECK_CONFLICT,
        AuditAct.CONFLICT_CHECK_PARTIAL,
    }
)
"""Acts that are no work on a case: the queue checks new cases for whoever opens it."""


def cases_of_rows(an_import: Import, ids_by_row: IdsByRow) -> Mapping[int, Case]:
    """Return the cases of the team that these rows made, in this import or an earlier one."""
    rows_by_request = {
        an_import.entry(entry_id).request_id: row
        for row, entry_ids in sorted(ids_by_row.items())
        for entry_id in entry_ids
    }
    ids_by_request = cases.ids_of_requests(rows_by_request)
    cases_by_id = {case.id: case for case in cases.with_ids(list(ids_by_request.values()))}
    return {
        rows_by_request[request]: cases_by_id[case_id]
        for request, case_id in ids_by_request.items()
        if case_id in cases_by_id and cases_by_id[case_id].team_id == an_import.team_id
    }


def rows_left(an_import: Import, preview: Preview) -> Sequence[int]:
    """Return the good rows that have no case yet."""
    stored = cases_of_rows(an_import, preview.ids_by_row)
    return [row for row in preview.sheet.answers_by_row if row not in stored]


def prepare_rows(
    an_import: Import,
    preview: Preview,
    rows: Sequence[int],
    office: Office,
    *,
    today: date,
    now: datetime,
) -> Sequence[Entered]:
    """Assess and seal these rows. Reads only."""
    answers_by_row, ids = preview.sheet.answers_by_row, preview.ids_by_row
    return [
        prepare_entry(
            an_import.entry(ids[row][0]), answers_by_row[row], office, today=today, now=now
        )
        for row in rows
    ]


def record_import(
    an_import: Import, preview: Preview, rows: Sequence[int], *, now: datetime
) -> None:
    """Remember for a day which rows this member imports. The caller commits."""
    ids = preview.ids_by_row
    bulk_acts.add(
        bulk_acts.IMPORT,
        member_id=an_import.member_id,
        now=now,
        before=[[an_import.id, len(rows), ""], *([ids[row][0], row, ""] for row in rows)],
        left_out=len({fault.row for fault in preview.sheet.faults}),
    )


def enter_rows(prepared: Sequence[Entered], *, today: date, now: datetime) -> None:
    """Add prepared requests in the caller's transaction."""
    for entered in prepared:
        enter_request(entered, today=today, now=now)


def forget_answers(an_import: Import, preview: Preview, *, today: date, now: datetime) -> None:
    """Delete the answers from the preview; its mistakes stay. The caller commits."""
    sheet = replace(preview.sheet, answers_by_row={})
    save_preview(an_import, replace(preview, sheet=sheet), today=today, now=now)


def acts_of(an_import: Import, acts: Sequence[BulkAct]) -> Sequence[BulkAct]:
    """Return those of *acts* that kept rows of this file."""
    return [act for act in acts if act.before[0][0] == an_import.id]


def recorded_rows(acts: Sequence[BulkAct]) -> IdsByRow:
    """Return the rows that these acts kept, with the ids of their entries."""
    return {row: (entry_id,) for act in acts for entry_id, row, _none in act.before[1:]}


def rows_to_take_back(
    an_import: Import, acts: Sequence[BulkAct], preview: Preview | None, *, may_erase: bool
) -> IdsByRow:
    """Return the rows that the member may take back.

    *acts* are those of the last day on this file. Without *may_erase* a member takes back only
    what they imported themselves. Without any such act, the rows are those of the file chosen.
    """
    if not may_erase:
        return recorded_rows([act for act in acts if act.member_id == an_import.member_id])
    return recorded_rows(acts) or (preview.ids_by_row if preview else {})


def take_back_import(an_import: Import, rows: IdsByRow, *, today: date, now: datetime) -> None:
    """Erase the cases of these rows on which nobody has worked; the others stay.

    Nobody has read these people's answers, so that no stub of theirs is added.
    """
    ids = [case.id for case in cases_of_rows(an_import, rows).values()]
    locked = erasing.locked_with_requests(ids)
    worked = worked_on(locked)
    untouched = [case for case in locked if case.id not in worked]
    act = ERASED_FOR[EraseReason.MISTAKE]
    for case in untouched:
        log.record(act, on=today, member_id=an_import.member_id, case_id=case.id, at=now)
    erase_batch(untouched, today=today, is_mistake=True)


def worked_on(some_cases: Collection[Case]) -> frozenset[str]:
    """Return the ids of the cases that a member has opened, taken, decided on, linked or changed.

    The log knows what has left no mark, such as a decision on a conflict.
    """
    ids = [case.id for case in some_cases]
    acted_on = log.cases_acted_on(ids, but=NO_WORK) | case_links.among(ids)
    return acted_on | {case.id for case in some_cases if _is_marked(case)}


def _is_marked(case: Case) -> bool:
    marks = (case.opened_on, case.assignee_id, case.held_since, case.walled_keys, case.tagged)
    return any(marks) or case.status not in UNTOUCHED
