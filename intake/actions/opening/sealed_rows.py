"""Seal the clear row of a case into its card, compare the two, and write the truth back.

Beside it the roll: the sealed ids of all cases of a team, by which one that is gone is noticed.
"""

import zlib
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    bindparam,
    event,
    func,
    inspect,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, UOWTransaction

from intake.actions.opening.card_packs import OpenPack, read_batch
from intake.actions.opening.case_keys import (
    ACTOR,
    NOT_OPENED,
    Actor,
    CaseKey,
    NoKeyForCase,
    Reader,
    case_key,
    day_of,
    reject_rollback,
)
from intake.actions.opening.case_stubs import stub_key_to_write
from intake.actions.opening.search_cards import card_under, open_card
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import alarms, packs, store, walls
from intake.cases.card import (
    BEHIND,
    COLUMNS,
    DATE,
    EXACT_WITHIN,
    GIVEN,
    QUIET,
    SAME,
    TAKEN,
    TASK,
    Card,
    date_fact,
    date_name,
    false_in,
    is_due_false,
    row_of,
    true_tier,
)
from intake.cases.models import IS_NOT_WALLED, Case, P0Alarm, Task
from intake.cases.pipeline import CloseReason, turn_at
from intake.cases.tasks import TaskKind, add_task
from intake.diary import entries
from intake.diary.models import DiaryEntry
from intake.extensions import all_rows, db
from intake.keys.models import StubKey
from intake.sealing.opening import open_under
from intake.sealing.seal import Context, SealBroken, seal_under
from intake.triage.deadlines import Tier

MOVED = ("status", "reason", "closed")
"""Parts of the row that change together."""

REPEATED = frozenset({*SAME, *QUIET, "tags", "erase"} - {TAKEN})
"""Parts of the row whose columns are put right by copying them."""

GIVABLE = ("owner", "tags")
"""Parts that a member may change who cannot open the case."""

KEYS = {
    **{column: (name,) for name, column in COLUMNS.items()},
    **{COLUMNS[name]: MOVED for name in MOVED},
    "tier": ("tier",),
    "due_on": ("due",),
    "due_early": ("due",),
    "card": ("tier", "due", "days"),
}
"""Columns whose change has the row sealed anew, with what of it is taken from the table then.

The rest stays as it was sealed, so that an act on a case does not make a false row true.
"""

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
FACTS: CompoundSelect[*tuple[Any, ...]] = union_all(
    select(
        *(DiaryEntry.case_id, literal(DATE), DiaryEntry.id, DiaryEntry.on, DiaryEntry.kind),
        *(DiaryEntry.state, DiaryEntry.early, DiaryEntry.unproven),
    ).where(DiaryEntry.case_id.in_(IDS), or_(entries.IS_OPEN, DiaryEntry.unproven)),
    select(
        *(Task.case_id, Task.kind, Task.about, Task.on, Task.by_id, Task.for_id, null(), null())
    ).where(Task.case_id.in_(IDS)),
    select(*(P0Alarm.case_id, literal(TAKEN), P0Alarm.taken_by, *[null()] * 5)).where(
        P0Alarm.case_id.in_(IDS), P0Alarm.taken_by.is_not(None)
    ),
)
"""The rows beside that of each case. Built once, because each opening of a case executes it."""

CHANGED = "changed rows"
"""Key in the session of the changes of each case."""


@dataclass(slots=True)
class Change:
    """What a transaction changed of a case: keys of its row, and the card from before."""

    keys: set[str] = field(default_factory=set)
    card: bytes | None = None


@event.listens_for(db.session, "before_flush")
def note_changes(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Remember the cases whose row or dates this flush writes."""
    changes: dict[str, Change] = session.info.setdefault(CHANGED, {})
    for row in (*session.dirty, *session.new, *session.deleted):
        if isinstance(row, DiaryEntry | Task | P0Alarm):
            changes.setdefault(row.case_id, Change()).keys.update(_names_of(row))
        elif isinstance(row, Case):
            history = {name: inspect(row).attrs[name].history for name in KEYS}
            if changed := [name for name in KEYS if history[name].has_changes()]:
                change = changes.setdefault(row.id, Change())
                change.keys.update(key for name in changed for key in KEYS[name])
                if change.card is None and history["card"].deleted:
                    (change.card,) = history["card"].deleted


def _names_of(row: DiaryEntry | Task | P0Alarm) -> tuple[str, ...]:
    """Return the names of the facts of a row beside that of the case."""
    if isinstance(row, Task):
        return f"{TASK}{row.kind} {row.about or ''}", f"{GIVEN}{row.kind} {row.about or ''}"
    return (date_name(row.id) if isinstance(row, DiaryEntry) else TAKEN,)


def facts_of(case_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """Return case id to the facts of the rows beside that of each case: those that count or wait.

    Dates that are closed count only while they are without proof.
    """
    facts: dict[str, dict[str, str]] = {case_id: {} for case_id in case_ids}
    rows = db.session.execute(FACTS, {"ids": case_ids})
    for case_id, what, id_, on, first, second, early, unproven in rows:
        of_case = facts[case_id]
        if what == DATE:
            said = date_fact(on, first, early=early, state=second, unproven=unproven)
            of_case[date_name(id_)] = said
        elif what == TAKEN:
            of_case[TAKEN] = id_
        else:
            of_case[f"{TASK}{what} {id_}"] = f"{on} {first or ''}"
            if second:
                of_case[f"{GIVEN}{what} {id_}"] = second
    return facts


@event.listens_for(db.session, "before_commit")
def seal_changes(session: Session) -> None:
    """Seal the changed rows into their cards, before the transaction ends.

    What this reader cannot open is left for whoever can. Without a reader nothing is sealed: the
    worker and the applicants' door change nothing but what :mod:`intake.cases.card` allows.
    """
    if ACTOR not in session.info:
        return
    by: Actor = session.info[ACTOR]
    session.flush()
    changes: dict[str, Change] = session.info.pop(CHANGED, {})
    facts = facts_of(changes) if changes else {}
    for case_id, change in changes.items():
        if (case := session.get(Case, case_id)) is not None:
            with suppress(*NOT_OPENED):
                if older := _seal(case_key(case, by.reader), change, facts[case_id]):
                    by.log(AuditAct.ROW_SEALED, case, ended=older)


@event.listens_for(db.session, "after_commit")
@event.listens_for(db.session, "after_rollback")
def forget_changes(session: Session) -> None:
    """Forget the changes of a transaction that has ended."""
    session.info.pop(CHANGED, None)


def _seal(key: CaseKey, change: Change, facts: Mapping[str, str]) -> bytes:
    """Seal the row; return the card before, which the caller logs as ended, if it changed."""
    older = key.case.card
    card = card_under(key)
    before = card.row
    if before is None and change.card is not None:
        before = Card.from_json(key.open_json("card", change.card)).row
    row = row_of(key.case, card, facts)
    if before is not None:
        row |= {name: said for name, said in before.items() if name not in change.keys}
    if row == card.row:
        return b""
    key.case.card = key.seal_json("card", replace(card, row=row).to_json())
    return older


def correct_row(by: Actor, case_id: str) -> bool:
    """Open a case of which a page or a sweep saw a false row, and write the truth back.

    One that does not open, though the member has its key, is logged once a day. Return false if
    the case is gone, or needs another key. The caller commits.
    """
    case = store.find_by_id(case_id, to_change=True)
    if case is None:
        return False
    try:
        key = case_key(case, by.reader)
        if older := check_row(by, key, open_card(key)):
            by.log(AuditAct.ROW_SEALED, case, ended=older)
    except NoKeyForCase:
        return False
    except NOT_OPENED:
        if log.last_day(AuditAct.SEAL_BROKEN, case.id) != by.day:
            by.log(AuditAct.SEAL_BROKEN, case)
    return True


def check_row(by: Actor, key: CaseKey, card: Card) -> bytes:
    """Compare the row of a case with its card, write the truth back, and log a difference.

    A card without a row gets one, and so does one whose case its applicant moved: then the card
    before is returned, which the caller logs as ended. What this transaction changed itself is not
    false: the row is sealed at its commit. Needs a write transaction.
    """
    case, row = key.case, card.row
    db.session.flush()
    facts = facts_of([case.id])[case.id]
    now = row_of(case, card, facts)
    if row and (own := db.session.info.get(CHANGED, {}).get(case.id)):
        row = {name: said for name, said in row.items() if name not in own.keys}
        row |= {name: said for name, said in now.items() if name in own.keys}
    differs = false_in(case, row, card.rises, today=by.day, facts=facts) if row else ()
    logged = {name for name in differs if _is_logged(case, name)}
    false = [name for name in differs if name not in logged]
    is_new = row is None or case.status != row["status"] or now.keys() - row.keys()
    if row is None or (not false and (is_new or logged)):
        return _seal(key, Change(keys={*MOVED, *logged}), facts)
    if not false:
        return b""
    _write_truth(by, case, card, row, false)
    if false != [BEHIND] and log.last_day(AuditAct.ROW_FALSE, case.id) != by.day:
        for act in (AuditAct.SEAL_BROKEN, AuditAct.ROW_FALSE):
            by.log(act, case)
    return b""


GIVEN_BY = (
    *(AuditAct.CASE_ASSIGNED, AuditAct.CASE_HANDED_OVER, AuditAct.CASE_MOVED),
    *(AuditAct.HOLD_HANDED_ON, AuditAct.CASE_TAGGED, AuditAct.ACT_UNDONE),
)
"""Acts that give a case to a member or change its tags, also by one who cannot open it."""

SEALED_BY = (AuditAct.ROW_SEALED, AuditAct.CASE_OPENED, AuditAct.CARD_OPENED)


def _is_logged(case: Case, name: str) -> bool:
    """Return true if the log has what differs since the row was sealed.

    The applicant withdrew the case, so that its hold closed it, or a member without its key gave
    it to a colleague or changed its tags.
    """
    if name == "status":
        is_said = case.erase_asked_on is not None and case.closed_for is CloseReason.WITHDRAWN
        return is_said and log.last_day(AuditAct.CASE_TAKEN_BACK, case.id) is not None
    newest = log.newest(case.id, (*GIVEN_BY, *SEALED_BY)) if name in GIVABLE else None
    return newest is not None and newest.act in GIVEN_BY


def _write_truth(
    by: Actor, case: Case, card: Card, row: Mapping[str, Any], false: Collection[str]
) -> None:
    """Write the columns as the card has them."""
    today = by.day
    tier = true_tier(row["tier"], card.rises, today=today)
    case.tier = min(case.tier, tier)
    due, early = date.fromisoformat(row["due"]), timedelta(card.early)
    if tier == Tier.P0 != row["tier"] and case.due_on > today:
        store.set_due(case, today, early=False)
    elif is_due_false(case, row, tier):
        is_far = due - today > EXACT_WITHIN and bool(early)
        store.set_due(case, due - early if is_far else due, early=is_far)
    for column, said in ((COLUMNS[name], row[name]) for name in REPEATED.intersection(false)):
        is_day = bool(said) and column.endswith("_on")
        setattr(case, column, date.fromisoformat(said) if is_day else None if said == "" else said)
    if "status" in false:
        case.status, case.close_reason = row["status"], row["reason"] or None
        case.closed_on = date.fromisoformat(row["closed"]) if row["closed"] else None
        case.waits_for = turn_at(case.stage).value
        case.erase_asked_on = None  # its withdrawal is in no log: see _is_logged
    if case.tier == Tier.P0:
        case.quarantined_on = None
    if not {"opened", TAKEN}.isdisjoint(false):
        alarms.ring_again(P0Alarm.case_id == case.id, now=by.at)
    _write_facts(case, row, false)
    case.version += 1


def _write_facts(case: Case, row: Mapping[str, Any], false: Collection[str]) -> None:
    """Write tasks and dates as the card has them.

    A date whose row is gone stays so: it is named once, and the next row is sealed without it.
    """
    dates = {date_name(entry.id): entry for entry in entries.of_case(case.id)}
    for name in false:
        if name.startswith(TASK):
            _task, kind, about = name.split(" ")
            on, by_id = row[name].split(" ")
            add_task(
                case,
                TaskKind(kind),
                on=date.fromisoformat(on),
                by_id=by_id or None,
                for_id=row.get(name.replace(TASK, GIVEN)),
                about=about,
            )
        elif entry := dates.get(name):
            on, entry.kind, entry.state, early, unproven = row[name].split(" ")
            entry.on, entry.early = date.fromisoformat(on), early == "1"
            entry.unproven = unproven == "1"
        elif name.startswith(DATE):
            changes = db.session.info.setdefault(CHANGED, {})
            changes.setdefault(case.id, Change()).keys.add(name)


AT_ONCE = 500
"""Cards in one batch."""

WORTH_SAVING = 64
"""Cards that were read singly from which on a pack is made of them; fewer are left to a search."""


def sweep_rows(
    reader: Reader, after: str, *, clock: Callable[[], datetime], works_for: timedelta
) -> str:
    """Compare the next cases after the one with the id *after*; return the last id, or nothing at
    the end.

    The ids of those whose rows say less than their cards, or whose cards are damaged, wait to be
    corrected in ``reader.pack_work``, and packs of cards read singly to be saved. Reads only.
    """
    until = clock() + works_for
    while True:
        batch = read_batch(reader, after, at_most=AT_ONCE)
        for pack in batch.packs:
            _compare(pack, reader)
        reader.pack_work.false_rows += [
            card.id
            for card in batch.unopened
            if (card.rewrapped_epoch or card.epoch) in reader.epochs
        ]
        after = "" if batch.is_end else batch.last
        if not after or clock() >= until:
            break
    work = reader.pack_work
    if not after:  # no pack holds walled cases, which are few
        walled = walls.of_team(reader.team_id)
        work.false_rows += [case.id for case in walled if reader.member_id in case.members]
    work.new = [pack for pack in work.new if len(pack.index.columns.ids) >= WORTH_SAVING]
    work.rewraps = work.rewraps if len(work.rewraps) >= WORTH_SAVING else []
    return after


def _compare(pack: OpenPack, reader: Reader) -> None:
    index, sealed = pack.index, pack.index.rows
    with_row = [at for at in pack.only(range(len(sealed))) if sealed[at]]
    ids = [index.columns.ids[at] for at in with_row]
    clear, facts = packs.clear_rows(ids), facts_of(ids)
    for at, case_id in zip(with_row, ids, strict=True):
        row, rises = sealed[at] or ({}, ())
        if case_id in clear and false_in(
            clear[case_id], row, rises, today=day_of(reader), facts=facts[case_id]
        ):
            reader.pack_work.false_rows.append(case_id)


def compare_roll(by: Actor) -> None:
    """Compare the cases of the team with its roll, and seal a new one if they differ.

    A case that is gone and not erased by the log raises an alarm; so does a roll that is missing,
    damaged, or ended by the log. The database joins the ids to one text, so that a hundred thousand
    cost no more than a part of the sweep. Needs a write transaction; the caller commits. Raise as
    ``stub_key_to_write`` does.
    """
    key, team_id = stub_key_to_write(by.reader), by.team_id
    place = Context(by.reader.installation, "roll", row=team_id)
    kept = db.session.get_one(StubKey, team_id, with_for_update=True)  # before it reads the cases
    older, listed = kept.roll or b"", func.aggregate_strings(Case.id, " ")
    (ids,) = all_rows(listed, Case.team_id == team_id, IS_NOT_WALLED)
    now = {*(ids or "").split(), *(case.id for case in walls.of_team(team_id))}
    try:
        reject_rollback(older)
        was = {*zlib.decompress(open_under(key, older, place)).decode().split()}
    except SealBroken:
        was = set()
        if log.last_day(AuditAct.ROLL_SEALED, None):
            by.log(AuditAct.SEAL_BROKEN)
    for case_id in was - now - log.cases_with("erased", was - now):
        log.record(AuditAct.ROW_MISSING, on=by.day, case_id=case_id)
    if was != now:
        kept.roll = seal_under(key, zlib.compress(" ".join(now).encode(), 1), place)
        log.record(AuditAct.ROLL_SEALED, on=by.day, ended=older)


def corrector_of(proof: Mapping[str, Any]) -> str:
    """Return the member whose correction replaced an open date with this proof, or nothing."""
    member_id: str = proof.get("replaced_by", "")
    return member_id
