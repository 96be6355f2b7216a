"""Walled cases: their key is sealed to the named members, in place of the team."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, func, select, union_all

from intake.cases import loans
from intake.cases.models import CASES, IS_WALLED, TAKEN_BACK, Case, Task
from intake.cases.pipeline import Status
from intake.cases.tasks import TaskKind, add_task
from intake.extensions import all_rows, change_rows, count_rows, fetch
from intake.frozen import frozen
from intake.sealing.seal import SealDamaged
from intake.sealing.wraps import RECOVERY, wraps_from_bytes, wraps_to_bytes

UNREADABLE = (TypeError, ValueError)
"""Errors from reading damaged wraps. SQLite lets a column of bytes hold text, which is no bytes."""

HAS_NO_WALL = func.length(CASES.walled_keys).is_(None)
"""Not in the letters of an index, so that SQLite takes the short one of withdrawn cases."""

APART = (CASES.id, CASES.reference, CASES.status, CASES.walled_keys, CASES.erase_asked_on)
OF_TEAM = CASES.team_id == bindparam("team_id")
WALLED = union_all(
    select(*APART, CASES.due_on).where(OF_TEAM, IS_WALLED),
    select(*APART, CASES.due_on).where(OF_TEAM, TAKEN_BACK, HAS_NO_WALL),
).order_by("due_on")
"""Built once, because each page of the desk executes it."""


@frozen
class WalledCase:
    """A walled or withdrawn case without its key, and the ids of its named members.

    One that its applicant withdrew is in no list, also for those who are named.
    """

    id: str
    reference: str
    is_open: bool
    members: frozenset[str]
    is_withdrawn: bool = False


@frozen
class Walls:
    """The walled cases of a team as one member sees them: their own, and the others.

    ``lost`` are open ones that nobody can open, for members who may put up walls: they are listed
    as unassigned, and do not open.
    """

    own: tuple[WalledCase, ...] = ()
    hidden: tuple[WalledCase, ...] = ()
    lost: tuple[WalledCase, ...] = ()

    @property
    def hidden_ids(self) -> tuple[str, ...]:
        """Return the ids of the cases that no key of this member opens."""
        return tuple(case.id for case in self.hidden)

    def open_only(self) -> Walls:
        """Return the walls without closed cases."""
        return Walls(
            own=tuple(case for case in self.own if case.is_open),
            hidden=tuple(case for case in self.hidden if case.is_open),
            lost=self.lost,
        )

    def show_lost(self, member_ids: Collection[str]) -> Walls:
        """Return the walls with the open cases shown on which none of these members is named."""
        lost = [
            case
            for case in self.hidden
            if case.is_open and not case.is_withdrawn and case.members.isdisjoint(member_ids)
        ]
        hidden = tuple(case for case in self.hidden if case not in lost)
        return Walls(own=self.own, hidden=hidden, lost=tuple(lost))

    def __len__(self) -> int:
        return len(self.own) + len(self.hidden)


def members_of(case: Case) -> frozenset[str]:
    """Return the ids of the named members of a walled case; none if it has no wall."""
    return _named(_read(case.walled_keys))


def holders_of(case: Case) -> frozenset[str]:
    """Return the ids of the members who have a wrap; none where the wraps are damaged."""
    wraps = _read(case.walled_keys)
    return frozenset(whose for whose in _named(wraps) if wraps[whose])


def wraps_of(case: Case) -> dict[str, bytes]:
    """Return the wraps of a walled case by recipient; none if it has no wall.

    Raise ``SealDamaged`` if the column holds something else.
    """
    try:
        return wraps_from_bytes(case.walled_keys) if case.walled_keys else {}
    except UNREADABLE:
        raise SealDamaged from None


def of_team(team_id: str) -> tuple[WalledCase, ...]:
    """Return the walled and withdrawn cases of a team. Read a few rows of two short indexes."""
    rows = fetch(WALLED, team_id=team_id)
    return tuple(
        WalledCase(
            id=case_id,
            reference=reference,
            is_open=status != Status.CLOSED,
            members=_named(_read(walled_keys)),
            is_withdrawn=asked_on is not None,
        )
        for case_id, reference, status, walled_keys, asked_on, _ in rows
    )


def ids() -> frozenset[str]:
    """Return the ids of the walled cases of all teams."""
    return frozenset(all_rows(Case.id, IS_WALLED))


def count_received(team_id: str, first: date, until: date, *, invented: bool) -> int:
    """Return the number of walled cases received from *first* up to and without *until*."""
    return count_rows(
        Case,
        Case.team_id == team_id,
        IS_WALLED,
        Case.invented.is_(invented),
        Case.received_on >= first,
        Case.received_on < until,
    )


def walls_for(team_id: str, member_id: str) -> Walls:
    """Return the walled cases of a team, those on which this member is named apart."""
    cases = of_team(team_id)
    return Walls(
        own=tuple(case for case in cases if member_id in case.members and not case.is_withdrawn),
        hidden=tuple(case for case in cases if member_id not in case.members or case.is_withdrawn),
    )


def withdrawn_without_wall(team_id: str) -> list[str]:
    """Return the references of withdrawn cases whose keys the whole team still opens."""
    return all_rows(
        Case.reference,
        Case.team_id == team_id,
        TAKEN_BACK,
        Case.held_since.is_not(None),
        HAS_NO_WALL,
    )


def all_for_change(team_id: str) -> Sequence[Case]:
    """Return the walled cases of a team, locked and read again."""
    return all_rows(Case, Case.team_id == team_id, IS_WALLED, by=(Case.id,), lock=True)


def put_up(case: Case, wraps: Mapping[str, bytes], *, on: date) -> None:
    """Replace every wrap of the case key by these; loans end, and an assignee who is not named.

    Tasks that were given to members outside are given to nobody. An accepted case that loses its
    owner by that waits for one.
    """
    case.sealed_key, case.rewrapped_key, case.rewrapped_epoch = None, None, None
    set_wraps(case, wraps)
    loans.end_all_of_case(case.id)
    change_rows(Task, Task.case_id == case.id, Task.for_id.not_in([*wraps]), for_id=None)
    if case.assignee_id not in wraps:
        case.assignee_id = None
        if case.is_accepted:
            add_task(case, TaskKind.ACCEPTED_WITHOUT_OWNER, on=on, by_id=None)
    case.last_move_on = on
    case.version += 1


def set_wraps(case: Case, wraps: Mapping[str, bytes]) -> None:
    """Replace the wraps of a walled case."""
    case.walled_keys = wraps_to_bytes(wraps)


def _read(walled_keys: bytes | None) -> dict[str, bytes]:
    """Return the wraps, if any; none where the column is damaged, so that pages list the case.

    Whoever opens the case is told that it is damaged.
    """
    try:
        return wraps_from_bytes(walled_keys or b"")
    except UNREADABLE:
        return {}


def _named(wraps: Mapping[str, bytes]) -> frozenset[str]:
    return frozenset(wraps) - {RECOVERY}
