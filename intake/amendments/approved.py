"""The law book, referral places and ready texts in force: those shipped, with approved changes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import select, union_all

from intake.amendments import two_people
from intake.amendments.models import Amendment, LawSignature, PlaceChange, WordingChange, pattern_of
from intake.amendments.values import InvalidValue, from_json
from intake.extensions import all_rows, db, delete_rows, fetch, plain_rows
from intake.frozen import frozen
from intake.law.book import Confidence, LawBook, Parameter, UnknownParameter, shipped
from intake.referrals import places
from intake.referrals.place import Place
from intake.referrals.shelf import BadPlace, stored_place
from intake.words import N_, Missing

TWO_PEOPLE = N_("two members of this organization")
YEAR = re.compile(r"\b20\d\d\b")

FORMER_IDS = {"asylum_form_fee_dollars": "fee_i589", "yearly_fee_dollars": "fee_yearly"}
"""Ids of an older release, which stored amendments may name, and the ids of today."""

AMENDMENTS, SIGNATURES = (model.__table__.c for model in (Amendment, LawSignature))
IDS_IN_FORCE = union_all(
    select(AMENDMENTS.id, AMENDMENTS.approved_at.label("at")).where(
        *two_people.in_force(Amendment)
    ),
    select(SIGNATURES.id, SIGNATURES.entered_at),
).order_by("at", "id")
"""Select amendments and signatures in force. Made once, because every assessment executes it."""

SIGNED = select(
    SIGNATURES.row, SIGNATURES.name, SIGNATURES.state, SIGNATURES.bar, SIGNATURES.signed_on
).order_by(SIGNATURES.signed_on, SIGNATURES.entered_at, SIGNATURES.id)


def law_book() -> LawBook:
    """Return the book in force, at the cost of one small query.

    The book itself is built once for each set of amendments and signatures.
    """
    ids = tuple(row[0] for row in plain_rows(IDS_IN_FORCE))
    return _amended(ids) if ids else shipped()


def in_force() -> dict[Parameter, Amendment]:
    """Return the amendments in force, by the parameters that they add to the book."""
    amendments = all_rows(Amendment, *two_people.in_force(Amendment))
    return {row: amendment for amendment in amendments for row in parameters_of(amendment)}


def with_amendment(law: LawBook, amendment: Amendment) -> LawBook:
    """Return a copy of the book with one more amendment, to try it."""
    rows = tuple(parameters_of(amendment))
    if not amendment.ends:
        return law.amended(rows)
    return law.ended(rows[0].id, on=amendment.until or date.max) if rows else law


def without_amendment(amendment: Amendment) -> LawBook:
    """Return the book in force as it would be without an amendment, to see what it changed."""
    ids = (row[0] for row in plain_rows(IDS_IN_FORCE))
    return _amended(tuple(id_ for id_ in ids if id_ != amendment.id))


def parameters_of(amendment: Amendment) -> Iterator[Parameter]:
    """Yield the amendment as a parameter; nothing if this release has no such parameter."""
    try:
        id_ = FORMER_IDS.get(amendment.parameter_id, amendment.parameter_id)
        like = pattern_of(shipped(), id_)
        value = from_json(amendment.value, like)
    except (UnknownParameter, InvalidValue):
        return
    yield replace(
        like,
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
        waiver=amendment.waiver or like.waiver,
        signatures=(),
    )


def replace_signatures(
    rows: Iterable[str], signature: LawSignature | None, *, by: str, at: datetime
) -> None:
    """Put a lawyer's signature under rows of the law, given by their fingerprints, beside others.

    It replaces an older one of the same lawyer; without one, all are taken away.
    """
    rows = list(rows)
    older = LawSignature.row.in_(rows)
    if signature is None:
        delete_rows(LawSignature, older)
        return
    is_same = LawSignature.bar == signature.bar, LawSignature.state == signature.state
    delete_rows(LawSignature, older, *is_same)
    signed = {name: getattr(signature, name) for name in ("name", "bar", "state", "signed_on")}
    for row in rows:
        db.session.add(LawSignature(row=row, entered_by=by, entered_at=at, **signed))


@lru_cache(maxsize=8)
def _amended(ids: tuple[str, ...]) -> LawBook:
    """Build the book. The ids suffice as key, because neither kind of row ever changes."""
    by_id, law = two_people.by_ids(Amendment, ids), shipped()
    for amendment in (by_id[id_] for id_ in ids if id_ in by_id):
        law = with_amendment(law, amendment)
    signed: dict[str, tuple[tuple[str, date], ...]] = {}
    for row, name, state, bar, day in plain_rows(SIGNED):
        signed[row] = (*signed.get(row, ()), (f"{name}, {state} {bar}", day))
    return law.signed(signed)


PLACES_IN_FORCE = two_people.ids_in_force(PlaceChange)
"""Compiled once, because every result page executes it."""


def places_in_force() -> tuple[Place, ...]:
    """Return the places in force, at the cost of one small query; new ones come last."""
    ids = tuple(fetch(PLACES_IN_FORCE).scalars())
    return _changed(ids, places.shipped()) if ids else places.shipped()


def find_place(place_id: str) -> Place:
    """Return the place in force, or raise ``Missing``."""
    if (place := next((p for p in places_in_force() if p.id == place_id), None)) is None:
        raise Missing
    return place


def changes_in_force() -> Sequence[PlaceChange]:
    """Return the approved changes, the latest first."""
    order = (PlaceChange.approved_at.desc(), PlaceChange.id)
    return all_rows(PlaceChange, *two_people.in_force(PlaceChange), by=order)


def place_after(change: PlaceChange) -> Place | None:
    """Return the place as it is after the change; ``None`` if retired or no longer readable."""
    try:
        return stored_place(change.place) if change.place else None
    except BadPlace:
        return None


@lru_cache(maxsize=8)
def _changed(ids: tuple[str, ...], shipped: tuple[Place, ...]) -> tuple[Place, ...]:
    """Build the list. The ids suffice as key, because approved changes are never edited.

    A row that this release cannot read leaves the place out, rather than show an old number.
    """
    changes = two_people.by_ids(PlaceChange, ids)
    after: dict[str, Place | None] = {place.id: place for place in shipped}
    for id_ in ids:
        after[changes[id_].place_id] = place_after(changes[id_])
    return tuple(place for place in after.values() if place)


TEXTS_IN_FORCE = two_people.ids_in_force(WordingChange)
"""Compiled once, because every letter executes it."""


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
    """Return the texts that replace those of the release, at the cost of one small query."""
    return _texts(tuple(fetch(TEXTS_IN_FORCE).scalars()))


def changes_of(wording: str, language: str) -> Sequence[WordingChange]:
    """Return every change of a text, the newest first, withdrawn ones included."""
    own = WordingChange.wording == wording, WordingChange.language == language
    order = (WordingChange.proposed_on.desc(), WordingChange.approved_at.desc(), WordingChange.id)
    return all_rows(WordingChange, *own, by=order)


@lru_cache(maxsize=8)
def _texts(ids: tuple[str, ...]) -> Texts:
    """Build the table. The ids suffice as key, because approved changes are never edited."""
    changes = two_people.by_ids(WordingChange, ids)
    texts: dict[tuple[str, str], WrittenText] = {}
    for change in (changes[id_] for id_ in ids):
        key = (change.wording, change.language)
        if change.text is None:
            texts.pop(key, None)
        else:
            texts[key] = WrittenText(
                change_id=change.id,
                text=change.text,
                english_id=change.english_id,
                proofread=change.proofread,
            )
    return texts
