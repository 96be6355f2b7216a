"""Read rows of places from their file. Refuse an incomplete row."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from intake.law.parameter import Confidence
from intake.referrals.place import Kind, Need, Place, Price
from intake.referrals.wording import SAYS

SHIPPED = Path(__file__).parent / "data" / "places.toml"

NEEDED = {
    "id": str,
    "kinds": list,
    "needs": list,
    "price": str,
    "source": str,
    "verified_by": str,
    "review_by": date,
    "confidence": str,
}
AT_WILL = {
    **dict.fromkeys(("name", "says", "phone", "tty", "text_to", "dial", "web"), str),
    **dict.fromkeys(("states", "languages"), list),
    "last_verified": date,
}
WAYS = ("phone", "text_to", "dial", "web")

Code = TypeVar("Code", bound=StrEnum)


class BadPlace(ValueError):
    """A row of places lacks something, has something unknown, or says it in a wrong way."""


def read_places(file: Path = SHIPPED) -> tuple[Place, ...]:
    """Every place in the file, in the order in which it stands."""
    places = tuple(_place(row) for row in tomllib.loads(file.read_text("utf-8"))["place"])
    if len({place.id for place in places}) != len(places):
        raise BadPlace("two places have the same id")
    return places


def _place(row: Mapping[str, Any]) -> Place:
    name = row.get("id", "a row without id")
    for key, kind in (NEEDED | AT_WILL).items():
        if (key in NEEDED or key in row) and (type(row.get(key)) is not kind or not row[key]):
            raise BadPlace(f"{name}: {key} is missing, empty, or of the wrong kind")
    if unknown := set(row) - {*NEEDED, *AT_WILL}:
        raise BadPlace(f"{name}: {min(unknown)} is not known")
    if not (says := row.get("says") or SAYS.get(name)):
        raise BadPlace(f"{name}: nothing says what it does")
    return Place(
        id=name,
        says=says,
        kinds=_codes(Kind, row, "kinds"),
        needs=_codes(Need, row, "needs"),
        states=tuple(row.get("states", ())),
        languages=tuple(row.get("languages", ())),
        price=_code(Price, row, "price"),
        source=row["source"],
        last_verified=row.get("last_verified"),
        verified_by=row["verified_by"],
        review_by=row["review_by"],
        confidence=_code(Confidence, row, "confidence"),
        **{key: row.get(key, "") for key in ("name", "tty", *WAYS)},
    )


def _codes(kind: type[Code], row: Mapping[str, Any], key: str) -> tuple[Code, ...]:
    return tuple(_code(kind, {**row, key: code}, key) for code in row[key])


def _code(kind: type[Code], row: Mapping[str, Any], key: str) -> Code:
    try:
        return kind(row[key])
    except ValueError:
        raise BadPlace(f"{row['id']}: {key} has a word that is not known") from None
