"""Verify the chain: every number once, every hash made anew, the end where the head says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from intake.audit.chain import ENTRIES, head
from intake.audit.links import START, Link, hash_of
from intake.extensions import db


@dataclass(frozen=True, kw_only=True, slots=True)
class Broken:
    """The first entry that does not hold: its number, its id where it is there, and why.

    ``missing`` no entry has this number · ``changed`` the entry was changed after it was chained ·
    ``cut_off`` entries are missing at the end, or stand behind it · ``before`` the entry stands
    before the first one that is left.
    """

    seq: int
    id: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """How far the chain was followed, what did not hold, and whether that was its end."""

    upto: Link
    broken: Broken | None
    at_end: bool


def verify(after: Link | None = None, *, at_most: int) -> Verified:
    """Follow some entries behind a place; from the beginning where none is given."""
    first = beginning()
    after = after or first
    if early := _early(first):
        return Verified(upto=after, broken=early, at_end=True)
    wanted = select(ENTRIES).where(ENTRIES.c.seq > after.seq).order_by(ENTRIES.c.seq)
    rows = db.session.execute(wanted.limit(at_most)).mappings().all()
    for row in rows:
        if broken := _broken(dict(row), after):
            return Verified(upto=after, broken=broken, at_end=True)
        after = Link(row["seq"], row["hash"])
    at_end = len(rows) < at_most
    return Verified(upto=after, broken=_cut_off(after) if at_end else None, at_end=at_end)


def beginning() -> Link:
    """The place before the first entry that is left."""
    told = head()
    if told is None or told.first_seq is None or told.first_previous is None:
        return START
    return Link(told.first_seq - 1, told.first_previous)


def place_of(seq: int) -> Link:
    """The place behind the entry of this number; the beginning where there is none."""
    kept = db.session.scalar(select(ENTRIES.c.hash).where(ENTRIES.c.seq == seq))
    return Link(seq, kept) if kept else beginning()


def has_hash(kept: bytes) -> bool:
    """Whether an entry of the chain has this hash, or the last of those that were removed."""
    found = select(ENTRIES.c.id).where(ENTRIES.c.hash == kept).limit(1)
    return kept == beginning().hash or db.session.scalar(found) is not None


def _early(first: Link) -> Broken | None:
    """Nothing may stand before the first entry that is left."""
    wanted = select(ENTRIES.c.seq, ENTRIES.c.id).where(ENTRIES.c.seq <= first.seq)
    row = db.session.execute(wanted.order_by(ENTRIES.c.seq).limit(1)).first()
    return Broken(seq=row.seq, id=row.id, why="before") if row else None


def _broken(row: dict[str, Any], before: Link) -> Broken | None:
    if row["seq"] != before.seq + 1:
        return Broken(seq=before.seq + 1, id="", why="missing")
    made = hash_of(row, previous=before.hash)
    if row["previous"] == before.hash and row["hash"] == made:
        return None
    return Broken(seq=row["seq"], id=row["id"], why="changed")


def _cut_off(last: Link) -> Broken | None:
    """The chain must end where its head says; a chain without entries may have none."""
    told = head()
    end = Link(told.seq, told.hash) if told else START
    if last == end:
        return None
    first = end.seq if last.seq == end.seq else min(last.seq, end.seq) + 1
    return Broken(seq=first, id="", why="cut_off")
