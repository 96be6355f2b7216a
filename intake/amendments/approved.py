"""The law book of this house: the shipped one with approved amendments laid over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import select

from intake.amendments.models import Amendment
from intake.amendments.values import NotAValue, from_json
from intake.extensions import db
from intake.law.book import Confidence, LawBook, Parameter, UnknownParameter, shipped
from intake.words import N_

TWO_PEOPLE = N_("two members of this organisation")
YEAR = re.compile(r"\b20\d\d\b")

AMENDMENT = Amendment.metadata.tables[Amendment.__tablename__].c
IN_FORCE = (AMENDMENT.approved_by.is_not(None), AMENDMENT.withdrawn_by.is_(None))
IDS_IN_FORCE = select(AMENDMENT.id).where(*IN_FORCE).order_by(AMENDMENT.approved_at, AMENDMENT.id)
"""Built once: every weighing asks it."""


def law_book() -> LawBook:
    """The book in force. One small query; the book itself is laid once for each set of rows."""
    ids = tuple(db.session.scalars(IDS_IN_FORCE))
    return _laid(ids) if ids else shipped()


def standing() -> dict[Parameter, Amendment]:
    """The rows of the book that are amendments in force."""
    found = db.session.scalars(select(Amendment).where(*IN_FORCE))
    return {row: amendment for amendment in found for row in rows_of(amendment)}


def tried(law: LawBook, amendment: Amendment) -> LawBook:
    """A book as it would be with one more amendment."""
    return law.amended(rows_of(amendment))


def rows_of(amendment: Amendment) -> Iterator[Parameter]:
    """The amendment as a row of the book: none where this release has no such parameter."""
    try:
        like = shipped().parameter(amendment.parameter_id, on=amendment.from_day)
        value = from_json(amendment.value, like)
    except (UnknownParameter, NotAValue):
        return
    yield Parameter(
        id=like.id,
        what=YEAR.sub(str(amendment.from_day.year), like.what),
        value=value,
        from_day=amendment.from_day,
        until=amendment.until,
        source=amendment.source,
        checked_by=TWO_PEOPLE,
        checked_on=amendment.approved_on or amendment.proposed_on,
        review_by=amendment.review_by,
        confidence=Confidence(amendment.confidence),
        alternative=amendment.alternative,
        alternative_if=amendment.alternative_if,
    )


@lru_cache(maxsize=8)
def _laid(ids: tuple[str, ...]) -> LawBook:
    """What is approved never changes, so that its ids tell the whole book."""
    rows = db.session.scalars(select(Amendment).where(Amendment.id.in_(ids)))
    found = {amendment.id: amendment for amendment in rows}
    return shipped().amended(row for id_ in ids for row in rows_of(found[id_]))
