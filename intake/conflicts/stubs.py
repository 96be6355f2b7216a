"""Keep stubs, find them, and say whether somebody stands against a person we know.

A stub is sealed: actions open it. What is compared here are traits, which are hashes already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select

from intake.conflicts.models import Stub
from intake.conflicts.traits import Traits, Why, in_common, is_sure
from intake.extensions import db

KEPT_YEARS = 7
"""So long a stub outlives its case. Source: the usual length for which files are kept; a lawyer
of the organisation decides."""


class Result(StrEnum):
    """What a look among stubs comes to."""

    CLEAR = "clear"
    POSSIBLE = "possible"
    """Perhaps: a member looks and says."""
    CONFLICT = "conflict"
    """Somebody of this full name was named as one who must not know, or names one we know."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptStub:
    """A stub that was opened. ``traits`` is nothing where it could not be read."""

    id: str
    case_id: str | None
    live: bool
    traits: Traits | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A stub with something in common. ``case_id`` while that case stands."""

    stub_id: str
    case_id: str | None
    live: bool
    result: Result
    why: tuple[Why, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LookUp:
    """The gravest of what was found, and all of it."""

    result: Result
    matches: tuple[Match, ...]


def add(*, id: str, team_id: str, case_id: str, sealed: bytes) -> Stub:
    """The stub of a case that is opened for the first time: live, as long as the case stands."""
    stub = Stub(id=id, team_id=team_id, case_id=case_id, live=True, sealed=sealed)
    db.session.add(stub)
    db.session.flush()
    return stub


def of_case(case_id: str) -> Stub | None:
    """The stub of a case; nothing where no member has opened it yet."""
    return db.session.scalar(select(Stub).where(Stub.case_id == case_id))


def known(case_ids: Collection[str]) -> frozenset[str]:
    """Those of these cases that have a stub: that somebody has looked at."""
    if not case_ids:
        return frozenset()
    found = select(Stub.case_id).where(Stub.case_id.in_(case_ids))
    return frozenset(id_ for id_ in db.session.scalars(found) if id_)


def of_team(team_id: str) -> Sequence[Stub]:
    """Every stub of a team."""
    return db.session.scalars(select(Stub).where(Stub.team_id == team_id)).all()


def outlive(case_id: str, *, on: date) -> bool:
    """The case is erased: its stub names it no more, and stays for seven years; whether it had
    one.
    """
    stub = of_case(case_id)
    if stub is None:
        return False
    stub.live = False
    stub.case_id = None
    stub.discard_on = _years_after(on, KEPT_YEARS)
    return True


def discard_old(*, today: date) -> int:
    """Drop the stubs whose years are over; gives how many."""
    old = delete(Stub).where(Stub.live.is_(False), Stub.discard_on <= today)
    return cast(CursorResult[Any], db.session.execute(old)).rowcount


def look_up(asked: Traits, kept: Iterable[KeptStub]) -> LookUp:
    """Compare a person with everybody who is remembered. What does not open is never clear."""
    matches = tuple(match for stub in kept if (match := _match(asked, stub)) is not None)
    order = list(Result)
    gravest = max((match.result for match in matches), key=order.index, default=Result.CLEAR)
    return LookUp(result=gravest, matches=matches)


def _match(asked: Traits, stub: KeptStub) -> Match | None:
    if stub.traits is None:
        why: tuple[Why, ...] = (Why.UNREADABLE,)
        sure = False
    else:
        why = in_common(asked, stub.traits)
        sure = any(is_sure(one, asked, stub.traits) for one in why)
    if not why:
        return None
    return Match(
        stub_id=stub.id,
        case_id=stub.case_id,
        live=stub.live,
        result=Result.CONFLICT if sure else Result.POSSIBLE,
        why=why,
    )


def _years_after(day: date, years: int) -> date:
    """The same day some years on; of a leap day the first of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
