"""The four ways in which a case does not open: each has its own class and code in the log."""

import logging
from collections.abc import Callable
from typing import NamedTuple

import pytest

from intake.actions.case.open_case import LockedCase, open_case
from intake.actions.opening.case_keys import (
    NOT_OPENED,
    NoKeyForCase,
    NotOpened,
    RolledBack,
    case_key,
)
from intake.actions.opening.case_notes import read_notes, write_note
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.models import Case
from intake.notes import store as notes
from intake.notes.store import NoteKind
from intake.sealing.seal import ContextMismatch, SealBroken, SealDamaged
from intake.web.desk.common.view import NOT_OPENED_WORDS
from tests.cases.making import CARD, TODAY, actor
from tests.staff.making import NOW


def without_key(case):
    case.epoch = 2


def changed(case):
    case.card = case.card[:-1] + bytes([case.card[-1] ^ 1])


def without_wrap(case):
    case.sealed_key = None


def put_back(case):
    log.record(AuditAct.CASE_WEIGHED_AGAIN, on=TODAY, case_id=case.id, ended=case.card)


def exchanged(case):
    case.card, case.story = case.story, case.card


class Tampering(NamedTuple):
    """A kind of tampering, and how it must be reported."""

    tamper: Callable[[Case], None]
    kind: type[NotOpened]
    code: str
    level: int = logging.ERROR


TAMPERINGS = (
    Tampering(without_key, NoKeyForCase, "no_key", logging.WARNING),
    Tampering(changed, SealDamaged, "seal_damaged"),
    Tampering(without_wrap, SealDamaged, "key_wrap_missing"),
    Tampering(put_back, RolledBack, "rolled_back"),
    Tampering(exchanged, ContextMismatch, "context_mismatch"),
)


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.code)
def test_each_failure_has_its_own_kind_and_code(team, reader, caplog, tampering):
    case = team.case()
    tampering.tamper(case)

    with caplog.at_level(logging.WARNING):
        locked = open_case(case.reference, reader, today=TODAY, now=NOW)

    assert locked == LockedCase(case=case, version=case.version, failure=tampering.kind)
    (line,) = caplog.records
    assert (vars(line)["code"], vars(line)["case_id"]) == (tampering.code, case.id)
    assert line.levelno == tampering.level
    assert CARD.name_to_use not in caplog.text


def test_exchanged_notes_are_a_context_mismatch(team, reader):
    key = case_key(team.case(), reader)
    for text in ("first", "second"):
        write_note(actor(reader, key.case, NOW), key, NoteKind.CALL, text)
    first, second = notes.of_case(key.case.id)
    assert {note.text for note in read_notes(key)} == {"first", "second"}

    first.sealed, second.sealed = second.sealed, first.sealed

    with pytest.raises(ContextMismatch):
        read_notes(key)


def test_data_of_another_case_counts_as_damaged(team, reader):
    """It is sealed under another key, so that nothing here could open it anywhere."""
    case, second = team.case(), team.case()
    case.story = second.story

    locked = open_case(case.reference, reader, today=TODAY, now=NOW)

    assert locked == LockedCase(case=case, version=case.version, failure=SealDamaged)


def test_every_kind_has_a_code_and_a_sentence_of_its_own():
    kinds: set[type[NoKeyForCase | SealBroken]] = {NoKeyForCase, *all_kinds(SealBroken)}

    assert len({kind.code for kind in kinds}) == len(kinds)
    assert NOT_OPENED_WORDS.keys() == {*NOT_OPENED}
    assert len({*NOT_OPENED_WORDS.values()}) == len(NOT_OPENED)


def all_kinds(kind):
    """Return a class and all its subclasses."""
    return {kind}.union(*(all_kinds(below) for below in kind.__subclasses__()))
