"""A copy of everything on a server, and all that can be decrypted with the keys found in it.

``stolen_data.toml`` has the context of each column with sealed values. A new column must be added
there; otherwise the test of the stolen server fails.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text

from intake.actions.backup.tables import all_tables
from intake.extensions import db
from intake.frozen import frozen
from intake.sealing.backups import NotABackup, read_outside
from intake.sealing.opening import open_sealed, open_under
from intake.sealing.seal import (
    KEY_BYTES,
    PRIVATE_BYTES,
    Context,
    SealBroken,
    Suite,
    WeakKey,
    header,
)
from intake.sealing.unlocking import member_wrap, password_halves

HASH_BYTES = 32
LENGTH_BYTES = 4

Row = Mapping[str, Any]


@frozen
class Place:
    """The context to which a column's value is bound, told by the columns of its row."""

    kind: str
    row: str = "{id}"
    case: str = ""
    request: str = ""
    version: str = ""


PLACES = {
    column: Place(**place)
    for column, place in tomllib.loads(
        Path(__file__).with_suffix(".toml").read_text("utf-8")
    ).items()
}

SWORN = {
    f"{table}.sworn"
    for table in (
        *("staff_members", "recovery_codes", "passkeys", "invitations", "enrolments"),
        *("staff_sessions", "halfway_sessions", "calendar_feeds"),
    )
}
AT_REST = {"staff_members.email", "staff_members.totp_secret", "outbox.address", *SWORN}
"""Columns that the server, and a thief of ``SECRET_KEY``, can read: about staff only."""

SIGNED = {
    "recovery_keys.signature",
    "recovery_keys.handover",
    "epochs.signature",
    "grants.vouched",
    "signing_grants.vouched",
    "staff_sessions.place",
}
"""Columns of signatures and hashes, which may start like a sealed value by chance."""


@frozen
class Sealed:
    """A sealed value, its column, and the context to which it is bound."""

    column: str
    case_id: str | None
    content: bytes
    place: Context


@frozen
class StolenData:
    """Everything that was copied: sealed values, and byte strings that may be keys."""

    sealed: tuple[Sealed, ...]
    byte_strings: frozenset[bytes]
    members: tuple[Row, ...]
    files: bytes
    backups: tuple[Sealed, ...]

    def opened_with(self, keys: Iterable[bytes]) -> set[Sealed]:
        """Return the values that these keys open, directly or through keys in opened values."""
        return set(self._opened(keys))

    def opened_contents(self, keys: Iterable[bytes]) -> list[bytes]:
        """Return the contents of the values that these keys open."""
        return list(self._opened(keys).values())

    def all_keys(self, keys: Iterable[bytes]) -> list[bytes]:
        """Return these keys, and all that stand in the values that they open."""
        first = list(keys)
        return [*first, *(part for item in self.opened_contents(first) for part in _parts(item))]

    def _opened(self, keys: Iterable[bytes]) -> dict[Sealed, bytes]:
        opened: dict[Sealed, bytes] = {}
        waiting = list(keys)
        while waiting:
            key = waiting.pop()
            for sealed in self.sealed:
                if sealed not in opened and (content := _try(sealed, key)) is not None:
                    opened[sealed] = content
                    waiting.extend(_parts(content) if sealed.place.wraps_a_key else ())
        return opened

    def backups_opened_with(self, keys: Iterable[bytes]) -> set[str]:
        """Return the backup files whose key these keys open, directly or through others."""
        opened = [part for content in self.opened_contents(keys) for part in _parts(content)]
        all_keys = {*keys, *opened}
        return {
            backup.column
            for backup in self.backups
            for key in all_keys
            if _try(backup, key) is not None
        }

    def keys_of(self, member_id: str, password: str, device: bytes = b"") -> list[bytes]:
        """Return the keys derived from a member's password, and from a device secret with it."""
        member = next(row for row in self.members if row["id"] == member_id)
        wrap = password_halves(password, bytes(member["password_salt"])).wrap
        return [wrap, member_wrap(wrap, device)]


def steal_everything(app: Flask, *folders: Path) -> StolenData:
    """Copy the database, the files in *folders*, and the settings."""
    settings = app.config["SETTINGS"]
    pin = settings.recovery_fingerprint
    rows_of = dict(_rows(app))
    request_of = {row["id"]: row["request_id"] for row in rows_of["cases"]}
    sealed_values = [
        sealed
        for table, rows in rows_of.items()
        for row in rows
        for sealed in _sealed(table, row, request_of, pin)
    ]
    values = {value for rows in rows_of.values() for row in rows for value in row.values()}
    secrets = (*values, settings.secret_key)
    paths = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    files = b"".join(file.read_bytes() for file in paths)
    return StolenData(
        sealed=tuple(sealed_values),
        byte_strings=frozenset(part for value in secrets for part in _parts(_bytes(value))),
        members=tuple(rows_of["staff_members"]),
        files=files + b"\n".join(_bytes(value) for value in values),
        backups=tuple(_backups(paths)),
    )


def _backups(paths: Iterable[Path]) -> Iterator[Sealed]:
    """Yield the sealed key of each backup file; skip files that are no backups."""
    for path in paths:
        with path.open("rb") as file:
            try:
                header_of_file, key = read_outside(file)
            except NotABackup:
                continue
        yield Sealed(column=path.name, case_id=None, content=key, place=header_of_file.key_place())


def _rows(app: Flask) -> Iterator[tuple[str, list[Row]]]:
    with app.app_context():
        for table in all_tables().sorted_tables:
            rows = db.session.execute(text(f'SELECT * FROM "{table.name}"')).mappings().all()
            yield (
                table.name,
                [{name: _plain(value) for name, value in row.items()} for row in rows],
            )
        db.session.rollback()


def _is_sealed(value: Any) -> bool:
    """Return true for a value with the header of sealed values.

    A salt or a short hash may start with the same bytes by chance, but is shorter; see also
    :data:`SIGNED`.
    """
    is_long = isinstance(value, bytes) and len(value) > HASH_BYTES
    return is_long and bytes(value[:2]) in map(header, Suite)


def _sealed(table: str, row: Row, request_of: Mapping[str, str], pin: str) -> Iterator[Sealed]:
    row = {**row, "device_version": 2}
    for name, value in row.items():
        column = f"{table}.{name}"
        if not _is_sealed(value) or column in AT_REST | SIGNED:
            continue
        place = PLACES.get(column)
        assert place is not None, f"{column} is sealed: add its context to stolen_data.toml"
        case_id = row[place.case] if place.case else None
        context = Context(
            pin,
            place.kind,
            request=request_of[case_id] if case_id else row.get(place.request, ""),
            row=place.row.format(**row),
            version=row[place.version] if place.version else 1,
        )
        yield Sealed(column=column, case_id=case_id, content=value, place=context)


def _try(sealed: Sealed, key: bytes) -> bytes | None:
    """Open a sealed value with a key; return None where the key does not fit."""
    is_hybrid = sealed.content[1] == Suite.HPKE_HYBRID
    if is_hybrid and len(key) != PRIVATE_BYTES:
        return None
    try:
        if is_hybrid:
            return open_sealed(sealed.content, key, sealed.place)
        return open_under(key, sealed.content, sealed.place)
    except (SealBroken, WeakKey):
        return None


def _parts(value: bytes) -> set[bytes]:
    """Return the keys that a byte string may be or contain: whole, either end, or its hash.

    The first may stand behind its length.
    """
    whole = {value, value[:KEY_BYTES], value[-KEY_BYTES:], sha256(value).digest()}
    whole |= {value[:PRIVATE_BYTES], value[-PRIVATE_BYTES:]}
    whole |= {value[LENGTH_BYTES : LENGTH_BYTES + PRIVATE_BYTES]}
    return {part for part in whole if len(part) >= KEY_BYTES}


def _plain(value: Any) -> Any:
    if isinstance(value, memoryview):
        return bytes(value)
    return str(value) if isinstance(value, list | dict) else value


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
