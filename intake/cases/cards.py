"""The sealed cards of a team, some at a time: for a search, which reads nothing else of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from intake.cases.models import Case
from intake.extensions import db


class SealedCard(NamedTuple):
    """Of a case what its card opens with, under the names that the table has.

    A tuple, as the row of the table is: thousands are made for one search.
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


def cards_after(team_id: str, after: str, *, at_most: int) -> Sequence[SealedCard]:
    """The next cards behind the case with this id, of open and closed cases alike."""
    wanted = select(*_COLUMNS).where(Case.team_id == team_id, Case.id > after)
    rows = db.session.execute(wanted.order_by(Case.id).limit(at_most))
    return [SealedCard(*row) for row in rows]


def count_cards(team_id: str) -> int:
    """How many cases the team has, open and closed."""
    return db.session.scalar(select(func.count()).where(Case.team_id == team_id)) or 0
