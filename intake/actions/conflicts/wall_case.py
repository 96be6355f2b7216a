"""Put up the wall of a case, change its named members, or take it down.

The key of a walled case is sealed to the named members and to the recovery key, and no longer to
the team. Members who know the other person, because they opened a case of theirs, cannot be named.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from intake.actions.access.recheck_permission import still_may
from intake.actions.conflicts.save_stub import save_stub
from intake.actions.conflicts.standing_decision import hold_without_wall
from intake.actions.keys.vouched_members import trusted_members
from intake.actions.links.drop_links import drop_links_to, lock_linked
from intake.actions.links.same_person import same_person_keys
from intake.actions.opening.case_keys import CaseKey, Reader, case_key, wrap_for
from intake.actions.opening.case_notes import OpenNote, newest, read_notes, write_note
from intake.actions.opening.log_act import log_act
from intake.actions.opening.read_cards import open_card
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store, walls
from intake.cases.cards import packs
from intake.cases.models import Case
from intake.keys import store as keys
from intake.notes.kinds import NoteKind
from intake.sealing.seal import Recipient, seal_to
from intake.sealing.wraps import walled_place
from intake.staff.models import StaffMember
from intake.staff.roles import Act, Role, may

SUPERVISORS = 2
"""Supervisors inside each wall, as far as so many are not kept out."""

READS = (
    AuditAct.CASE_OPENED,
    AuditAct.CARD_OPENED,
    AuditAct.PRIVATE_OPENED,
    AuditAct.HANDED_OFF,
    AuditAct.HANDED_OFF_ASKED,
)
"""Acts by which a member comes to know the person of a case."""


class UnknownReference(Exception):
    """The team has no case with one of the references of the other person."""


class KnowsOther(Exception):
    """A member who is to be named is kept out, or has opened a case of the other person."""


class NotTrusted(Exception):
    """A member who is to be named has no case access, or a key that nobody has compared."""


class NobodyNamed(Exception):
    """The wall would have nobody inside who can open the case."""


class NoWall(Exception):
    """The case has no wall."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WallPlan:
    """The ids of members who are named and of members kept out, and the reason.

    ``references`` are the cases of the other person: whoever opened one of them is kept out too.
    """

    named: frozenset[str]
    outside: frozenset[str]
    references: tuple[str, ...]
    text: str


def put_up_wall(
    reference: str, reader: Reader, plan: WallPlan, *, version: int, today: date, now: datetime
) -> Case:
    """Seal the key of a case to the named members and two supervisors, and to nobody else.

    Linked cases of the same person get the same wall, because they hold the same answers. A wall
    that stands is changed to the new members; who was kept out stays so. Raise
    ``NoSuchCase``, ``ChangedMeanwhile``, ``NoLongerMay``, :class:`UnknownReference`,
    :class:`KnowsOther`, :class:`NotTrusted`, :class:`NobodyNamed`, ``UntrustedTeamKey``,
    ``StubKeyLost``, or as ``case_key`` does.
    """
    key = _open_locked(reference, reader, version=version)
    keys_inside = (key, *same_person_keys(key, reader))
    outside = frozenset[str]().union(
        *(kept_out(wall_note(each), plan, team_id=reader.team_id) for each in keys_inside)
    )
    members = named_members(plan.named, outside, reader)
    wall_all(keys_inside, reader, plan, members, outside, today=today, now=now)
    return key.case


def wall_all(
    keys_inside: Collection[CaseKey],
    reader: Reader,
    plan: WallPlan,
    members: list[StaffMember],
    outside: frozenset[str] = frozenset(),
    *,
    today: date,
    now: datetime,
) -> None:
    """Put up the same wall around these cases of one person, and remove links from others."""
    inside = [each.case.reference for each in keys_inside]
    for each in keys_inside:
        _close_links(each, reader, but=inside, today=today, now=now)
        _put_up(each, reader, plan, members, outside, today=today, now=now)


def _put_up(
    key: CaseKey,
    reader: Reader,
    plan: WallPlan,
    members: list[StaffMember],
    outside: frozenset[str],
    *,
    today: date,
    now: datetime,
) -> None:
    """Put up the wall of one case, and log it."""
    case, act = key.case, AuditAct.WALL_CHANGED if key.case.walled_keys else AuditAct.WALL_PUT_UP
    if not case.invented:
        save_stub(case.id, open_card(key), reader)
    facts = {
        "members": sorted(member.id for member in members),
        "outside": sorted(outside),
        "references": list(plan.references),
    }
    member_id = reader.member_id
    note = write_note(key, NoteKind.WALL, plan.text, member_id=member_id, now=now, facts=facts)
    ended = wrap_of(case)
    packs.drop_holding(case.id, team_id=case.team_id)
    wraps = _wraps(key, members, installation=reader.installation)
    walls.put_up(case, wraps, on=today)
    log_act(act, key.case, reader, today=today, now=now, made=note.id, ended=ended)


def _close_links(
    key: CaseKey, reader: Reader, *, but: list[str], today: date, now: datetime
) -> None:
    """Remove the links to a case from those that do not get the same wall, and log them."""
    for replaced in filter(None, drop_links_to(key, reader, but=but)):
        member_id, act = reader.member_id, AuditAct.CASE_UNLINKED
        log.record(act, on=today, member_id=member_id, at=now, ended=replaced)


def take_down_wall(
    reference: str, reader: Reader, text: str, *, version: int, today: date, now: datetime
) -> Case:
    """Wrap the key of a walled case for the team again; *text* is the reason.

    A case that was freed because members with knowledge are screened off is on hold again. Raise
    ``NoSuchCase``, ``ChangedMeanwhile``, ``NoLongerMay``, :class:`NoWall`, or as ``case_key`` does.
    """
    key = _open_locked(reference, reader, version=version)
    ended = key.case.walled_keys
    if ended is None:
        raise NoWall
    note = write_note(key, NoteKind.WALL, text, member_id=reader.member_id, now=now)
    epoch = keys.recipient_of(reader.team_id, pin=reader.installation).epoch
    wrap_for(epoch, key, reader)
    store.touch(key.case, on=today)
    act = AuditAct.WALL_TAKEN_DOWN
    log_act(act, key.case, reader, today=today, now=now, made=note.id, ended=ended)
    reader.pack_work.walled = None
    if hold_without_wall(key.case, read_notes(key), today=today):
        log_act(AuditAct.CONFLICT_STANDS, key.case, reader, today=today, now=now)
    return key.case


def wall_note(key: CaseKey) -> OpenNote | None:
    """Return the note with the members of the wall that stands; ``None`` without a wall."""
    return newest(read_notes(key), NoteKind.WALL) if key.case.walled_keys else None


def kept_out(note: OpenNote | None, plan: WallPlan, *, team_id: str) -> frozenset[str]:
    """Return the ids of members who cannot be named, *note* being that of the wall before.

    Raise :class:`UnknownReference`.
    """
    earlier = note.facts.get("outside", ()) if note else ()
    return plan.outside | frozenset(earlier) | members_who_know(plan.references, team_id=team_id)


def members_who_know(references: Collection[str], *, team_id: str) -> frozenset[str]:
    """Return the ids of members who work on a case with these references, or have opened it.

    Raise :class:`UnknownReference`.
    """
    cases = store.with_references(references, team_id=team_id)
    if len(cases) < len(set(references)):
        raise UnknownReference
    assignees = {case.assignee_id for case in cases if case.assignee_id}
    return log.members_who(READS, [case.id for case in cases]) | assignees


def wrap_of(case: Case) -> bytes:
    """Return the wrap of the case key that the row has, by which the log knows it."""
    return case.walled_keys or case.rewrapped_key or case.sealed_key or b""


def _open_locked(reference: str, reader: Reader, *, version: int) -> CaseKey:
    """Lock the keys of the team, the case and those it is linked to; open the key of the case."""
    keys.lock_team(reader.team_id)
    still_may(reader.member_id, Act.WALL_CASE)
    lock_linked(reference, reader)
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    return case_key(case, reader)


def named_members(
    named: frozenset[str], outside: frozenset[str], reader: Reader
) -> list[StaffMember]:
    """Return the members who will be inside: those named, and supervisors up to two."""
    if named & outside:
        raise KnowsOther
    trusted = {
        member.id: member
        for member in trusted_members(reader)
        if may(member.roles, Act.HOLD_TEAM_KEYS) and member.id not in outside
    }
    if not named <= trusted.keys():
        raise NotTrusted
    inside = named | _supervisors(trusted.values(), named, reader)
    if not inside:
        raise NobodyNamed
    return [member for member in trusted.values() if member.id in inside]


def _supervisors(
    trusted: Collection[StaffMember], named: frozenset[str], reader: Reader
) -> frozenset[str]:
    """Return the ids of up to two supervisors: first those named, then the member who acts."""
    able = [member for member in trusted if Role.SUPERVISOR in member.roles]
    able.sort(key=lambda member: (member.id not in named, member.id != reader.member_id))
    return frozenset(member.id for member in able[:SUPERVISORS])


def _wraps(key: CaseKey, members: list[StaffMember], *, installation: str) -> dict[str, bytes]:
    recipients = [
        *(Recipient(whose=member.id, public_key=member.public_key) for member in members),
        keys.recovery_recipient(pin=installation),
    ]
    return {recipient.whose: seal_walled_key(key, recipient) for recipient in recipients}


def seal_walled_key(key: CaseKey, recipient: Recipient) -> bytes:
    """Seal the key of a case to one member or to the recovery key."""
    case, whose = key.case, recipient.whose
    place = walled_place(case.id, case.request_id, whose, installation=key.installation)
    return seal_to(recipient, key.key, context=place)
