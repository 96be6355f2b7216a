"""Read the sealed cards of a team for searches: in stored packs, and singly in batches."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from typing import NamedTuple

from sqlalchemy import func, select

from intake.cases.card import ClearRow
from intake.cases.models import CardPack, Case
from intake.extensions import all_rows, count_rows, db, delete_rows, insert_rows

END = "g"
"""A text behind the id of every case, in each order of letters: ids are hexadecimal."""


class PackState(NamedTuple):
    """A pack without its content, and the cases between its ids as the table has them now."""

    id: str
    epoch: int
    after_id: str
    until_id: str
    cases: int
    versions: int


def states_after(team_id: str, after: str, *, at_most: int) -> list[PackState]:
    """Return the next packs that hold cases whose ids follow *after*, in the order of the ids.

    Each with the number of cases between its ids, and the sum of their versions.
    """
    query = select(CardPack.id, CardPack.epoch, CardPack.after_id, CardPack.until_id)
    query = query.where(CardPack.team_id == team_id, CardPack.until_id > after)
    rows = db.session.execute(query.order_by(CardPack.until_id).limit(at_most)).all()
    is_between = (Case.id > CardPack.after_id) & (Case.id <= CardPack.until_id)
    counting = (
        select(CardPack.id, func.count(), func.sum(Case.version))
        .join(Case, (Case.team_id == CardPack.team_id) & is_between)
        .where(CardPack.id.in_([row.id for row in rows]), _IS_TEAMS)
        .group_by(CardPack.id)
    )
    counted = {pack_id: counts for pack_id, *counts in db.session.execute(counting)}
    return [PackState(*row, *counted.get(row.id, (0, 0))) for row in rows]


def sealed_of(ids: Collection[str]) -> dict[str, bytes]:
    """Return pack id to sealed content."""
    query = select(CardPack.id, CardPack.sealed).where(CardPack.id.in_(ids))
    return dict(db.session.execute(query).all())


def add(*, id: str, team_id: str, epoch: int, after_id: str, until_id: str, sealed: bytes) -> None:
    """Add a pack in place of all that lie between its ids or overlap them."""
    overlaps = (CardPack.after_id < until_id) & (CardPack.until_id > after_id)
    delete_rows(CardPack, CardPack.team_id == team_id, overlaps)
    row = {"id": id, "team_id": team_id, "epoch": epoch, "sealed": sealed}
    insert_rows(CardPack, [row | {"after_id": after_id, "until_id": until_id}])


def drop_holding(case_id: str, *, team_id: str) -> None:
    """Delete each pack that may hold this case, which is erased or walled.

    The row of the case must be locked before, so that no pack with it is added meanwhile.
    """
    holds = (CardPack.after_id < case_id) & (CardPack.until_id >= case_id)
    delete_rows(CardPack, CardPack.team_id == team_id, holds)


def drop_older(team_id: str, *, than: int) -> int:
    """Delete the packs under keys of epochs before *than*; return their number."""
    return delete_rows(CardPack, CardPack.team_id == team_id, CardPack.epoch < than)


def older_for_change(team_id: str, *, than: int, at_most: int) -> Sequence[CardPack]:
    """Return some packs under keys of epochs before *than*, locked."""
    older = CardPack.team_id == team_id, CardPack.epoch < than
    return all_rows(CardPack, *older, most=at_most, skip_locked=True)


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
    ends = [] if until is None else [Case.id <= until]
    return count_rows(Case, Case.team_id == team_id, Case.id > after, _IS_TEAMS, *ends)


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


def clear_rows(ids: Collection[str]) -> dict[str, ClearRow]:
    """Return case id to the clear columns that its card seals."""
    names = ("id", *(name.name for name in fields(ClearRow)))
    columns = [getattr(Case, name) for name in names]
    rows = db.session.execute(select(*columns).where(Case.id.in_(ids))).mappings()
    return {row["id"]: ClearRow(**{name: row[name] for name in names[1:]}) for row in rows}


def count_cards(team_id: str, *, invented: bool | None = None) -> int:
    """Return the number of cards, of invented or of real cases alone if *invented* is given."""
    of_kind = [] if invented is None else [Case.invented.is_(invented)]
    return count_rows(Case, Case.team_id == team_id, _IS_TEAMS, *of_kind)
