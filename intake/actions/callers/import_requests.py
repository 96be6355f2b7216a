"""Import requests from a spreadsheet: keep its good rows, each once, and take them back.

Names are imported all or none, in a list sealed under the key of the team's stubs.
"""

from __future__ import annotations

import hmac
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from typing import Any

from intake.actions.callers.enter_request import (
    Entered,
    Entry,
    Office,
    Source,
    prepare_entry,
)
from intake.actions.callers.read_spreadsheet import MOST_NAMES, RowFault, Spreadsheet
from intake.actions.case.erase_case import ERASED_FOR, EraseReason, erase_batch
from intake.actions.opening.case_keys import Actor, Reader
from intake.actions.opening.case_stubs import stub_key_to_write
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import erasing
from intake.cases import store as cases
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.conflicts import stubs
from intake.conflicts.models import ImportedNames
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct
from intake.extensions import add_row, new_id
from intake.frozen import frozen
from intake.keys import store as keys
from intake.questionnaire.answers import Answers
from intake.questionnaire.reading import stored_answers
from intake.sealing.opening import open_under
from intake.sealing.seal import Context, new_key, seal_under
from intake.sealing.signing import imported_names_place
from intake.sealing.tokens import token_hash
from intake.sessions import pending_forms
from intake.words import Refused

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


def record_import(an_import: Import, preview: Preview, rows: Sequence[int], now: datetime) -> None:
    """Remember for a day which rows this member imports. The caller commits."""
    ids = preview.ids_by_row
    bulk_acts.add(
        bulk_acts.IMPORT,
        member_id=an_import.member_id,
        now=now,
        before=[[an_import.id, len(rows), ""], *([ids[row][0], row, ""] for row in rows)],
        left_out=len({fault.row for fault in preview.sheet.faults}),
    )


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
    acted_on = log.cases_acted_on(ids, but=NO_WORK) | stubs.case_links.among(ids)
    return acted_on | {
        case.id
        for case in some_cases
        if any((case.opened_on, case.assignee_id, case.held_since, case.walled_keys, case.tagged))
        or case.status not in UNTOUCHED
    }


IdsByRow = Mapping[int, Sequence[str]]
"""Row number in the file to the ids of its entry."""


@frozen
class Import:
    """One file of one team, as a member sees it: the same file has the same id.

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
        return hmac.digest(self.session_token, b"intake import", "sha256")

    @property
    def preview_hash(self) -> bytes:
        """Return the hash by which the preview of this session is found, and ended with it."""
        return pending_forms.preview_hash(token_hash(self.session_token))

    def entry(self, entry_id: str) -> Entry:
        """Return the entry of a row. Nothing but the team's key opens the request."""
        return Entry(
            id=entry_id,
            member_id=self.member_id,
            source=Source.IMPORT,
            session_token=new_key(),
            scope=self.team_id,
        )


@frozen
class Preview:
    """The contents of a file: its mistakes, and the answers of rows that have no request yet.

    ``ids_by_row`` has the ids of every good row.
    """

    sheet: Spreadsheet
    ids_by_row: IdsByRow

    @property
    def content(self) -> dict[str, Any]:
        """Return what is sealed of it."""
        sheet = self.sheet
        return {
            "rows": {str(row): answers.to_json() for row, answers in sheet.answers_by_row.items()},
            "faults": [(fault.row, fault.question, fault.says) for fault in sheet.faults],
            "ids": {str(row): list(ids) for row, ids in self.ids_by_row.items()},
        }


def import_key(reader: Reader) -> bytes:
    """Return the key of the ids of files and rows, derived from the key of the team's stubs.

    An id confirms a file, or all answers of a row, to whoever has the key: it must not be one that
    the server's disk has. Raise ``NoKeyForCase``, ``SealDamaged`` or ``StubKeyLost``.
    """
    return hmac.digest(stub_key_to_write(reader), b"intake import", "sha256")


def import_id_of(data: bytes, *, key: bytes) -> str:
    """Return the id of a file: a keyed hash, which confirms no copy of it to others."""
    return _keyed_id(key, "intake import", data)


def ids_by_row(answers_by_row: Mapping[int, Answers], *, key: bytes) -> IdsByRow:
    """Return the ids of the entry of each row.

    They follow from the answers alone, and among equal rows from their order: a row keeps its ids
    in a corrected file, on another line, with other columns or line ends.
    """
    seen: Counter[str] = Counter()
    ids: dict[int, tuple[str, ...]] = {}
    for row, answers in answers_by_row.items():
        text = json.dumps(answers.to_json(), sort_keys=True, ensure_ascii=False)
        seen[text] += 1
        ids[row] = (_keyed_id(key, "intake import row", f"{seen[text]}\n{text}".encode()),)
    return ids


def save_preview(
    an_import: Import, content: Mapping[str, Any], *, today: date, now: datetime
) -> None:
    """Seal what was read, until the session or the day ends. The caller commits.

    A session has one preview. That of another file is replaced.
    """
    content = {"import": an_import.id, "day": today.isoformat(), **content}
    data = json.dumps(content, ensure_ascii=False).encode()
    pending_forms.keep(
        token_hash=an_import.preview_hash,
        member_id=an_import.member_id,
        sealed=seal_under(an_import.token, data, _context(an_import)),
        now=now,
    )


def preview_of(an_import: Import, *, today: date, now: datetime) -> Preview | None:
    """Return what was read, or ``None`` for another session or file. Raise ``SealBroken``.

    A preview of another day is over, because answers are checked against the day.
    """
    content = kept_content(an_import, today=today, now=now)
    if content is None:
        return None
    sheet = Spreadsheet(
        answers_by_row={
            int(number): stored_answers(answers) for number, answers in content["rows"].items()
        },
        faults=tuple(
            RowFault(row=number, question=question, says=says)
            for number, question, says in content["faults"]
        ),
    )
    return Preview(
        sheet=sheet, ids_by_row={int(number): ids for number, ids in content["ids"].items()}
    )


def kept_content(an_import: Import, *, today: date, now: datetime) -> dict[str, Any] | None:
    """Return the content of a preview; ``None`` for another session, file or day."""
    row = pending_forms.find(an_import.preview_hash, now)
    if row is None or row.member_id != an_import.member_id:
        return None
    content: dict[str, Any] = json.loads(
        open_under(an_import.token, row.sealed, _context(an_import))
    )
    is_same = (content["import"], content["day"]) == (an_import.id, today.isoformat())
    return content if is_same else None


def _keyed_id(key: bytes, purpose: str, message: bytes) -> str:
    return hmac.digest(key, purpose.encode() + b"\n" + message, "sha256").hex()[:32]


def _context(an_import: Import) -> Context:
    return Context(an_import.installation, "import", row=an_import.member_id)


def import_names(by: Actor, an_import: Import, *, discard_on: date) -> None:
    """Add the list of a preview without faults, once.

    Raise ``Refused`` if the team would have too many names.
    """
    team = keys.lock_team(by.team_id)
    content = kept_content(an_import, today=by.day, now=by.at)
    if content is None or "list" not in content:
        return
    count, list_id = content["count"], new_id()
    if stubs.count_names(by.team_id) + count > MOST_NAMES:
        raise Refused("Take back another list first: a team can have 20,000 imported names.")
    place = imported_names_place(list_id, by.reader.installation)
    add_row(
        ImportedNames(
            id=list_id,
            team_id=by.team_id,
            member_id=by.member_id,
            imported_on=by.day,
            count=count,
            discard_on=discard_on,
            sealed=seal_under(stub_key_to_write(by.reader), content["list"].encode(), place),
        )
    )
    team.names_imported += count
    pending_forms.discard(an_import.preview_hash)
    by.log(AuditAct.NAMES_IMPORTED, count=count)


def take_back_names(by: Actor, list_id: str) -> None:
    """Erase all names of a list."""
    own = ImportedNames.team_id == by.team_id
    if count := stubs.discard_names(ImportedNames.id == list_id, own):
        by.log(AuditAct.NAMES_ERASED, count=count)
