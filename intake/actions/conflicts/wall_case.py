"""Put up the wall of a case, change its named members, or take it down.

The key of a walled case is sealed to the named members and to the recovery key, and no longer to
the team. Members who know the other person, because they opened a case of theirs, cannot be named.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from intake.actions.access.unlock_keys import still_may
from intake.actions.keys.grant_access import trusted_members
from intake.actions.keys.recover import open_all_keys
from intake.actions.links import drop_links_to, lock_linked, same_person_keys
from intake.actions.opening.case_keys import Actor, CaseKey, Reader, case_key, wrap_for
from intake.actions.opening.case_notes import OpenNote, newest, read_notes, write_note
from intake.actions.opening.case_stubs import save_stub
from intake.actions.opening.search_cards import open_card
from intake.actions.queue.change_many import able_owners
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import batches, packs, store, walls
from intake.cases.models import Case, Conflict
from intake.cases.pipeline import MOVES, Status
from intake.cases.tags import Tag
from intake.frozen import frozen
from intake.keys import store as keys
from intake.notes.store import NoteKind
from intake.sealing.opening import open_sealed
from intake.sealing.seal import Recipient, seal_to
from intake.sealing.sheets import Sheet
from intake.sealing.wraps import RECOVERY, walled_place
from intake.staff.models import StaffMember
from intake.staff.store import Act, Role, may
from intake.words import Labelled, Refused

SUPERVISORS = 2
"""Supervisors inside each wall, as far as so many are not kept out."""

READS = (
    AuditAct.CASE_OPENED,
    AuditAct.PRIVATE_OPENED,
    AuditAct.CASE_COPIED,
    AuditAct.HANDED_OFF,
    AuditAct.HANDED_OFF_ASKED,
)
"""Acts by which a member reads answers. A card alone, opened to decide a conflict, bars nobody."""


@frozen
class WallPlan:
    """The ids of members who are named and of members kept out, and the reason.

    ``references`` are the cases of the other person: whoever opened one of them is kept out too.
    """

    named: frozenset[str]
    outside: frozenset[str]
    references: tuple[str, ...]
    text: str


def put_up_wall(by: Actor, reference: str, plan: WallPlan) -> None:
    """Seal the key of a case to the named members and two supervisors, and to nobody else.

    Linked cases of the same person get the same wall, because they hold the same answers. A wall
    that stands is changed to the new members; who was kept out stays so. Raise ``NoSuchCase``,
    ``Refused``, ``NoLongerMay``, ``UntrustedTeamKey``, or as ``case_key`` does.
    """
    key = _open_locked(by, reference)
    keys_inside = (key, *same_person_keys(key, by.reader))
    outside = plan.outside | members_who_know(plan.references, team_id=by.team_id)
    for each in keys_inside:
        note = newest(read_notes(each), NoteKind.WALL) if each.case.walled_keys else None
        outside |= frozenset(note.facts.get("outside", ()) if note else ())
    members = _members_inside(plan.named, outside, by.reader)
    facts = {
        "members": sorted(member.id for member in members),
        "outside": sorted(outside),
        "references": list(plan.references),
    }
    inside = [each.case.reference for each in keys_inside]
    for each in keys_inside:
        for replaced in filter(None, drop_links_to(each, by.reader, but=inside)):
            by.log(AuditAct.CASE_UNLINKED, ended=replaced)
        _wall(by, each, members, plan.text, facts)


def wall_withdrawn(by: Actor, reference: str) -> None:
    """Seal the key of a withdrawn case to those who decide about its hold, and to nobody else.

    Raise ``NoSuchCase``, ``NoLongerMay``, ``UntrustedTeamKey``, or as ``case_key`` does.
    """
    keys.lock_team(by.team_id)
    still_may(by.member_id, Act.HOLD_CASE)
    case = store.find_for_change(reference, team_id=by.team_id, withdrawn=True)
    deciders = [each for each in trusted_members(by.reader) if may(each.roles, Act.HOLD_CASE)]
    if case.walled_keys or not (case.erase_asked_on and case.held_since and deciders):
        return
    if not case.is_closed:
        return  # the applicant did not withdraw it, which closes it: the worker puts it back
    members = sorted(member.id for member in deciders)
    facts = {"members": members, "outside": [], "references": []}
    _wall(by, case_key(case, by.reader), deciders, "", facts)


def _wall(
    by: Actor, key: CaseKey, members: list[StaffMember], text: str, facts: dict[str, Any]
) -> None:
    """Seal the key of one case to these members and to the recovery key; log the wrap before."""
    case, act = key.case, AuditAct.WALL_CHANGED if key.case.walled_keys else AuditAct.WALL_PUT_UP
    if not case.invented:
        save_stub(case.id, open_card(key), by.reader)
    note = write_note(by, key, NoteKind.WALL, text, facts)
    ended = case.walled_keys or case.rewrapped_key or case.sealed_key or b""
    packs.drop_holding(case.id, team_id=case.team_id)
    wraps = dict[str, bytes]()
    for recipient in (
        *(Recipient(whose=member.id, public_key=member.public_key) for member in members),
        keys.recovery_recipient(key.installation),
    ):
        whose, installation = recipient.whose, key.installation
        place = walled_place(case.id, case.request_id, whose, installation)
        wraps[whose] = seal_to(recipient, key.key, place)
    walls.put_up(case, wraps, on=by.day)
    by.log(act, case, made=note.id, ended=ended)


def take_down_wall(by: Actor, reference: str, text: str) -> None:
    """Wrap the key of a walled case for the team again; *text* is the reason.

    A case that was freed because members with knowledge are screened off is on hold again. Raise
    ``NoSuchCase``, ``Refused``, ``NoLongerMay``, or as ``case_key`` does.
    """
    key = _open_locked(by, reference)
    case, ended = key.case, key.case.walled_keys
    if ended is None:
        raise Refused("This case has no wall any more.")
    note = write_note(by, key, NoteKind.WALL, text)
    epoch = keys.recipient_of(by.team_id, by.reader.installation).epoch
    wrap_for(epoch, key, by.reader.team_key(by.team_id, epoch))
    store.touch(case, on=by.day)
    by.log(AuditAct.WALL_TAKEN_DOWN, case, made=note.id, ended=ended)
    by.reader.pack_work.walled = None
    if hold_without_wall(case, read_notes(key), today=by.day):
        by.log(AuditAct.CONFLICT_STANDS, case)


def members_who_know(references: Collection[str], *, team_id: str) -> frozenset[str]:
    """Return the ids of members who work on a case with these references, or have opened it.

    Raise ``Refused`` if the team has no case with one of them.
    """
    cases = store.with_references(references, team_id=team_id)
    if len(cases) < len(set(references)):
        raise Refused("The team has no case with one of these references.", status=422)
    assignees = {case.assignee_id for case in cases if case.assignee_id}
    return log.members_who(READS, [case.id for case in cases]) | assignees


def _open_locked(by: Actor, reference: str) -> CaseKey:
    """Lock the keys of the team, the case and those it is linked to; open the key of the case."""
    keys.lock_team(by.team_id)
    still_may(by.member_id, Act.WALL_CASE)
    lock_linked(reference, by.reader)
    case = store.find_for_change(reference, team_id=by.team_id, version=by.version)
    return case_key(case, by.reader)


def _members_inside(
    named: frozenset[str], outside: frozenset[str], reader: Reader
) -> list[StaffMember]:
    """Return the members who will be inside: those named, and supervisors up to two.

    Of supervisors those named come first, then the member who acts.
    """
    if named & outside:
        raise Refused(
            (
                "A member you named is kept out, or has opened a case of the other person. Choose "
                "others."
            ),
            status=422,
        )
    trusted = {
        member.id: member
        for member in trusted_members(reader)
        if may(member.roles, Act.HOLD_TEAM_KEYS) and member.id not in outside
    }
    if not named <= trusted.keys():
        raise Refused(
            (
                "A member you named has no case access yet, or has a new key that nobody has "
                "compared: see Team."
            ),
            status=422,
        )
    supervisors = [member for member in trusted.values() if Role.SUPERVISOR in member.roles]
    supervisors.sort(key=lambda member: (member.id not in named, member.id != reader.member_id))
    inside = named | {member.id for member in supervisors[:SUPERVISORS]}
    if not inside:
        raise Refused("Name at least one member who is not kept out.", status=422)
    return [member for member in trusted.values() if member.id in inside]


def open_wall(
    first_sheet: Sheet,
    second_sheet: Sheet,
    reference: str,
    *,
    team_id: str,
    installation: str,
    today: date,
) -> None:
    """Wrap the key of a walled case for the team again.

    A case that only the wall had freed of its conflict is on hold again. Raise
    ``NoSuchCase``, ``SheetsOpenNothing``, ``OneSheetTwice``, ``UntrustedTeamKey``, and
    ``SealBroken`` where the wrap or a note is damaged.
    """
    keys.lock_team(team_id)
    recovery, team_keys = open_all_keys(first_sheet, second_sheet, team_id, installation)
    case = store.find_for_change(reference, team_id=team_id, withdrawn=True)
    sealed, ended = walls.wraps_of(case).get(RECOVERY), case.walled_keys
    if not sealed or not ended:
        raise store.NoSuchCase
    place = walled_place(case.id, case.request_id, RECOVERY, installation)
    key = open_sealed(sealed, recovery.hpke_private, place)
    epoch, opened = max(team_keys), CaseKey(case=case, key=key, installation=installation)
    wrap_for(epoch, opened, team_keys[epoch].hpke_private)
    store.touch(case, on=today)
    log.record(AuditAct.WALL_TAKEN_DOWN, on=today, case_id=case.id, ended=ended)
    if hold_without_wall(case, read_notes(opened), today=today):
        log.record(AuditAct.CONFLICT_STANDS, on=today, case_id=case.id)


class Grounds(Labelled):
    """The reason for deciding that there is a conflict, or that there is none."""

    ANOTHER_PERSON = "another_person", "No conflict: different person"
    NOT_ADVERSE = "not_adverse", "No conflict: same person, not adverse"
    CONSENT = "consent", "Release: both parties gave written consent"
    SCREENED = "screened", "Release: members with knowledge are screened off"
    ADVERSE = "adverse", "Conflict: we represent or represented the other party"
    CANNOT_TELL = "cannot_tell", "Conflict: cannot be ruled out, stays restricted"


CLEARING = frozenset(
    {Grounds.ANOTHER_PERSON, Grounds.NOT_ADVERSE, Grounds.CONSENT, Grounds.SCREENED}
)
"""Grounds on which the story may be read; on the others it stays hidden."""


class NothingToDecide(Refused):
    """The conflict check of this case was not made, or found no conflict."""

    says = "There is no conflict to decide on this case any more. Open the case again."


def decide_conflict(by: Actor, reference: str, grounds: Grounds, text: str) -> Case:
    """Clear the case, or hold it because of the conflict; *text* is sealed in a note.

    Raise ``NoSuchCase``, ``ChangedMeanwhile``, :class:`NothingToDecide`, ``Refused`` where members
    with knowledge are to be screened off and no wall does it, or as ``case_key`` does.
    """
    case = store.find_for_change(reference, team_id=by.team_id, version=by.version)
    if case.conflict in (None, Conflict.CLEAR):
        raise NothingToDecide
    if grounds is Grounds.SCREENED and not case.walled_keys:
        raise Refused(
            "Put up a wall first. It keeps out the members who know the other person, and only "
            "then can you release the case for this reason."
        )
    key = case_key(case, by.reader)
    cleared = grounds in CLEARING
    note = write_note(by, key, NoteKind.CONFLICT_DECIDED, text, {"grounds": grounds.value})
    if cleared:
        store.set_conflict(case, Conflict.FREED, on=by.day)
        if case.stage is Status.CONFLICT_HOLD:
            store.move(case, Status.TRIAGE, reason=None, on=by.day)
    else:
        _confirm_conflict(case, by.day)
    act = AuditAct.CONFLICT_FREED if cleared else AuditAct.CONFLICT_STANDS
    by.log(act, case, made=note.id)
    return case


def result_for(case: Case, notes: tuple[OpenNote, ...], found: Conflict) -> Conflict:
    """Return the result to store where a check *found* this.

    An applicant who changes a name has the check made again. It frees neither a case whose conflict
    a member confirmed, nor one that is on hold, by hand or by an earlier check: a member does.
    """
    if stands(case, notes):
        return Conflict.CONFLICT
    is_held = case.stage is Status.CONFLICT_HOLD
    return Conflict.POSSIBLE if is_held and found is Conflict.CLEAR else found


def hold_without_wall(case: Case, notes: tuple[OpenNote, ...], *, today: date) -> bool:
    """Hold a case whose wall was taken down, if the wall was the ground to free it.

    Return true if so.
    """
    if not (case.may_be_read and stands(case, notes)):
        return False
    _confirm_conflict(case, today)
    return True


def _confirm_conflict(case: Case, today: date) -> None:
    """Hide the story because of the conflict, and hold the case where its status allows that."""
    store.set_conflict(case, Conflict.CONFLICT, on=today)
    if Status.CONFLICT_HOLD in MOVES[case.stage]:
        store.move(case, Status.CONFLICT_HOLD, reason=None, on=today)


def stands(case: Case, notes: tuple[OpenNote, ...]) -> bool:
    """Return true if the newest decision about the case keeps its story hidden.

    The ground of members who are screened off holds only while the wall does.
    """
    decision = newest(notes, NoteKind.CONFLICT_DECIDED)
    if decision is None:
        return False
    grounds = Grounds(decision.facts["grounds"])
    return grounds not in CLEARING or (grounds is Grounds.SCREENED and not case.walled_keys)


def hand_hold(by: Actor, reference: str, to: str) -> Case:
    """Assign a held case to the member with the id *to*, and tag it for a supervisor.

    Raise :class:`NothingToDecide` for a case that no conflict holds, ``Refused`` for a member who
    may not decide, or as ``Actor.lock`` does.
    """
    case = by.lock(reference)
    if case.may_be_read or case.conflict is None:
        raise NothingToDecide
    if to not in {member.id for member in deciders_of(case)}:
        raise Refused("This member may not decide about the conflict. Choose another.", status=422)
    batches.give_to(case, to, on=by.day)
    batches.put_tag(case, Tag.ASK_SUPERVISOR, on=by.day)
    by.log(AuditAct.HOLD_HANDED_ON, case)
    return case


def deciders_of(case: Case) -> list[StaffMember]:
    """Return the members who may decide about the conflict of a case; named ones if walled."""
    owners = able_owners(case.team_id, case).values()
    return [member for member in owners if may(member.roles, Act.DECIDE_CONFLICT)]
