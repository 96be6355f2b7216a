"""Keep and find cases. A case of another team is not found, as one that never was."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update

from intake.cases.models import IS_OPEN, Case, Conflict
from intake.cases.pipeline import CloseReason, Status
from intake.cases.turn import Turn, turn_at
from intake.extensions import db, insert_rows


class NoSuchCase(Exception):
    """This team has no case with this reference."""


class ChangedMeanwhile(Exception):
    """Somebody changed the case after it was shown to the one who wants to change it now."""


def add(
    *,
    id: str,
    request_id: str,
    reference: str,
    team_id: str,
    epoch: int,
    tier: str,
    steps: list[dict[str, str]],
    act_by: date | None,
    look_by: date,
    due_on: date,
    received_on: date,
    language: str,
    erase_on: date,
    sealed_key: bytes,
    card: bytes,
    story: bytes,
    invented: bool = False,
) -> None:
    """Add a case, before its diary entries, which refer to it."""
    case = {
        "id": id,
        "request_id": request_id,
        "reference": reference,
        "team_id": team_id,
        "epoch": epoch,
        "tier": str(tier),
        "steps": steps,
        "act_by": act_by,
        "look_by": look_by,
        "due_on": due_on,
        "received_on": received_on,
        "last_move_on": received_on,
        "language": language,
        "erase_on": erase_on,
        "sealed_key": sealed_key,
        "card": card,
        "story": story,
        "invented": invented,
    }
    insert_rows(Case, [case])


def find(reference: str, *, team_id: str) -> Case:
    """The team's case of this reference; :class:`NoSuchCase` for any other."""
    wanted = select(Case).where(Case.reference == reference, Case.team_id == team_id)
    if (case := db.session.scalar(wanted)) is None:
        raise NoSuchCase
    return case


def find_for_change(reference: str, *, team_id: str, version: int | None = None) -> Case:
    """As :func:`find`, the row locked and read anew.

    With ``version``, that which the page showed: :class:`ChangedMeanwhile` where it is another.
    """
    wanted = select(Case).where(Case.reference == reference, Case.team_id == team_id)
    wanted = wanted.with_for_update().execution_options(populate_existing=True)
    if (case := db.session.scalar(wanted)) is None:
        raise NoSuchCase
    if version is not None and case.version != version:
        raise ChangedMeanwhile
    return case


def find_by_id(case_id: str, *, to_change: bool = False) -> Case | None:
    """The case with this id, for its own applicant. Locked and read anew if ``to_change``."""
    wanted = select(Case).where(Case.id == case_id)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(wanted)


def with_ids(ids: Sequence[str]) -> list[Case]:
    """The cases with these ids, in this order, without their stories."""
    found = {case.id: case for case in db.session.scalars(select(Case).where(Case.id.in_(ids)))}
    return [found[id_] for id_ in ids if id_ in found]


def soonest_of(ids: Collection[str], *, team_id: str, at_most: int) -> tuple[str, ...]:
    """The ids of the first of these cases, as far as the team has them: open ones, soonest due."""
    wanted = select(Case.id).where(Case.id.in_(ids), Case.team_id == team_id)
    is_closed = Case.status == Status.CLOSED.value
    wanted = wanted.order_by(is_closed, Case.due_on, Case.tier, Case.id).limit(at_most)
    return tuple(db.session.scalars(wanted))


def with_references(references: Collection[str], *, team_id: str) -> list[Case]:
    """Those of the team's cases that have these references, the soonest due first."""
    wanted = select(Case).where(Case.reference.in_(references), Case.team_id == team_id)
    return list(db.session.scalars(wanted.order_by(Case.due_on, Case.tier, Case.reference)))


def references_of(ids: Collection[str], *, team_id: str) -> dict[str, str]:
    """By id, the references of those of these cases that the team has."""
    wanted = select(Case.id, Case.reference).where(Case.id.in_(ids), Case.team_id == team_id)
    return dict(db.session.execute(wanted).all())


def ids_for(requests: Collection[str]) -> dict[str, str]:
    """The ids of the cases that stand for these requests, by request."""
    wanted = select(Case.request_id, Case.id).where(Case.request_id.in_(requests))
    return dict(db.session.execute(wanted).all())


def standing(ids: Collection[str]) -> frozenset[str]:
    """Those of these cases that are here."""
    return frozenset(db.session.scalars(select(Case.id).where(Case.id.in_(ids))))


def rewrap(case: Case, key: bytes, *, epoch: int) -> None:
    """The case key under the team's own secret, in place of the envelope it came in."""
    case.rewrapped_key = key
    case.rewrapped_epoch = epoch
    case.sealed_key = None


def hand_to(case: Case, member_id: str, *, on: date) -> None:
    """This member works the case from now on."""
    case.assignee_id = member_id
    _moved(case, on)


def keep_looked(case: Case, *, due_on: date, on: date) -> None:
    """A member looked, and kept a next date: from now on the diary says when it is due."""
    case.looked_on = on
    case.due_on = due_on
    _moved(case, on)


def move(
    case: Case,
    to: Status,
    *,
    reason: CloseReason | None,
    on: date,
    erase_on: date | None = None,
) -> None:
    """The case stands elsewhere in the pipeline; if it is closed, it is erased on that day.

    On hold for a conflict its story is hidden, also after a check that had found nobody.
    """
    if to is Status.CONFLICT_HOLD and case.may_be_read:
        case.conflict, case.conflict_on = Conflict.POSSIBLE.value, on
    case.erase_on = erase_on or case.erase_on
    case.status = to.value
    case.close_reason = reason.value if reason else None
    case.waits_for = turn_at(to).value
    _moved(case, on)


def touch(case: Case, *, on: date) -> None:
    """A member did something to the case: whoever has an older page must look again."""
    _moved(case, on)


def settle_conflict(case: Case, found: Conflict, *, on: date) -> None:
    """What the conflict check came to, or what a member said it comes to."""
    case.conflict = found.value
    case.conflict_on = on
    _moved(case, on)


def forget_conflict(case: Case) -> None:
    """Other names, or another person not to tell: the check is to be made anew."""
    case.conflict = None
    case.conflict_on = None


def replied(case: Case, *, on: date) -> None:
    """The person wrote, and no member has read it yet."""
    case.replied_on = case.replied_on or on
    case.waits_for = Turn.REPLY.value
    case.version += 1


def read_replies(case: Case) -> None:
    """A member read what the person wrote: now it is our turn."""
    case.replied_on = None
    if case.waits_for == Turn.REPLY:
        case.waits_for = Turn.US.value


def reweigh(
    case: Case,
    *,
    tier: str,
    steps: list[dict[str, str]],
    act_by: date | None,
    look_by: date,
    due_on: date,
    card: bytes,
    story: bytes,
    on: date,
) -> None:
    """The applicant said more. A case that was looked at is due no later than before."""
    case.tier = str(tier)
    case.steps = steps
    case.act_by = act_by
    case.look_by = look_by
    case.due_on = due_on if case.looked_on is None else min(case.due_on, act_by or case.due_on)
    case.card = card
    case.story = story
    _moved(case, on)


def reseal(case: Case, *, card: bytes, story: bytes) -> None:
    """The same case, told anew: no date and no tier of it changes."""
    case.card = card
    case.story = story
    case.version += 1


def hold(case: Case, *, since: date | None, on: date) -> None:
    """Nothing erases the case from now on; without ``since``, the hold is lifted."""
    case.held_since = since
    _moved(case, on)


def ask_erasure(case: Case, *, on: date) -> None:
    """The applicant took it back while it is held: it goes as soon as it may."""
    case.erase_asked_on = case.erase_asked_on or on
    _moved(case, on)


def erase(case_id: str) -> None:
    """Destroy what opens the case, and the row with it."""
    db.session.execute(delete(Case).where(Case.id == case_id))


def _moved(case: Case, on: date) -> None:
    case.last_move_on = on
    case.version += 1


def tiers_to_raise(*, today: date) -> dict[str, str]:
    """By id, the tier that time alone gives an open case by today, where it is more urgent.

    Reads only, and no more than it must: it looks at every open case.
    """
    rows = db.session.execute(select(Case.id, Case.tier, Case.steps).where(IS_OPEN))
    come = {
        id_: (
            tier,
            min(
                (step["tier"] for step in steps if step["from"] <= today.isoformat()), default=tier
            ),
        )
        for id_, tier, steps in rows
    }
    return {id_: now for id_, (tier, now) in come.items() if now < tier}


def raise_tier(case_id: str, tier: str) -> bool:
    """Give a case this tier, unless it is as urgent already; whether it was raised."""
    raised = update(Case).where(Case.id == case_id, Case.tier > tier).values(tier=tier)
    return cast(CursorResult[Any], db.session.execute(raised)).rowcount == 1
