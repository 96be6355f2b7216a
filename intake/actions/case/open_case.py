"""Open a case for a member of staff, and record that in the audit log."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

from intake.actions.assessment.look_ups import keep_look_up
from intake.actions.conflicts.check_conflicts import Hit, hits_of
from intake.actions.links import WriteToKept, kept_case
from intake.actions.opening.case_keys import (
    NOT_OPENED,
    Actor,
    BehindWall,
    CaseKey,
    NoKeyForCase,
    NotOpened,
    Reader,
    RolledBack,
    case_key,
    log_not_opened,
    rewrap,
)
from intake.actions.opening.case_messages import OpenMessage, read_messages
from intake.actions.opening.case_notes import OpenNote, newest, read_notes
from intake.actions.opening.case_stubs import StubKeyLost, save_stub
from intake.actions.opening.sealed_rows import check_row
from intake.actions.opening.search_cards import card_under
from intake.actions.reports.count_case import count_case, count_first_look, uncount_junk
from intake.audit.acts import AuditAct
from intake.audit.log import Traces, traces_of
from intake.cases import store
from intake.cases.card import Card
from intake.cases.models import Case
from intake.cases.tasks import TaskKind, keep_task
from intake.diary import entries
from intake.diary.models import Kind, State
from intake.frozen import frozen
from intake.messages import thread
from intake.notes.store import NoteKind
from intake.questionnaire.answers import Answers
from intake.questionnaire.journey import questions_asked
from intake.questionnaire.reading import from_content
from intake.sealing.seal import ContextMismatch, SealDamaged

logger = logging.getLogger(__name__)

ACTS_FOR: Mapping[type[NotOpened], tuple[AuditAct, ...]] = {
    **dict.fromkeys((BehindWall, NoKeyForCase), (AuditAct.CASE_OPENING_REFUSED,)),
    SealDamaged: (AuditAct.SEAL_BROKEN,),
    RolledBack: (AuditAct.SEAL_BROKEN, AuditAct.ROW_PUT_BACK),
    ContextMismatch: (AuditAct.SEAL_BROKEN, AuditAct.ROW_MOVED),
}
"""The acts to log for each way in which a case does not open. ``SEAL_BROKEN`` raises the alarm."""


@frozen
class OpenDate:
    """An opened date of the diary: its exact day, kind, rule, who set it, and its state.

    ``set_by`` is empty for dates that members set.
    ``proof`` says how, by whom and when it was confirmed, or why it was missed or waived.
    ``met`` says what became of a deadline: a claim while it is open. ``unproven`` is as in the row.
    ``beside`` are the ids of the dates that were added with it. ``time`` is that of a call,
    ``interpreter`` the name of the interpreter booked for it.
    """

    id: str
    on: date
    kind: Kind
    state: State
    rule: str
    note: str
    proof: Mapping[str, str]
    met: Mapping[str, str]
    unproven: bool
    set_by: str = ""
    beside: tuple[str, ...] = ()
    time: str = ""
    interpreter: str = ""


@frozen
class ReadCase:
    """A case whose card opened, for one web request.

    ``version`` is that of the case as it was read here: ``case`` is read again after each write of
    the same request. ``lacks`` says that a note, a message or a date is missing that the audit log
    knows of.
    """

    case: Case
    version: int
    card: Card
    notes: tuple[OpenNote, ...]
    lacks: bool

    @property
    def language(self) -> str:
        """The language of the form."""
        return self.card.form_language(self.case.language)


@frozen
class OpenedCase(ReadCase):
    """A case with all its answers.

    ``as_of`` is the day for which the conditions of the questionnaire were
    evaluated; ``changed`` are earlier answers: question, stored form, and until when they held.
    """

    answers: Answers
    as_of: date
    diary: tuple[OpenDate, ...]
    messages: tuple[OpenMessage, ...]
    changed: tuple[Mapping[str, Any], ...]

    @property
    def contradicted(self) -> frozenset[str]:
        """Return the questions whose corrected answers the applicant changed since."""
        is_by_staff = {change["question"]: "by" in change for change in self.changed}
        corrected = {change["question"] for change in self.changed if "by" in change}
        asked = questions_asked(self.answers, as_of=self.as_of) if corrected else frozenset()
        return frozenset(id_ for id_ in corrected & asked if not is_by_staff[id_])


@frozen
class HeldCase(ReadCase):
    """A case whose story stays hidden because of a conflict, or because it was not checked.

    ``hits`` are the persons found; ``decided`` is a member's decision about them, and ``wall`` the
    note with the members of the newest wall, if there is one. ``stands``: the last check found less
    than what hides the story.
    """

    hits: tuple[Hit, ...]
    unopened: int
    stands: bool
    decided: OpenNote | None
    wall: OpenNote | None


@frozen
class LockedCase:
    """A case that does not open for this member, its version as it was read, and the failure."""

    case: Case
    version: int
    failure: type[NotOpened]

    @property
    def broken(self) -> bool:
        """Return true if no member can open it: its data was changed on the server."""
        return not issubclass(self.failure, NoKeyForCase)


class HasId(Protocol):
    """A row of the database, or an opened one."""

    @property
    def id(self) -> str:
        """The id of the row."""


OpenResult = OpenedCase | HeldCase | LockedCase


def open_case(reference: str, reader: Reader, *, today: date, now: datetime) -> OpenResult:
    """Open a case, wrap its key anew if this is the first time, and log it.

    The story opens only after a conflict check that found no conflict, or that a member decided.
    Raise ``NoSuchCase``.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, withdrawn=True)
    by = Actor(reader=reader, day=today, at=now)
    result: OpenResult
    older = b""
    try:
        key = case_key(case, reader)
        if case.may_be_read:
            result = opened = open_story(key)
            count_first_look(case, today=today)
            store.record_opening(case, on=today)
            keep_look_up(case, opened.answers, today=today)
            is_changed = bool(opened.contradicted)
            keep_task(case, TaskKind.ANSWERED_AGAIN, is_needed=is_changed, on=today)
            uncount_junk(case)
            count_case(by, case, opened.card)
        else:
            result = _held(key)
        rewrap(key, reader)
        older = check_row(by, key, result.card)
        result = replace(result, version=case.version)
    except NOT_OPENED as failure:
        log_not_opened(logger, "case not opened", failure, case_id=case.id)
        kind = next(kind for kind in NOT_OPENED if isinstance(failure, kind))
        result = LockedCase(case=case, version=case.version, failure=kind)
    for act in _acts(result, reader):
        by.log(act, case, ended=older)
        older = b""
    return result


def _acts(result: OpenResult, reader: Reader) -> list[AuditAct]:
    """Return what to log; write the stub of a case that opened."""
    if isinstance(result, LockedCase):
        return list(ACTS_FOR[result.failure])
    acts = [AuditAct.CASE_OPENED if isinstance(result, OpenedCase) else AuditAct.CARD_OPENED]
    if not _save_stub(result, reader):
        acts.append(AuditAct.SEAL_BROKEN)
    if result.lacks:
        acts.append(AuditAct.ROW_MISSING)
    return acts


def _save_stub(opened: ReadCase, reader: Reader) -> bool:
    """Write the stub of a case; return ``False`` if the team's stub key is damaged or lost.

    A failure must not keep a member from an urgent case. The case is not erased before it has a
    stub. An invented case gets none, so that it never stops a real one; a lent one has one.
    """
    if opened.case.invented or not reader.holds_team_key:
        return True
    fields = {"case_id": opened.case.id}
    try:
        save_stub(opened.case.id, opened.card, reader)
    except NoKeyForCase as failure:
        logger.warning("stub not written", extra=fields | {"code": failure.code})
    except (SealDamaged, StubKeyLost) as failure:
        logger.error("stub not written", extra=fields | {"code": failure.code}, exc_info=failure)
        return False
    return True


def open_story(key: CaseKey) -> OpenedCase:
    """Open everything that the case holds. Raise ``SealDamaged``, ``ContextMismatch`` or
    ``RolledBack``.
    """
    traces = traces_of(key.case.id)
    story = key.open_json("story", key.case.story)
    card = _newest_card(key, traces, story["told"])
    diary, notes, messages = _diary(key, card, traces), read_notes(key), read_messages(key, traces)
    dates_of_notes = (note.facts.get("dates", ()) for note in notes)
    expected = traces.made.union(*(entry.beside for entry in diary), *dates_of_notes)
    present = _ids_of(diary, notes, messages)
    return OpenedCase(
        case=key.case,
        version=key.case.version,
        card=card,
        answers=from_content(story),
        as_of=date.fromisoformat(story["as_of"]),
        diary=diary,
        notes=notes,
        messages=messages,
        changed=tuple(story.get("changed", ())),
        lacks=not expected <= present,
    )


def key_to_write(by: Actor, reference: str) -> CaseKey:
    """Open the key of a case for an act that writes to the applicant: its story must open too.

    Raise ``WriteToKept`` for a merged case, or as ``Actor.open`` and :func:`open_story` do.
    """
    key = by.open(reference, closed=True)
    if kept_case(key.case) is not None:
        raise WriteToKept
    open_story(key)
    return key


def _newest_card(key: CaseKey, traces: Traces, *counts: int) -> Card:
    """Open the card. Raise ``RolledBack`` if it, or the wrap of the key, is not the newest.

    The card, and each of *counts*, must have been written as often as the audit log says.
    """
    card = card_under(key)
    stale = {card.revision, *counts} != {traces.revision}
    case = key.case
    wraps = (case.sealed_key, case.rewrapped_key, case.walled_keys)
    if stale or any(map(traces.has_ended, filter(None, (case.card, *wraps)))):
        raise RolledBack
    return card


def _held(key: CaseKey) -> HeldCase:
    traces, notes = traces_of(key.case.id), read_notes(key)
    card = _newest_card(key, traces)
    dates, messages = entries.of_case(key.case.id), thread.of_case(key.case.id)
    check = newest(notes, NoteKind.CONFLICT_FOUND)
    return HeldCase(
        case=key.case,
        version=key.case.version,
        card=card,
        notes=notes,
        hits=hits_of(check.facts) if check else (),
        unopened=check.facts["unopened"] if check else 0,
        stands=bool(check and check.facts.get("stands")),
        decided=newest(notes, NoteKind.CONFLICT_DECIDED),
        wall=newest(notes, NoteKind.WALL),
        lacks=not traces.made <= _ids_of(notes, dates, messages),
    )


def _ids_of(*lists: Iterable[HasId]) -> set[str]:
    return {row.id for rows in lists for row in rows}


def _diary(key: CaseKey, card: Card, traces: Traces) -> tuple[OpenDate, ...]:
    rows = entries.of_case(key.case.id)
    if any(traces.has_ended(entry.sealed) for entry in rows):
        raise RolledBack
    dates = zip(rows, key.open_rows("diary", rows), strict=True)
    return tuple(
        OpenDate(
            id=entry.id,
            on=entry.exact_on(card.early),
            kind=Kind(entry.kind),
            state=State(entry.state),
            rule=content["rule"],
            note=content["note"],
            proof=content.get("proof", {}),
            met=content.get("met", {}),
            unproven=entry.unproven,
            set_by=content.get("set_by", ""),
            beside=tuple(content.get("beside", ())),
            time=content.get("time", ""),
            interpreter=content.get("interpreter", ""),
        )
        for entry, content in dates
    )
