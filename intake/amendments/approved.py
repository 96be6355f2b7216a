"""The law book in force: the shipped one with the approved amendments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import select

from intake.amendments import two_people
from intake.amendments.models import Amendment
from intake.amendments.values import InvalidValue, from_json
from intake.extensions import db, plain_rows
from intake.law.book import Confidence, LawBook, Parameter, UnknownParameter, shipped
from intake.words import N_

TWO_PEOPLE = N_("two members of this organization")
YEAR = re.compile(r"\b20\d\d\b")

IDS_IN_FORCE = two_people.ids_in_force(Amendment)
"""Compiled once, because every assessment executes it."""


def law_book() -> LawBook:
    """Return the book in force, at the cost of one small query.

    The book itself is built once for each set of amendments.
    """
    ids = tuple(row[0] for row in plain_rows(IDS_IN_FORCE))
    return _amended(ids) if ids else shipped()


def in_force() -> dict[Parameter, Amendment]:
    """Return the amendments in force, by the parameters that they add to the book."""
    amendments = db.session.scalars(select(Amendment).where(*two_people.in_force(Amendment)))
    return {row: amendment for amendment in amendments for row in parameters_of(amendment)}


def with_amendment(law: LawBook, amendment: Amendment) -> LawBook:
    """Return a copy of the book with one more amendment, to try it."""
    return law.amended(parameters_of(amendment))


def without_amendment(law: LawBook, amendment: Amendment) -> LawBook:
    """Return a copy of the book without one of its amendments, to see what it changed."""
    removed = set(parameters_of(amendment))
    return LawBook(rows=tuple(row for row in law.rows if row not in removed))


def parameters_of(amendment: Amendment) -> Iterator[Parameter]:
    """Yield the amendment as a parameter; nothing if this release has no such parameter."""
    try:
        like = shipped().parameter(amendment.parameter_id, on=amendment.from_day)
        value = from_json(amendment.value, like)
    except (UnknownParameter, InvalidValue):
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
        waiver=like.waiver,
    )


@lru_cache(maxsize=8)
def _amended(ids: tuple[str, ...]) -> LawBook:
    """Build the book. The ids suffice as key, because approved amendments never change."""
    by_id = two_people.by_ids(Amendment, ids)
    return shipped().amended(row for key in ids for row in parameters_of(by_id[key]))
