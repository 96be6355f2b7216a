"""Check for conflicts before a member reads a story: may we act for this person?

It opens the team's cards with the keys of the member who wants to read, and stores only its
result. Invented cases are compared with invented ones, and real cases with real ones.

A session also checks one new case with each page of the queue, for which nothing waits, and repeats
a check that could not read every case, once a visit, until one can.
"""

import logging
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from intake.actions.conflicts.duplicates import (
    Duplicate,
    duplicate_to_json,
    duplicates_from_json,
    duplicates_in,
    keep_duplicates,
)
from intake.actions.conflicts.wall_case import result_for
from intake.actions.opening.card_packs import CardBatch, read_batch
from intake.actions.opening.case_keys import (
    NOT_OPENED,
    Actor,
    CaseKey,
    NoKeyForCase,
    Reader,
    case_key,
    log_not_opened,
    rewrap,
)
from intake.actions.opening.case_notes import OpenNote, newest, read_notes, write_note
from intake.actions.opening.case_stubs import StubKeyLost, look_up_stubs, open_lists
from intake.actions.opening.search_cards import AT_ONCE, open_card
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store, walls
from intake.cases.card import Card
from intake.cases.models import Case, Conflict
from intake.cases.pipeline import MOVES, Status
from intake.conflicts.card_index import may_be_opposed, traits
from intake.conflicts.name_list import NameList
from intake.conflicts.stubs import Result
from intake.conflicts.traits import Person, Why, in_common, is_sure
from intake.extensions import new_id
from intake.frozen import frozen
from intake.keys import store as keys
from intake.notes.store import NoteKind
from intake.sealing.seal import SealDamaged

logger = logging.getLogger(__name__)

WORKS_FOR = timedelta(seconds=8)
"""After this time a request stops searching and shows a button to continue."""

CURSOR = "conflict-cursor"
AGAINST = (Why.NAMED_BY_THEM, Why.NAMES_THEM)
"""The reasons that make a conflict: one of the two named the other as a person not to tell."""


@frozen
class Hit:
    """A person who may be in conflict with this one.

    ``reference`` is empty for an erased case, and for a walled one, of which only that is told.
    ``imported`` is the kind of an imported name, the id of its list and its place there, so that
    no note keeps a name that is taken back.
    """

    reference: str = ""
    why: Why
    sure: bool
    imported: str = ""

    @property
    def holds(self) -> bool:
        """Return true if a member must decide: the two may be on opposite sides."""
        is_adverse = self.imported.startswith("adverse")
        return not self.imported or is_adverse == (self.why is Why.SAME_NAME)


@frozen
class Check:
    """The progress of a check, up to the case with the id ``after``.

    ``broken`` says that a stub of an erased case, or a list of names, did not open. ``names`` is
    the number of imported names, and that of all ever imported. ``duplicates`` are other cases that
    may be of the same person: the same pass over all cards finds them.
    """

    after: str = ""
    looked: int = 0
    unopened: int = 0
    hits: tuple[Hit, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    broken: bool = False
    names: tuple[int, int] = (0, 0)
    is_end: bool = False

    @property
    def result(self) -> Conflict:
        """The gravest result among the hits."""
        holding = [hit.sure for hit in self.hits if hit.holds]
        if not holding:
            return Conflict.CLEAR
        return Conflict.CONFLICT if any(holding) else Conflict.POSSIBLE


def check_conflicts(
    case: Case,
    reader: Reader,
    cursor: str,
    *,
    clock: Callable[[], datetime],
    works_for: timedelta | None = None,
) -> tuple[Check, str]:
    """Search for *works_for* or eight seconds; return the check so far and a cursor to go on from.

    Reads only. The cursor is sealed under the case key, so that no member can make one that skips
    a part of the search. Raise as ``case_key`` and ``open_card`` do.
    """
    key, until = case_key(case, reader), clock() + (WORKS_FOR if works_for is None else works_for)
    card = open_card(key)
    person = Person(asdict(card))
    begun = _read_cursor(key, cursor) if cursor else Check()
    check = _check_batch(key, card, person, begun, reader)
    while not check.is_end and clock() < until:
        check = _check_batch(key, card, person, check, reader)
    content = {
        "after": check.after,
        "looked": check.looked,
        "unopened": check.unopened,
        "hits": _hits_to_json(check.hits),
        "duplicates": [duplicate_to_json(duplicate) for duplicate in check.duplicates],
    }
    return check, urlsafe_b64encode(key.seal_json(CURSOR, content)).decode()


def settle_conflicts(by: Actor, reference: str, check: Check) -> None:
    """Store the result of a finished check as :func:`store_result` does.

    Nothing is stored if the case was checked before, or is no longer at the version that was
    checked.
    """
    case = store.find_for_change(reference, team_id=by.team_id, withdrawn=True)
    if case.conflict is None and case.version == by.version:
        store_result(by, case_key(case, by.reader), check)


def store_result(by: Actor, key: CaseKey, check: Check) -> None:
    """Store the result of a finished check, its hits, its duplicates and the audit entry.

    A case with a hit is put on hold, where its status allows that; one that is on hold, or whose
    conflict a member confirmed, stays so, and the audit log and a note tell that. A check that
    could not read every case leaves a note, by which it is made again (:mod:`.repeat_check`), until
    a later note replaces it. If a stub did not open, that is logged too. The case key is rewrapped,
    because the wrap of the sending costs each page of the queue ten times as much to open.
    """
    case = key.case
    keep_duplicates(key, open_card(key), by.reader, check.duplicates)
    rewrap(key, by.reader)
    notes = read_notes(key)
    result = result_for(case, notes, check.result)
    store.record_check(case, result, compared=(check.looked, *check.names), on=by.day)
    if result is not Conflict.CLEAR and Status.CONFLICT_HOLD in MOVES[case.stage]:
        store.advance(case, Status.CONFLICT_HOLD, on=by.day)
    kind, note_id = NoteKind.CONFLICT_FOUND, None
    before, stands = newest(notes, kind), result is not check.result
    if check.hits or check.unopened or stands or before:
        # a hold that stands although nothing was found may rest on the hits of the note before
        hits = check.hits or (hits_of(before.facts) if before and stands else ())
        facts = {"hits": _hits_to_json(hits), "unopened": check.unopened, "stands": stands}
        note_id = write_note(by, key, kind, "", facts).id
    act = AuditAct(f"conflict_check_{result}")
    if check.unopened and result is Conflict.CLEAR:
        act = AuditAct.CONFLICT_CHECK_PARTIAL
    by.log(act, case, made=note_id)
    if check.broken:
        by.log(AuditAct.SEAL_BROKEN, case)


def hits_of(facts: Any) -> tuple[Hit, ...]:
    """Return the hits of a check from the facts of its note."""
    return tuple(Hit(**hit | {"why": Why(hit["why"])}) for hit in facts["hits"])


def _check_batch(key: CaseKey, card: Card, person: Person, check: Check, reader: Reader) -> Check:
    invented, own_id = key.case.invented, key.case.id
    batch = read_batch(reader, check.after, at_most=AT_ONCE, invented=invented, without=own_id)
    hits, unopened, broken = [*_among_cards(card, batch)], len(batch.unopened), False
    names = 0, 0
    if batch.is_end and not invented:  # an invented case has no stub and is compared with none
        stub_hits, unread, broken = _among_stubs(card, reader, own_id)
        ever = keys.names_imported(reader.team_id)
        lists, damaged = open_lists(reader)
        names = sum(len(listed.lines) for listed in lists.values()), ever
        hits += [*stub_hits, *_among_names(card, lists)]
        unopened, broken = unopened + unread + damaged, broken or damaged > 0
    return replace(
        check,
        after=batch.last,
        looked=check.looked + batch.read,
        unopened=check.unopened + unopened,
        hits=(*check.hits, *hits),
        duplicates=check.duplicates + duplicates_in(batch, person),
        broken=broken,
        names=names,
        is_end=batch.is_end,
    )


def _among_cards(card: Card, batch: CardBatch) -> Iterator[Hit]:
    """Yield hits. A card is parsed only if one side may name the other."""
    own = traits(asdict(card))
    for pack in batch.packs:
        for at in pack.only(may_be_opposed(pack.index, own)):
            other_traits = traits(pack.index.card(at))
            for why in in_common(own, other_traits):
                if why in AGAINST:
                    reference = pack.index.columns.references[at]
                    yield Hit(reference=reference, why=why, sure=is_sure(why, own, other_traits))


def _among_names(card: Card, lists: Mapping[str, NameList]) -> Iterator[Hit]:
    own = traits(asdict(card))
    for list_id, listed in lists.items():
        for at, kind, other in listed.like(own):
            for why in in_common(own, other):
                place = f"{kind} {list_id} {at}"
                yield Hit(why=why, sure=is_sure(why, own, other), imported=place)


def _among_stubs(card: Card, reader: Reader, case_id: str) -> tuple[list[Hit], int, bool]:
    """Compare with erased and walled cases. If no stub can be opened, go on without them.

    An urgent case must not wait for that: the page says how many were not compared. Return the
    hits, how many stubs did not open, and whether one of them is broken; a missing key of the stubs
    counts as one that did not open.
    """
    walled = {walled_case.id for walled_case in walls.of_team(reader.team_id)}
    try:
        matches = look_up_stubs(card, reader, case_id=case_id, without_card=walled).matches
    except NoKeyForCase as failure:
        logger.warning("stubs not compared", extra={"case_id": case_id, "code": failure.code})
        return [], 1, False
    except (SealDamaged, StubKeyLost) as failure:
        fields = {"case_id": case_id, "code": failure.code}
        logger.error("stubs not compared", extra=fields, exc_info=failure)
        return [], 1, False  # open_case records the broken seal, with its stub
    hits = [  # a case that exists has its card instead
        Hit(why=why, sure=match.result is Result.CONFLICT)
        for match in matches
        for why in match.why
        if match.case_id is None and why in AGAINST
    ]
    opposed = (match for match in matches if not set(match.why).isdisjoint(AGAINST))
    if any(
        match.case_id in walled for match in opposed
    ):  # one for all tells neither how many nor why
        hits.append(Hit(why=Why.WALLED, sure=False))
    unopened = sum(Why.UNREADABLE in match.why for match in matches)
    return hits, unopened, unopened > 0


def _hits_to_json(hits: Iterable[Hit]) -> list[dict[str, Any]]:
    return [asdict(hit) | {"why": hit.why.value} for hit in hits]


def _read_cursor(key: CaseKey, cursor: str) -> Check:
    """Return the check that an earlier request began, or an empty one if it cannot be read."""
    try:
        content = key.open_json(CURSOR, urlsafe_b64decode(cursor.encode()))
    except (SealDamaged, ValueError):  # the browser sent something else: search from the start
        return Check()
    return Check(
        after=content["after"],
        looked=content["looked"],
        unopened=content["unopened"],
        hits=hits_of(content),
        duplicates=duplicates_from_json(content["duplicates"]),
    )


IN_PASSING = timedelta(seconds=2)
"""Time after which a check in passing, or a repeated one, is left to the next opening."""

CHOSEN_AMONG = 8
"""Unchecked cases of which one is chosen."""


@frozen
class PassingCheck:
    """A finished check of a case at a version, to be stored."""

    reference: str
    version: int
    check: Check


def check_next(reader: Reader, *, clock: Callable[[], datetime]) -> PassingCheck | None:
    """Check one case that was not checked; ``None`` if there is none, or it was not finished.

    Chooses by chance, so that a case that does not open keeps no other from its check. Reads only.
    """
    if not (reader.holds_team_key and store.has_unchecked(reader.team_id)):
        return None
    cases = list[Case]()
    for after in (new_id(), ""):  # behind a random id; after the last come the first again
        if len(cases) < CHOSEN_AMONG:
            cases += store.without_check(
                reader.team_id, after=after, epochs=reader.epochs, at_most=CHOSEN_AMONG
            )
    if not cases:
        return None
    case = secrets.choice(cases)
    try:
        check, _ = check_conflicts(case, reader, "", clock=clock, works_for=IN_PASSING)
    except NOT_OPENED as failure:
        log_not_opened(logger, "case not checked", failure, case_id=case.id)
        return None
    if not check.is_end:
        return None
    return PassingCheck(reference=case.reference, version=case.version, check=check)


VISIT = timedelta(minutes=2)
"""Pages of a case that a member opens within this time belong to one visit."""


def unread_in_check(case: Case, notes: tuple[OpenNote, ...]) -> int:
    """Return how many cases and stubs the check of a clear case could not read."""
    check = newest(notes, NoteKind.CONFLICT_FOUND)
    if case.conflict != Conflict.CLEAR or check is None:
        return 0
    unread: int = check.facts["unopened"]
    return unread


def is_partial(case: Case, notes: tuple[OpenNote, ...]) -> bool:
    """Return true if a clear case is to be checked again: not all was read, or names came since."""
    is_to_compare = case.conflict == Conflict.CLEAR and not case.invented
    return unread_in_check(case, notes) > 0 or (
        is_to_compare and keys.names_imported(case.team_id) > (case.names_before or 0)
    )


def is_first_opening(case: Case, reader: Reader, now: datetime) -> bool:
    """Return true if the log has one opening of the case by this member within ``VISIT``."""
    openings = [
        entry
        for entry in log.history_of(case.id)
        if entry.act == AuditAct.CASE_OPENED and entry.member_id == reader.member_id
    ]
    return sum(entry.at is not None and entry.at > now - VISIT for entry in openings) == 1


def repeat_check(case: Case, reader: Reader, *, clock: Callable[[], datetime]) -> Check | None:
    """Check again; return the result if it says more than the last one, else ``None``.

    Reads only. A member without the team's keys checks nothing.
    """
    if not reader.holds_team_key:
        return None
    try:
        check, _ = check_conflicts(case, reader, "", clock=clock, works_for=IN_PASSING)
    except NOT_OPENED:
        return None
    return check if check.is_end and (check.hits or not check.unopened) else None


def settle_repeated(by: Actor, reference: str, check: Check) -> bool:
    """Store the result in place of one that was not whole. Return true if it was stored.

    Nothing is stored if the case was changed since it was checked.
    """
    case = store.find_for_change(reference, team_id=by.team_id, withdrawn=True)
    if case.version != by.version:
        return False
    key = case_key(case, by.reader)
    if not is_partial(case, read_notes(key)):
        return False
    store_result(by, key, check)
    return True
