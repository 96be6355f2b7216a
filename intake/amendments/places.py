"""The referral places in force: the shipped ones with the approved changes."""

from collections.abc import Sequence
from functools import lru_cache

from intake.amendments import two_people
from intake.amendments.models import PlaceChange
from intake.referrals import places
from intake.referrals.place import Place
from intake.referrals.shelf import BadPlace, stored_place
from intake.rows import all_rows, fetch

IDS_IN_FORCE = two_people.ids_in_force(PlaceChange)
"""Compiled once, because every result page executes it."""


class NoSuchPlace(Exception):
    """No place in force has this id."""


def places_in_force() -> tuple[Place, ...]:
    """Return the places in force, at the cost of one small query; new ones come last."""
    ids = tuple(fetch(IDS_IN_FORCE).scalars())
    return _changed(ids, places.shipped()) if ids else places.shipped()


def find_place(place_id: str) -> Place:
    """Return the place in force, or raise ``NoSuchPlace``."""
    if (place := next((p for p in places_in_force() if p.id == place_id), None)) is None:
        raise NoSuchPlace
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
