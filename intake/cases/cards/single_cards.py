"""Read the sealed cards of a team in batches, for searches, which need nothing else of a case."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select

from intake.cases.models import Case
from intake.extensions import db


class SealedCard(NamedTuple):
    """The columns of a case that opening its card needs, under their names in the table.

    A tuple, because one search creates thousands.
    """

    id: str
    reference: str
    request_id: str
    team_id: str
    epoch: int
    sealed_key: bytes | None
    rewrapped_key: bytes | None
    rewrapped_epoch: int | None
    card: bytes
    version: int
    invented: bool


_COLUMNS = [getattr(Case, name) for name in SealedCard._fields]
_IS_TEAMS = Case.walled_keys.is_(None)


def cards_after(
    team_id: str, after: str, *, at_most: int, until: str | None = None
) -> list[SealedCard]:
    """Return the next cards whose case ids follow *after*, up to *until*, open and closed.

    Walled cases are left out, because no key of the team opens them.
    """
    query = select(*_COLUMNS).where(Case.team_id == team_id, Case.id > after, _IS_TEAMS)
    if until is not None:
        query = query.where(Case.id <= until)
    return [SealedCard(*row) for row in db.session.execute(query.order_by(Case.id).limit(at_most))]


def count_between(team_id: str, after: str, until: str | None) -> int:
    """Return the number of cards behind *after*, up to *until*."""
    query = select(func.count()).where(Case.team_id == team_id, Case.id > after, _IS_TEAMS)
    if until is not None:
        query = query.where(Case.id <= until)
    return db.session.scalar(query) or 0


def cards_of(ids: Collection[str]) -> list[SealedCard]:
    """Return the cards of those of these cases that are not walled, in the order of their ids."""
    query = select(*_COLUMNS).where(Case.id.in_(ids), _IS_TEAMS).order_by(Case.id)
    return [SealedCard(*row) for row in db.session.execute(query)]


def versions_between(
    team_id: str, after: str, until: str, *, locked: bool = False
) -> dict[str, int]:
    """Return case id to version, of the cases that are not walled between two ids.

    With *locked* no other transaction erases, walls or changes these cases before this one ends;
    those that another is changing just now are left out.
    """
    query = select(Case.id, Case.version).where(
        Case.team_id == team_id, Case.id > after, Case.id <= until, _IS_TEAMS
    )
    if locked:
        query = query.with_for_update(read=True, skip_locked=True)
    return dict(db.session.execute(query).all())


def count_cards(team_id: str, *, invented: bool | None = None) -> int:
    """Return the number of cards, of invented or of real cases alone if *invented* is given."""
    query = select(func.count()).where(Case.team_id == team_id, _IS_TEAMS)
    if invented is not None:
        query = query.where(Case.invented.is_(invented))
    return db.session.scalar(query) or 0
