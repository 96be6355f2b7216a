"""Read rows of parameters from their files. Refuse an incomplete row."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from intake.law.parameter import Binds, Confidence, Parameter, Value

DATA = Path(__file__).parent / "data"

NEEDED = {
    "id": str,
    "what": str,
    "from": date,
    "source": str,
    "checked_by": str,
    "checked_on": date,
    "review_by": date,
    "confidence": str,
}
AT_WILL = {
    "until": date,
    "alternative": int,
    "alternative_if": str,
    "binds": str,
    "signed_by": str,
    "signed_on": date,
    "waiver": str,
}


class BadRow(ValueError):
    """A row of the law's data lacks something, has something unknown, or says it in a wrong way."""


def read_all(folder: Path = DATA) -> tuple[Parameter, ...]:
    """Return every row of every file, in the order of the files' names."""
    return tuple(
        _parameter(row)
        for file in sorted(folder.glob("*.toml"))
        for row in tomllib.loads(file.read_text("utf-8"))["parameter"]
    )


def _parameter(row: Mapping[str, Any]) -> Parameter:
    name = row.get("id", "a row without id")
    for key, kind in (NEEDED | AT_WILL).items():
        if (key in NEEDED or key in row) and (type(row.get(key)) is not kind or row[key] == ""):
            raise BadRow(f"{name}: {key} is missing, empty, or of the wrong kind")
    if unknown := set(row) - {*NEEDED, *AT_WILL, "value"}:
        raise BadRow(f"{name}: {min(unknown)} is not known")
    if row["confidence"] == Confidence.CONTESTED and not row.get("alternative_if"):
        raise BadRow(f"{name}: contested, but alternative_if does not say what may change")
    if ("signed_by" in row) != ("signed_on" in row):
        raise BadRow(f"{name}: who signed it and when are said together")
    given = {"from_day" if key == "from" else key: part for key, part in row.items()}
    given |= {"value": _value(row), "confidence": Confidence(row["confidence"])}
    if by := given.pop("signed_by", ""):
        given["signatures"] = ((by, given.pop("signed_on")),)
    return Parameter(**given | {"binds": Binds(row.get("binds", Binds.EVENT))})


def _value(row: Mapping[str, Any]) -> Value:
    value = row.get("value")
    if isinstance(value, list) and value:
        for kind in (int, date):
            if all(type(item) is kind for item in value):
                return tuple(value)
    elif type(value) is int:
        return value
    raise BadRow(f"{row['id']}: value is neither a whole number nor a list of numbers or days")
