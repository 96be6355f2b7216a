"""Open a case for one member of staff, and write it down."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from intake.actions.conflicts.check_conflicts import Hit, hits_of
from intake.actions.conflicts.save_stub import keep_stub
from intake.actions.opening.case_keys import CaseKey, NoKeyForCase, Reader, case_key, rewrap
from intake.actions.opening.case_messages import OpenMessage, read_messages
from intake.actions.opening.case_notes import OpenNote, newest, read_notes
from intake.actions.opening.read_cards import card_under
from intake.actions.opening.rollback_guard import RolledBack
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.traces import Traces, traces_of
from intake.cases import store
from intake.cases.card import Card
from intake.cases.models import Case
from intake.diary import entries
from intake.diary.models import DiaryEntry, Kind, State
from intake.messages import thread
from intake.notes.kinds import NoteKind
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.reading import stored_answers
from intake.sealing.opening import SealBroken

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenDate:
    """A date of the diary, opened: what it is for, by which rule, and what came of it.

    ``proof`` is how, by whom and on which day it was confirmed; and why it was missed or waived.
    ``beside`` are the ids of the dates that were added with it.
    """

    id: str
    on: date
    kind: Kind
    state: State
    rule: str
    note: str
    proof: Mapping[str, str]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedCase:
    """A case with everything that was said, for the length of one web request.

    ``as_of`` is the day that the conditions of the questionnaire went by; ``changed`` are answers
    as they were: question, stored form, until when. ``lacks`` tells that a note, a message or a
    date is gone that the log knows of.
    """

    case: Case
    card: Card
    answers: Answers
    as_of: date
    diary: tuple[OpenDate, ...]
    notes: tuple[OpenNote, ...]
    messages: tuple[OpenMessage, ...]
    changed: tuple[Mapping[str, Any], ...]
    lacks: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldCase:
    """A case whose story is hidden: somebody may stand against this person, or nobody has looked.

    ``hits`` are those who were found; ``decided`` is what a member said about it, if one did.
    """

    case: Case
    card: Card
    hits: tuple[Hit, ...]
    unopened: int
    decided: OpenNote | None
    lacks: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LockedCase:
    """A case that this member cannot open; ``broken`` where nobody's key would."""

    case: Case
    broken: bool


Found = OpenedCase | HeldCase | LockedCase


def open_case(reference: str, reader: Reader, *, today: date, now: datetime) -> Found:
    """The case, its key wrapped anew if this is the first look, and the audit entry.

    The story opens only behind a conflict check that found nobody, or that a member decided.
    Raises ``NoSuchCase``. That a case could not be opened is written down too.
    """
    case = store.find_for_change(reference, team_id=reader.team_id)
    opened: Found
    try:
        key = case_key(case, reader)
        opened = open_story(key) if case.may_be_read else _held(key)
        rewrap(key, reader)
    except (NoKeyForCase, SealBroken) as failure:
        opened = LockedCase(case=case, broken=isinstance(failure, SealBroken))
        logger.warning(
            "case not opened", extra={"case_id": case.id, "failure": type(failure).__name__}
        )
    log.record(_act(opened), on=today, member_id=reader.member_id, case_id=case.id, at=now)
    if not isinstance(opened, LockedCase) and not _stub_kept(opened, reader):
        log.record(
            AuditAct.SEAL_BROKEN, on=today, member_id=reader.member_id, case_id=case.id, at=now
        )
    if not isinstance(opened, LockedCase) and opened.lacks:
        log.record(
            AuditAct.ROW_MISSING, on=today, member_id=reader.member_id, case_id=case.id, at=now
        )
    return opened


def _stub_kept(opened: OpenedCase | HeldCase, reader: Reader) -> bool:
    """Write the stub of the case; return whether that worked, or waits for its key.

    A failure does not keep a member from an urgent case: the desk is told, and the case is not
    erased before it has a stub. An invented case gets none: it must never stop a real one.
    """
    if opened.case.invented:
        return True
    try:
        keep_stub(opened.case.id, opened.card, reader)
    except NoKeyForCase:
        logger.warning("stub not kept", extra={"case_id": opened.case.id})
    except SealBroken:
        return False
    return True


def _act(opened: Found) -> AuditAct:
    if isinstance(opened, OpenedCase):
        return AuditAct.CASE_OPENED
    if isinstance(opened, HeldCase):
        return AuditAct.CARD_OPENED
    return AuditAct.SEAL_BROKEN if opened.broken else AuditAct.CASE_OPENING_REFUSED


def open_story(key: CaseKey) -> OpenedCase:
    """Everything that was said and kept: for a member who may read it, or for a letter about it."""
    traces = traces_of(key.case.id)
    story = key.open_json("story", key.case.story)
    card = _newest_card(key, traces, story.get("told"))
    diary, notes, messages = _diary(key, traces), read_notes(key), read_messages(key, traces)
    here = {one.id for one in notes} | {one.id for one in messages} | {one.id for one in diary}
    wanted = traces.made.union(*(one.beside for one in diary))
    return OpenedCase(
        case=key.case,
        card=card,
        answers=stored_answers(ASYLUM, story["answers"]),
        as_of=date.fromisoformat(story["as_of"]),
        diary=diary,
        notes=notes,
        messages=messages,
        changed=tuple(story.get("changed", ())),
        lacks=not wanted <= here,
    )


def _newest_card(key: CaseKey, traces: Traces, *counted: int | None) -> Card:
    """The card, where nobody put an end to it, and it and what is ``counted`` were told as often as
    the log says, or nobody has counted.
    """
    card = card_under(key)
    others = [one for one in (card.revision, *counted) if one is not None and one != traces.told]
    if others or traces.has_ended(key.case.card):
        raise RolledBack
    return card


def _held(key: CaseKey) -> HeldCase:
    traces, notes = traces_of(key.case.id), read_notes(key)
    card = _newest_card(key, traces)
    dates, messages = entries.of_case(key.case.id), thread.of_case(key.case.id)
    here = {one.id for one in notes} | {one.id for one in messages} | {one.id for one in dates}
    found = newest(notes, NoteKind.CONFLICT_FOUND)
    return HeldCase(
        case=key.case,
        card=card,
        hits=hits_of(found.facts) if found else (),
        unopened=found.facts["unopened"] if found else 0,
        decided=newest(notes, NoteKind.CONFLICT_DECIDED),
        lacks=not traces.made <= here,
    )


def _diary(key: CaseKey, traces: Traces) -> tuple[OpenDate, ...]:
    kept = entries.of_case(key.case.id)
    if any(traces.has_ended(entry.sealed) for entry in kept):
        raise RolledBack
    return tuple(
        _open_date(entry, key.open_json("diary", entry.sealed, row=entry.id)) for entry in kept
    )


def _open_date(entry: DiaryEntry, kept: Mapping[str, Any]) -> OpenDate:
    return OpenDate(
        id=entry.id,
        on=entry.on,
        kind=Kind(entry.kind),
        state=State(entry.state),
        rule=kept["rule"],
        note=kept["note"],
        proof=kept.get("proof", {}),
        beside=tuple(kept.get("beside", ())),
    )
