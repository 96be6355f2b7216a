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

    ``missing`` no entry has this number · ``changed`` the entry is not as it was chained ·
    ``cut_off`` entries are missing at the end, or stand behind it.
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


def verify(after: Link = START, *, at_most: int) -> Verified:
    """Follow some entries behind a place."""
    wanted = select(ENTRIES).where(ENTRIES.c.seq > after.seq).order_by(ENTRIES.c.seq)
    rows = db.session.execute(wanted.limit(at_most)).mappings().all()
    for row in rows:
        if broken := _broken(dict(row), after):
            return Verified(upto=after, broken=broken, at_end=True)
        after = Link(row["seq"], row["hash"])
    at_end = len(rows) < at_most
    return Verified(upto=after, broken=_cut_off(after) if at_end else None, at_end=at_end)


def place_of(seq: int) -> Link:
    """The place behind the entry of this number; the beginning where there is none."""
    kept = db.session.scalar(select(ENTRIES.c.hash).where(ENTRIES.c.seq == seq))
    return Link(seq, kept) if kept else START


def has_hash(kept: bytes) -> bool:
    """Whether an entry of the chain has this hash."""
    found = select(ENTRIES.c.id).where(ENTRIES.c.hash == kept).limit(1)
    return db.session.scalar(found) is not None


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
