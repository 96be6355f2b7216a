"""Restore a backup into an empty database, with two of the three recovery sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from sqlalchemy import Connection, delete, func, select

from intake.actions.backup.load_tables import load_rows, load_wraps
from intake.actions.case.erase_case import erase_rows
from intake.actions.keys.recover import SheetsOpenNothing
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.models import Case
from intake.extensions import db
from intake.keys.models import Epoch, Team
from intake.requests.models import Request
from intake.sealing.backups import Label, NotABackup, Part, read_outside
from intake.sealing.keysets import PrivateKeys
from intake.sealing.opening import SealBroken, open_sealed, open_under
from intake.sealing.pairs import UnusableKey
from intake.sealing.recovery import pair_name, pair_place, pair_secret
from intake.sealing.sheets import Sheet
from intake.sealing.stream_opening import open_stream
from intake.staff import store as staff


class NotEmpty(Exception):
    """This database holds something already: a backup is restored into an empty one only."""


class OlderThanKeys(Exception):
    """The team got new keys after the rows were written: they are not in them, so no case opens."""


class OtherInstallation(Exception):
    """The two files, or a file and the pin of the configuration, are not of one installation."""


CASES, EPOCHS = Case.__table__, Epoch.__table__
NEWEST = (
    select(func.coalesce(func.max(EPOCHS.c.number), 0))
    .where(EPOCHS.c.team_id == CASES.c.team_id)
    .scalar_subquery()
)
UNDER_KEYS_UNKNOWN = select(CASES.c.id).where(CASES.c.rewrapped_epoch > NEWEST).limit(1)
"""A case whose key is wrapped under keys that these tables do not hold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedFile:
    """A file of a backup whose key was opened; it is read from where its stream begins."""

    label: Label
    file: BinaryIO
    key: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """How many cases stand again, and how many do not, because they were erased since."""

    cases: int
    erased: int


def open_file(file: BinaryIO, one: Sheet, other: Sheet) -> OpenedFile:
    """Open the key of a file with two sheets.

    Raises ``NotABackup``, ``OneSheetTwice``, and ``SheetsOpenNothing`` where the sheets are of
    other keys or the label was changed.
    """
    said, sealed_key = read_outside(file)
    pair = pair_name(one, other)
    try:
        recovery = PrivateKeys.from_bytes(
            open_under(
                pair_secret(one, other),
                said.kept_for(pair),
                context=pair_place(pair, installation=said.installation),
            )
        )
        key = open_sealed(sealed_key, recovery.hpke_private, context=said.key_place())
    except (SealBroken, UnusableKey, KeyError, ValueError):
        raise SheetsOpenNothing from None
    return OpenedFile(label=said, file=file, key=key)


def check_files(rows: OpenedFile, wraps: OpenedFile, *, pin: str) -> None:
    """Whether these two belong together, and to the pin if there is one yet."""
    if (rows.label.part, wraps.label.part) != (Part.ROWS, Part.WRAPS):
        raise NotABackup
    if wraps.label.installation != rows.label.installation:
        raise OtherInstallation
    if pin and pin != rows.label.installation:
        raise OtherInstallation


def is_empty() -> bool:
    """Whether nothing of anybody is in this database: with the first act there is a team."""
    counted = (select(func.count()).select_from(model) for model in (Team, Request))
    return not any(db.session.scalar(count) for count in counted)


def load_backup(rows: OpenedFile, wraps: OpenedFile) -> None:
    """Everything as it was when it was written, into tables of the label's revision.

    In one transaction. Raises :class:`NotEmpty`, :class:`OlderThanKeys`, ``SealBroken`` and
    ``Damaged``.
    """
    if not is_empty():
        raise NotEmpty
    connection = db.session.connection()
    _load(rows, load_rows, connection)
    _load(wraps, load_wraps, connection)
    if connection.scalar(UNDER_KEYS_UNKNOWN):
        raise OlderThanKeys


def settle_in(*, secret: str, today: date) -> Restored:
    """What was loaded, in tables of this release: erase what was erased before the wraps were
    written, and let members be found by ``secret``, which is this machine's.
    """
    staff.rekey_addresses(secrets=(secret,))
    log.record(AuditAct.BACKUP_RESTORED, on=today)
    gone = _erase_what_opens_no_more(today)
    left = db.session.scalar(select(func.count()).select_from(Case)) or 0
    return Restored(cases=left, erased=gone)


def _load(
    one: OpenedFile, load: Callable[[Iterable[bytes], Connection], None], connection: Connection
) -> None:
    load(open_stream(one.key, one.file, context=one.label.stream_place()), connection)


def _erase_what_opens_no_more(today: date) -> int:
    """Rows that nothing opens are of what was erased after they were written."""
    unwrapped = select(Case).where(Case.sealed_key.is_(None), Case.rewrapped_key.is_(None))
    gone = db.session.scalars(unwrapped).all()
    for case in gone:
        erase_rows(case, today=today)
    db.session.execute(
        delete(Request).where(
            Request.case_id.is_(None),
            Request.key_under_token.is_(None),
            Request.key_under_code.is_(None),
        )
    )
    return len(gone)
