"""Read the sealed cards of a team in batches, for searches, which need nothing else of a case."""

from __future__ import annotations

from collections.abc import Sequence
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


_COLUMNS = [getattr(Case, name) for name in SealedCard._fields]


def cards_after(
    team_id: str, after: str, *, at_most: int, invented: bool | None = None
) -> Sequence[SealedCard]:
    """Return the next cards whose case ids follow *after*, of open and closed cases.

    *invented* restricts them to invented cases, or to real ones; ``None`` takes both. Walled cases
    are left out, because no key of the team opens them.
    """
    is_team = Case.walled_keys.is_(None)
    query = select(*_COLUMNS).where(Case.team_id == team_id, Case.id > after, is_team)
    if invented is not None:
        query = query.where(Case.invented.is_(invented))
    rows = db.session.execute(query.order_by(Case.id).limit(at_most))
    return [SealedCard(*row) for row in rows]


def count_cards(team_id: str, *, invented: bool | None = None) -> int:
    """Return how many cards :func:`cards_after` returns in all."""
    query = select(func.count()).where(Case.team_id == team_id, Case.walled_keys.is_(None))
    if invented is not None:
        query = query.where(Case.invented.is_(invented))
    return db.session.scalar(query) or 0
