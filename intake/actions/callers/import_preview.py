"""Keep the preview of an import, sealed under the session of the member who chose the file."""

from __future__ import annotations

import hmac
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime

from intake.actions.callers.enter_request import Entry, Source
from intake.actions.callers.read_spreadsheet import RowFault, Spreadsheet
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.stub_keys import stub_key_to_write
from intake.frozen import frozen
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.reading import stored_answers
from intake.sealing.contexts import Context
from intake.sealing.opening import open_under
from intake.sealing.seal import new_key, seal_under
from intake.sealing.tokens import token_hash
from intake.sessions import pending_forms

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


def save_preview(an_import: Import, preview: Preview, *, today: date, now: datetime) -> None:
    """Seal what was read, until the session or the day ends. The caller commits.

    A session has one preview. That of another file is replaced.
    """
    sheet = preview.sheet
    content = {
        "import": an_import.id,
        "day": today.isoformat(),
        "rows": {str(row): answers.to_json() for row, answers in sheet.answers_by_row.items()},
        "faults": [(fault.row, fault.question, fault.says) for fault in sheet.faults],
        "ids": {str(row): list(ids) for row, ids in preview.ids_by_row.items()},
    }
    data = json.dumps(content, ensure_ascii=False).encode()
    pending_forms.keep(
        token_hash=an_import.preview_hash,
        member_id=an_import.member_id,
        sealed=seal_under(an_import.token, data, context=_context(an_import)),
        now=now,
    )


def preview_of(an_import: Import, *, today: date, now: datetime) -> Preview | None:
    """Return what was read, or ``None`` for another session or file. Raise ``SealBroken``.

    A preview of another day is over, because answers are checked against the day.
    """
    row = pending_forms.find(an_import.preview_hash, now=now)
    if row is None or row.member_id != an_import.member_id:
        return None
    content = json.loads(open_under(an_import.token, row.sealed, context=_context(an_import)))
    if (content["import"], content["day"]) != (an_import.id, today.isoformat()):
        return None
    sheet = Spreadsheet(
        answers_by_row={
            int(number): stored_answers(ASYLUM, answers)
            for number, answers in content["rows"].items()
        },
        faults=tuple(
            RowFault(row=number, question=question, says=says)
            for number, question, says in content["faults"]
        ),
    )
    return Preview(
        sheet=sheet, ids_by_row={int(number): ids for number, ids in content["ids"].items()}
    )


def discard_preview(an_import: Import) -> None:
    """Delete the preview. The caller commits."""
    pending_forms.discard(an_import.preview_hash)


def _keyed_id(key: bytes, purpose: str, message: bytes) -> str:
    return hmac.digest(key, purpose.encode() + b"\n" + message, "sha256").hex()[:32]


def _context(an_import: Import) -> Context:
    return Context(
        installation=an_import.installation, request="", kind="import", row=an_import.member_id
    )
