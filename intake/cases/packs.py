"""Read the sealed cards of a team for searches: in stored packs, and singly in batches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, CursorResult, delete, func, select

from intake.cases.models import CardPack, Case
from intake.extensions import db, insert_rows, locking, new_id

END = "g"
"""A text behind the id of every case, in each order of letters: ids are hexadecimal."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PackState:
    """A pack without its content, and the cases between its ids as the table has them now."""

    id: str
    epoch: int
    after_id: str
    until_id: str
    cases: int
    versions: int


def states_after(team_id: str, after: str, *, at_most: int) -> list[PackState]:
    """Return the next packs that hold cases whose ids follow *after*, in the order of the ids."""
    query = select(CardPack.id, CardPack.epoch, CardPack.after_id, CardPack.until_id)
    query = query.where(CardPack.team_id == team_id, CardPack.until_id > after)
    rows = db.session.execute(query.order_by(CardPack.until_id).limit(at_most)).all()
    counted = _counted([row.id for row in rows])
    return [
        PackState(
            id=row.id,
            epoch=row.epoch,
            after_id=row.after_id,
            until_id=row.until_id,
            cases=counted.get(row.id, (0, 0))[0],
            versions=counted.get(row.id, (0, 0))[1],
        )
        for row in rows
    ]


def sealed_of(ids: Collection[str]) -> dict[str, bytes]:
    """Return pack id to sealed content."""
    query = select(CardPack.id, CardPack.sealed).where(CardPack.id.in_(ids))
    return dict(db.session.execute(query).all())


def add(*, id: str, team_id: str, epoch: int, after_id: str, until_id: str, sealed: bytes) -> None:
    """Add a pack in place of all that lie between its ids or overlap them."""
    overlaps = (CardPack.after_id < until_id) & (CardPack.until_id > after_id)
    _drop(CardPack.team_id == team_id, overlaps)
    row = {"id": id, "team_id": team_id, "epoch": epoch, "sealed": sealed}
    insert_rows(CardPack, [row | {"after_id": after_id, "until_id": until_id}])


def drop_holding(case_id: str, *, team_id: str) -> None:
    """Delete each pack that may hold this case, which is erased or walled.

    The row of the case must be locked before, so that no pack with it is added meanwhile.
    """
    holds = (CardPack.after_id < case_id) & (CardPack.until_id >= case_id)
    _drop(CardPack.team_id == team_id, holds)


def drop_older(team_id: str, *, than: int) -> int:
    """Delete the packs under keys of epochs before *than*; return their number."""
    return _drop(CardPack.team_id == team_id, CardPack.epoch < than)


def older_for_change(team_id: str, *, than: int, at_most: int) -> Sequence[CardPack]:
    """Return some packs under keys of epochs before *than*, locked."""
    query = select(CardPack).where(CardPack.team_id == team_id, CardPack.epoch < than)
    return db.session.scalars(locking(query.limit(at_most), skip_locked=True)).all()


def reseal(pack: CardPack, sealed: bytes, *, epoch: int) -> None:
    """Replace the content of a pack by the same under the key of another epoch."""
    pack.sealed, pack.epoch = sealed, epoch


def drop(pack: CardPack) -> None:
    """Delete a pack."""
    db.session.delete(pack)


def new_pack_id() -> str:
    """Return the id of a new pack, to which its content is sealed."""
    return new_id()


def _counted(ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return pack id to the number of cases between its ids, and the sum of their versions."""
    is_between = (Case.id > CardPack.after_id) & (Case.id <= CardPack.until_id)
    query = (
        select(CardPack.id, func.count(), func.sum(Case.version))
        .join(Case, (Case.team_id == CardPack.team_id) & is_between)
        .where(CardPack.id.in_(ids), Case.walled_keys.is_(None))
        .group_by(CardPack.id)
    )
    return {pack_id: (cases, versions) for pack_id, cases, versions in db.session.execute(query)}


def _drop(*conditions: ColumnElement[bool]) -> int:
    return cast(CursorResult[Any], db.session.execute(delete(CardPack).where(*conditions))).rowcount


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
