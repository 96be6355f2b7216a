"""The conflict check: before anybody reads a story, look whether we may act for this person.

It opens cards, in the session of whoever wants to read, and keeps nothing but what it came to.
Invented cases are compared with invented ones alone, and real cases with real ones.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from intake.actions.conflicts.look_up_stubs import look_up_stubs
from intake.actions.opening.case_keys import CaseKey, NoKeyForCase, Reader, case_key
from intake.actions.opening.case_notes import write_note
from intake.actions.opening.read_cards import open_card
from intake.actions.opening.search_cards import AT_ONCE, OpenCard, heard_by_all, open_cards
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import cards, store
from intake.cases.card import Card
from intake.cases.models import Case, Conflict
from intake.cases.pipeline import MOVES, Status
from intake.conflicts.name_parts import parse_sentence
from intake.conflicts.phonetic_index import MentionMatcher
from intake.conflicts.stubs import Result
from intake.conflicts.traits import Traits, Why, in_common, is_sure, traits_of
from intake.notes.kinds import NoteKind
from intake.questionnaire.asylum.safety import do_not_tell
from intake.sealing.opening import SealBroken

WORKS_FOR = timedelta(seconds=8)
"""So long a request looks before it answers with the next button."""

FINISHED_AS: Mapping[Conflict, AuditAct] = {
    Conflict.CLEAR: AuditAct.CONFLICT_CHECK_CLEAR,
    Conflict.POSSIBLE: AuditAct.CONFLICT_CHECK_POSSIBLE,
    Conflict.CONFLICT: AuditAct.CONFLICT_CHECK_CONFLICT,
}
"""The act to log for each result of a check."""

AGAINST = (Why.NAMED_BY_THEM, Why.NAMES_THEM)
"""What makes a conflict: one of two was named as somebody not to tell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """Somebody who may stand against this person. ``reference`` is empty for an erased case."""

    reference: str
    why: Why
    sure: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """How far a check has come, behind the case with the id ``after``.

    ``broken`` tells that what stays of an erased case did not open.
    """

    after: str = ""
    looked: int = 0
    unopened: int = 0
    hits: tuple[Hit, ...] = ()
    broken: bool = False
    is_end: bool = False

    @property
    def result(self) -> Conflict:
        """The gravest of what was found."""
        if not self.hits:
            return Conflict.CLEAR
        return Conflict.CONFLICT if any(hit.sure for hit in self.hits) else Conflict.POSSIBLE


def check_conflicts(
    case: Case, reader: Reader, cursor: str, *, clock: Callable[[], datetime]
) -> tuple[Check, str]:
    """Look for eight seconds at most; the check so far, and the cursor to go on from.

    Reads only. The cursor is sealed under the case key, so that nobody who may open cases can
    make one that skips the looking. Raises ``NoKeyForCase`` or ``SealBroken``.
    """
    key, until = case_key(case, reader), clock() + WORKS_FOR
    card = open_card(key)
    check = _some(key, card, _check_of(key, cursor), reader)
    while not check.is_end and clock() < until:
        check = _some(key, card, check, reader)
    return check, _cursor_of(key, check)


def settle_conflicts(
    reference: str, reader: Reader, check: Check, *, version: int, today: date, now: datetime
) -> None:
    """Keep what a finished check came to: the result, whom it found, the audit entry; and that
    a trace of somebody did not open, for then the check may have missed them.

    A case that somebody stands against is held, unless it is where nothing can be held. Nothing
    is kept where the case is another by now than the ``version`` that was checked.
    """
    case = store.find_for_change(reference, team_id=reader.team_id)
    if case.conflict is not None or case.version != version:
        return
    key = case_key(case, reader)
    store.set_conflict(case, check.result, on=today)
    who, made = reader.member_id, None
    if check.hits:
        facts = {"hits": [_hit_kept(hit) for hit in check.hits], "unopened": check.unopened}
        made = write_note(key, NoteKind.CONFLICT_FOUND, "", member_id=who, now=now, facts=facts).id
        if Status.CONFLICT_HOLD in MOVES[case.stage]:
            store.move(case, Status.CONFLICT_HOLD, reason=None, on=today)
    log.record(
        FINISHED_AS[check.result], on=today, member_id=who, case_id=case.id, at=now, made=made
    )
    if check.broken:
        log.record(AuditAct.SEAL_BROKEN, on=today, member_id=who, case_id=case.id, at=now)


def hits_of(facts: Any) -> tuple[Hit, ...]:
    """What a check found, as its note keeps it."""
    return tuple(
        Hit(reference=hit["reference"], why=Why(hit["why"]), sure=hit["sure"])
        for hit in facts["hits"]
    )


def _some(key: CaseKey, card: Card, check: Check, reader: Reader) -> Check:
    invented = key.case.invented
    sealed = cards.cards_after(reader.team_id, check.after, at_most=AT_ONCE, invented=invented)
    opened = [one for one in open_cards(sealed, reader) if one.id != key.case.id]
    is_end = len(sealed) < AT_ONCE
    looks_at_stubs = is_end and not invented
    erased, unread, broken = (
        _among_stubs(card, reader, key.case.id) if looks_at_stubs else ((), 0, False)
    )
    return replace(
        check,
        after=sealed[-1].id if sealed else check.after,
        looked=check.looked + len(opened),
        unopened=check.unopened
        + sum(one.id != key.case.id for one in sealed)
        - len(opened)
        + unread,
        hits=check.hits + tuple(_among_cards(card, opened)) + erased,
        broken=broken,
        is_end=is_end,
    )


def _among_cards(card: Card, others: list[OpenCard]) -> Iterator[Hit]:
    """Only who may be meant is read whole: reading a name costs a hundred times a comparison."""
    said = parse_sentence(card.do_not_tell)
    ear = MentionMatcher(
        (*said.words, *said.neighbours), heard_by_all(others) if said.words else ()
    )
    me = _traits(card)
    for one in others:
        if one.card.get(do_not_tell.id) or ear.may_mention(one.heard):
            other = _traits(Card.from_json(one.card))
            yield from _between(me, other, one.reference)


def _between(me: Traits, other: Traits, reference: str) -> Iterator[Hit]:
    for why in in_common(me, other):
        if why in AGAINST:
            yield Hit(reference=reference, why=why, sure=is_sure(why, me, other))


def _among_stubs(card: Card, reader: Reader, case_id: str) -> tuple[tuple[Hit, ...], int, bool]:
    """Those of cases that were erased, how many could not be read, and whether one is broken.

    A case that stands has its card. What nobody can open keeps nobody from an urgent case: the
    page tells how much was not seen.
    """
    try:
        matches = look_up_stubs(card, reader, case_id=case_id).matches
    except (NoKeyForCase, SealBroken):
        return (), 1, False
    hits = tuple(
        Hit(reference="", why=why, sure=match.result is Result.CONFLICT)
        for match in matches
        for why in match.why
        if match.case_id is None and why in AGAINST
    )
    unread = sum(Why.UNREADABLE in match.why for match in matches)
    return hits, unread, unread > 0


def _traits(card: Card) -> Traits:
    """As a stub has them, with nothing hashed: these never leave this request."""
    return traits_of(str, names=card.all_names, years=(), number="", against=card.do_not_tell)


def _hit_kept(hit: Hit) -> dict[str, Any]:
    return {"reference": hit.reference, "why": hit.why.value, "sure": hit.sure}


def _cursor_of(key: CaseKey, check: Check) -> str:
    kept = {
        "after": check.after,
        "looked": check.looked,
        "unopened": check.unopened,
        "hits": [_hit_kept(hit) for hit in check.hits],
    }
    return urlsafe_b64encode(key.seal_json("conflict-cursor", kept)).decode()


def _check_of(key: CaseKey, cursor: str) -> Check:
    """Where an earlier request had come; from the beginning with a cursor that is none."""
    if not cursor:
        return Check()
    try:
        kept = key.open_json("conflict-cursor", urlsafe_b64decode(cursor.encode()))
    except (SealBroken, ValueError):
        return Check()
    return Check(
        after=kept["after"],
        looked=kept["looked"],
        unopened=kept["unopened"],
        hits=hits_of(kept),
    )
