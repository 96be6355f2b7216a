"""Open the team's list of interpreters, and add, change or hide one.

They are sealed under the key of the team's stubs, which outlives its other keys.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from intake.actions.interpreters.invented_interpreters import INVENTED
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.not_opened import NoKeyForCase
from intake.actions.opening.stub_keys import stub_key_of, stub_key_to_write
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.diary import interpreters
from intake.diary.models import InterpreterRow
from intake.extensions import new_id
from intake.sealing.contexts import Context
from intake.sealing.envelope import SealBroken
from intake.sealing.opening import open_under
from intake.sealing.seal import seal_under

logger = logging.getLogger(__name__)


class NoSuchInterpreter(Exception):
    """The team's list has no interpreter with this id that the reader can open."""


class InterpreterChanged(Exception):
    """The interpreter was changed after the page that the member saw."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Interpreter:
    """An interpreter: name, languages (tags), how to reach them, and a note.

    ``id`` and ``version`` are empty until the interpreter is added; the version is another after
    each change. A hidden one is not offered for new calls.
    """

    id: str = ""
    name: str
    languages: tuple[str, ...] = ()
    reach: str = ""
    note: str = ""
    hidden: bool = False
    version: str = ""


def list_interpreters(reader: Reader) -> tuple[Interpreter, ...]:
    """Return the team's interpreters by name, hidden ones last.

    One that does not open is left out and logged; without the team's key the list is empty.
    """
    rows = interpreters.of_team(reader.team_id)
    if not rows or not reader.holds_team_key:
        return ()
    try:
        key = stub_key_of(reader)
    except (SealBroken, NoKeyForCase) as failure:
        _log_not_opened(failure.code, failure)
        return ()
    replaced = log.ended_among([row.sealed for row in rows])
    opened = (_open(row, key, reader) for row in rows if row.sealed not in replaced)
    listed = [interpreter for interpreter in opened if interpreter is not None]
    return tuple(sorted(listed, key=lambda interpreter: (interpreter.hidden, interpreter.name)))


def count_not_opened(listed: Collection[Interpreter], reader: Reader) -> int:
    """Return how many of the team's interpreters are missing from the list as it was opened."""
    return len(interpreters.of_team(reader.team_id)) - len(listed)


def those_who_speak(
    all_interpreters: Collection[Interpreter], languages: Collection[str]
) -> tuple[tuple[Interpreter, ...], tuple[Interpreter, ...]]:
    """Return the interpreters to offer: those who speak one of the languages, and the others."""
    offered = [each for each in all_interpreters if not each.hidden]
    speaking = tuple(each for each in offered if set(each.languages) & set(languages))
    return speaking, tuple(each for each in offered if each not in speaking)


def find_interpreter(interpreter_id: str, reader: Reader) -> Interpreter:
    """Return one interpreter, hidden or not. Raise :class:`NoSuchInterpreter`."""
    for interpreter in list_interpreters(reader):
        if interpreter.id == interpreter_id:
            return interpreter
    raise NoSuchInterpreter


def add_interpreter(interpreter: Interpreter, reader: Reader, *, today: date, now: datetime) -> str:
    """Add an interpreter and return the id. Raise ``NoKeyForCase`` without the team's key."""
    key, row_id = stub_key_to_write(reader), new_id()
    row = InterpreterRow(id=row_id, team_id=reader.team_id, sealed=b"")
    _write(row, interpreter, key, reader)
    interpreters.add(row)
    act = AuditAct.INTERPRETER_ADDED
    log.record(act, on=today, member_id=reader.member_id, at=now)
    return row_id


def change_interpreter(
    interpreter: Interpreter, reader: Reader, *, today: date, now: datetime
) -> None:
    """Write what is known of an interpreter anew; hide them, or offer them again.

    ``version`` is the one that the member saw. Raise :class:`NoSuchInterpreter`,
    :class:`InterpreterChanged`, or ``NoKeyForCase`` without the team's key.
    """
    key = stub_key_to_write(reader)
    row = interpreters.find_for_change(interpreter.id, team_id=reader.team_id)
    if row is None:
        raise NoSuchInterpreter
    if interpreter.version != _version(row):
        raise InterpreterChanged
    is_hiding, older = interpreter.hidden and not row.hidden, row.sealed
    act = AuditAct.INTERPRETER_HIDDEN if is_hiding else AuditAct.INTERPRETER_CHANGED
    _write(row, interpreter, key, reader)
    log.record(act, on=today, member_id=reader.member_id, at=now, ended=older)


def _write(row: InterpreterRow, interpreter: Interpreter, key: bytes, reader: Reader) -> None:
    facts = {"name": interpreter.name, "reach": interpreter.reach, "note": interpreter.note}
    row.languages, row.hidden = list(interpreter.languages), interpreter.hidden
    row.sealed = seal_under(key, json.dumps(facts).encode(), context=_place(row.id, reader))


def _open(row: InterpreterRow, key: bytes | None, reader: Reader) -> Interpreter | None:
    """Open a row; nothing is sealed in that of an invented interpreter."""
    facts = INVENTED.get(row.id) if not row.sealed else None
    facts = facts or _opened_facts(row, key, reader)
    if facts is None:
        return None
    languages, version = tuple(row.languages), _version(row)
    return Interpreter(id=row.id, languages=languages, hidden=row.hidden, version=version, **facts)


def _opened_facts(
    row: InterpreterRow, key: bytes | None, reader: Reader
) -> Mapping[str, str] | None:
    """Return the sealed facts of an interpreter; log it and return ``None`` if they do not open."""
    if key is None:
        return None
    try:
        facts: dict[str, str] = json.loads(
            open_under(key, row.sealed, context=_place(row.id, reader))
        )
    except SealBroken as failure:
        _log_not_opened(failure.code, failure)
        return None
    return facts


def _version(row: InterpreterRow) -> str:
    return sha256(row.sealed).hexdigest()[:32]


def _place(row_id: str, reader: Reader) -> Context:
    return Context(installation=reader.installation, request="", kind="interpreter", row=row_id)


def _log_not_opened(code: str, failure: Exception) -> None:
    logger.error("interpreter not opened", extra={"code": code}, exc_info=failure)
