"""Restore a backup into an empty database, with two of the three recovery sheets."""

from collections.abc import Iterator
from dataclasses import field
from datetime import date
from typing import BinaryIO

from sqlalchemy import delete, func, select

from intake.actions.backup.tables import load_rows, load_wraps
from intake.actions.case.erase_case import erase_batch
from intake.actions.keys.recover import SheetsOpenNothing, open_kept
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store, walls
from intake.cases.models import Case
from intake.extensions import db
from intake.frozen import frozen
from intake.keys.models import Epoch, Team
from intake.requests.models import Request
from intake.sealing.backups import Label, NotABackup, Part, read_outside
from intake.sealing.opening import open_sealed, open_stream
from intake.sealing.seal import SealDamaged
from intake.sealing.sheets import Sheet, pair_name
from intake.staff import store as staff


class NotEmpty(Exception):
    """The database holds data. A backup is restored into an empty one only."""


class OlderThanKeys(Exception):
    """The rows are older than the keys of the team, so that no case would open."""


class OtherInstallation(Exception):
    """The two files, or a file and the configured pin, belong to different installations."""


AT_ONCE = 100
"""Cases to erase that are held in memory."""

CASES, EPOCHS = Case.__table__, Epoch.__table__
NEWEST = (
    select(func.coalesce(func.max(EPOCHS.c.number), 0))
    .where(EPOCHS.c.team_id == CASES.c.team_id)
    .scalar_subquery()
)
UNDER_KEYS_UNKNOWN = select(CASES.c.id).where(CASES.c.rewrapped_epoch > NEWEST).limit(1)
"""A case whose key is wrapped under a team key that these tables do not hold."""


@frozen
class OpenedFile:
    """A file of a backup with its opened key, at the beginning of its stream."""

    label: Label
    file: BinaryIO
    key: bytes = field(repr=False)

    def content(self) -> Iterator[bytes]:
        """Return the content of the stream."""
        return open_stream(self.key, self.file, self.label.stream_place())


def open_file(file: BinaryIO, first: Sheet, second: Sheet) -> OpenedFile:
    """Open the key of a file with two sheets.

    Raise ``NotABackup``, ``OneSheetTwice``, or ``SheetsOpenNothing`` if the sheets belong to other
    keys or the label was changed.
    """
    label, sealed_key = read_outside(file)
    pair = pair_name(first, second)
    try:
        recovery = open_kept(first, second, label.kept_for(pair), label.installation)
        key = open_sealed(sealed_key, recovery.hpke_private, label.key_place())
    except (SealDamaged, KeyError, ValueError):
        raise SheetsOpenNothing from None
    return OpenedFile(label=label, file=file, key=key)


def check_files(rows: OpenedFile, wraps: OpenedFile, *, pin: str) -> None:
    """Check that the files belong together, and to the pin if one is set.

    Raise ``NotABackup`` or :class:`OtherInstallation`.
    """
    if (rows.label.part, wraps.label.part) != (Part.ROWS, Part.WRAPS):
        raise NotABackup
    if wraps.label.installation != rows.label.installation:
        raise OtherInstallation
    if pin and pin != rows.label.installation:
        raise OtherInstallation


def load_backup(rows: OpenedFile, wraps: OpenedFile) -> None:
    """Load both files into tables of the label's revision, in one transaction.

    Raise :class:`NotEmpty`, :class:`OlderThanKeys`, ``SealDamaged`` or ``Damaged``.
    """
    counts = (select(func.count()).select_from(model) for model in (Team, Request))
    if any(db.session.scalar(query) for query in counts):
        raise NotEmpty
    connection = db.session.connection()
    load_rows(rows.content(), connection)
    load_wraps(wraps.content(), connection)
    if connection.scalar(UNDER_KEYS_UNKNOWN):
        raise OlderThanKeys


def settle_in(*, secret: str, today: date) -> tuple[int, int]:
    """Finish a restore, in tables of this release.

    Erase the cases that had been erased when the wraps were written, log the walls as the wraps
    have them, and hash the addresses of members anew with *secret*, that of this machine.
    Return the number of cases restored, and of those left out because they were erased later.
    """
    staff.rehash_addresses(secrets=(secret,))
    log.record(AuditAct.BACKUP_RESTORED, on=today)
    erased = _erase_unwrapped(today)
    settle_walls(today=today)
    cases = db.session.scalar(select(func.count()).select_from(Case)) or 0
    return cases, erased


def _erase_unwrapped(today: date) -> int:
    """Erase rows without a wrap; return the number of cases. They were erased after the dump.

    A case of an import that nobody has read was taken back, and is not counted. The log names each,
    so that none counts as lost.
    """
    wraps = (Case.sealed_key, Case.rewrapped_key, Case.walled_keys)
    unwrapped = select(Case).where(*(wrap.is_(None) for wrap in wraps))
    erased = 0
    while cases := db.session.scalars(unwrapped.limit(AT_ONCE)).all():
        imported = log.cases_with(AuditAct.ENTERED_BY_IMPORT, [case.id for case in cases])
        for case in cases:
            log.record(AuditAct.ERASED_SINCE_BACKUP, on=today, case_id=case.id)
            erase_batch([case], today=today, is_mistake=case.id in imported)
        erased += len(cases)
        db.session.flush()
        db.session.expunge_all()
    db.session.execute(
        delete(Request).where(
            Request.case_id.is_(None),
            Request.key_under_token.is_(None),
            Request.key_under_code.is_(None),
        )
    )
    return erased


def settle_walls(*, today: date) -> None:
    """Have the log agree with the wraps, which may be newer than it.

    A case whose wall was taken down meanwhile would count as put back, and nobody could open it.
    """
    logged, standing = store.existing(log.walled_cases()), walls.ids()
    for case_id in sorted(standing - logged):
        log.record(AuditAct.WALL_PUT_UP, on=today, case_id=case_id)
    for case_id in sorted(logged - standing):
        log.record(AuditAct.WALL_TAKEN_DOWN, on=today, case_id=case_id)
