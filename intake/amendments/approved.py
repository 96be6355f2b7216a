"""The law book, referral places, ready texts and notice in force: the release's, with changes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from operator import itemgetter

from intake.amendments.models import pattern_of
from intake.amendments.published import InForce, in_force
from intake.amendments.values import InvalidValue, from_json
from intake.frozen import frozen
from intake.law.book import Confidence, LawBook, Parameter, UnknownParameter, shipped
from intake.referrals import places
from intake.referrals.place import Place
from intake.referrals.shelf import BadPlace, stored_place
from intake.sealing.published import Published
from intake.words import N_, Missing

TWO_PEOPLE = N_("two members of this organization")
YEAR = re.compile(r"\b20\d\d\b")


def law_book() -> LawBook:
    """Return the book in force. It is built once for each reading of what members published."""
    return _book(in_force())


def amended() -> dict[Parameter, Published]:
    """Return the amendments in force, by the parameters that they add to the book."""
    changes = in_force().changes("amendment")
    return {row: change for change in changes for row in parameters_of(change)}


def with_amendment(law: LawBook, amendment: Published) -> LawBook:
    """Return a copy of the book with one more amendment, to try it."""
    rows = tuple(parameters_of(amendment))
    if not rows or not amendment.content.get("ends"):
        return law.amended(rows)
    return law.ended(rows[0].id, on=rows[0].until or date.max)


def without_amendment(amendment: Published) -> LawBook:
    """Return the book in force as it would be without an amendment, to see what it changed."""
    now = in_force()
    return _book(InForce(rows=tuple(row for row in now.rows if row.id != amendment.id)))


def parameters_of(amendment: Published) -> Iterator[Parameter]:
    """Yield the amendment as a parameter; nothing if this release cannot read it."""
    said, by = amendment.content, amendment.approved or amendment.proposed
    try:
        like = pattern_of(shipped(), said["parameter_id"])
        from_day = date.fromisoformat(said["from_day"])
        row = replace(
            like,
            what=YEAR.sub(str(from_day.year), like.what),
            value=from_json(said["value"], like),
            from_day=from_day,
            until=date.fromisoformat(said["until"]) if said["until"] else None,
            source=str(said["source"]),
            checked_by=TWO_PEOPLE,
            checked_on=by.on if by else from_day,
            review_by=date.fromisoformat(said["review_by"]),
            confidence=Confidence(said["confidence"]),
            alternative=said["alternative"] if isinstance(said["alternative"], int) else None,
            alternative_if=str(said["alternative_if"]),
            waiver=said["waiver"] or like.waiver,
            signatures=(),
        )
    except (UnknownParameter, InvalidValue, KeyError, TypeError, ValueError):
        return
    yield row


@lru_cache(maxsize=8)
def _book(now: InForce) -> LawBook:
    law, signed = shipped(), dict[str, dict[str, tuple[str, date]]]()
    for change in now.changes("amendment"):
        law = with_amendment(law, change)
    for change in now.changes("signature"):
        said = change.content
        for row in said["rows"]:
            of_row = signed.setdefault(row, {})
            if bar := said["bar"]:
                of_row[bar] = f"{said['name']}, {bar}", date.fromisoformat(said["on"])
            else:
                of_row.clear()
    by_day = {
        row: tuple(sorted(names.values(), key=itemgetter(1)))
        for row, names in signed.items()
        if names
    }
    return law.signed(by_day) if by_day else law


def places_in_force() -> tuple[Place, ...]:
    """Return the places in force; new ones come last."""
    return _places(in_force(), places.shipped())


def find_place(place_id: str) -> Place:
    """Return the place in force, or raise ``Missing``."""
    if (place := next((p for p in places_in_force() if p.id == place_id), None)) is None:
        raise Missing
    return place


def place_after(change: Published) -> Place | None:
    """Return the place as it is after the change; ``None`` if retired or no longer readable."""
    try:
        return stored_place(change.content["place"]) if change.content["place"] else None
    except (BadPlace, KeyError, TypeError, ValueError, AttributeError):
        return None


@lru_cache(maxsize=8)
def _places(now: InForce, shipped: tuple[Place, ...]) -> tuple[Place, ...]:
    """Build the list; a row that this release cannot read leaves the place out."""
    changes = now.changes("place")
    if not changes:
        return shipped
    after: dict[str, Place | None] = {place.id: place for place in shipped}
    for change in changes:
        after[change.content["place_id"]] = place_after(change)
    return tuple(place for place in after.values() if place)


@frozen
class WrittenText:
    """A ready text in one language as a member wrote it.

    ``proofread`` is true if the member who approved it reads the language. ``english_id`` is the
    change whose English text it follows; empty for that of the release.
    """

    change_id: str
    text: str
    english_id: str
    proofread: bool


Texts = Mapping[tuple[str, str], WrittenText]
"""Texts by the code of the wording and the tag of the language."""


def texts_in_force() -> Texts:
    """Return the texts that replace those of the release."""
    return _texts(in_force())


@lru_cache(maxsize=8)
def _texts(now: InForce) -> Texts:
    texts: dict[tuple[str, str], WrittenText] = {}
    for change in now.changes("wording"):
        said = change.content
        key = (said["wording"], said["language"])
        texts.pop(key, None)
        if said["text"] is not None:
            texts[key] = WrittenText(
                change_id=change.id,
                text=said["text"],
                english_id=said["english_id"],
                proofread=bool(change.approved and change.approved.adds),
            )
    return texts
