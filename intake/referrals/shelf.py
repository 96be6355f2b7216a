"""Read places from rows, and refuse a row that is incomplete. Rows come from a file or the desk."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from intake.law.book import Confidence
from intake.referrals.place import WAYS, Kind, Need, Place, Price
from intake.referrals.wording import SAYS

DATA = Path(__file__).parent / "data"
SHIPPED = DATA / "places.toml"
ABROAD = DATA / "abroad.toml"

REQUIRED = {
    "id": str,
    "kinds": list,
    "needs": list,
    "price": str,
    "source": str,
    "checked_by": str,
    "review_by": date,
    "confidence": str,
}
LISTS = ("states", "countries", "nationalities", "languages", "unconfirmed")
OPTIONAL = {
    **dict.fromkeys(("name", "says", "tty", "hours", *WAYS), str),
    **dict.fromkeys(LISTS, list),
    "checked_on": date,
}
DAYS = ("checked_on", "review_by")
SHAPES = {
    **dict.fromkeys(("phone", "tty"), re.compile(r"[0-9]{3}|(1-)?[0-9]{3}-[0-9]{3}-[0-9]{4}")),
    "web": re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./-]*)?", re.ASCII),
}
"""Phone numbers as people read them in the US, and web addresses without their scheme."""
SHAPES_ABROAD = SHAPES | {"phone": re.compile(r"\+?[0-9][0-9 ]{1,18}")}
"""Numbers of other countries have groups of their own."""

Code = TypeVar("Code", bound=StrEnum)


class BadPlace(ValueError):
    """A row of a place lacks a field, has an unknown one, or one of the wrong shape."""

    def __init__(self, id_: str, field: str, fault: str) -> None:
        super().__init__(f"{id_}: {field} {fault}")
        self.field = field


def read_places(file: Path = SHIPPED) -> tuple[Place, ...]:
    """Return every place in the file, in its order. Raise ``BadPlace``."""
    places = tuple(place_of(row) for row in tomllib.loads(file.read_text("utf-8"))["place"])
    ids = [place.id for place in places]
    if repeated := {id_ for id_ in ids if ids.count(id_) > 1}:
        raise BadPlace(min(repeated), "id", "is the id of two places")
    return places


def place_of(row: Mapping[str, Any]) -> Place:
    """Return the place in a row. Raise ``BadPlace``."""
    id_ = str(row.get("id", "a row without id"))
    _check_fields(id_, row)
    says = row.get("says") or SAYS.get(id_)
    if not says:
        raise BadPlace(id_, "says", "is missing")
    place = Place(
        id=id_,
        says=says,
        kinds=_codes(Kind, row, "kinds"),
        needs=_codes(Need, row, "needs"),
        price=_code(Price, row, "price"),
        source=row["source"],
        checked_on=row.get("checked_on"),
        checked_by=row["checked_by"],
        review_by=row["review_by"],
        confidence=_code(Confidence, row, "confidence"),
        **_others(row),
    )
    if not any(getattr(place, field) for field in WAYS):
        raise BadPlace(id_, "phone", "is missing, and so is every other way to reach the place")
    return place


def stored_row(place: Place) -> dict[str, Any]:
    """Return the row of a place as JSON has it: days as ISO text, nothing empty."""
    row = {key: value for key, value in asdict(place).items() if value}
    stored: dict[str, Any] = json.loads(json.dumps(row, default=date.isoformat))
    return stored


def stored_place(row: Mapping[str, Any]) -> Place:
    """Return the place in a row of ``stored_row``. Raise ``BadPlace``."""
    days = {key: date.fromisoformat(row[key]) for key in DAYS if key in row}
    return place_of({**row, **days})


def _check_fields(id_: str, row: Mapping[str, Any]) -> None:
    for key, kind in (REQUIRED | OPTIONAL).items():
        if (key in REQUIRED or key in row) and (type(row.get(key)) is not kind or not row[key]):
            raise BadPlace(id_, key, "is missing, empty, or of the wrong kind")
    if unknown := set(row) - {*REQUIRED, *OPTIONAL}:
        raise BadPlace(id_, min(unknown), "is not known")
    if wrong := set(row.get("unconfirmed", ())) - {key for key in WAYS if row.get(key)}:
        raise BadPlace(id_, "unconfirmed", f"names {min(wrong)}, which the row does not have")
    for key, shape in (SHAPES_ABROAD if row.get("countries") else SHAPES).items():
        if key in row and not shape.fullmatch(row[key]):
            raise BadPlace(id_, key, "is not written as others are")


def _others(row: Mapping[str, Any]) -> dict[str, Any]:
    lists = {key: tuple(row.get(key, ())) for key in LISTS}
    return lists | {key: row.get(key, "") for key in ("name", "tty", "hours", *WAYS)}


def _codes(kind: type[Code], row: Mapping[str, Any], key: str) -> tuple[Code, ...]:
    return tuple(_code(kind, {**row, key: code}, key) for code in row[key])


def _code(kind: type[Code], row: Mapping[str, Any], key: str) -> Code:
    try:
        return kind(row[key])
    except ValueError:
        raise BadPlace(row["id"], key, "has a code that is not known") from None
