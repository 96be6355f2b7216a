"""Add the dates of one act to a case's diary, so that none can be taken away unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from intake.diary import entries
from intake.extensions import new_id


@dataclass(frozen=True, kw_only=True, slots=True)
class NewDate:
    """A date to add: what it is for, the day, by which rule, and a note."""

    kind: str
    on: date
    rule: str = ""
    note: str = ""


class Seal(Protocol):
    """Seals a date under the key of its case, for the row with this id."""

    def __call__(self, kept: dict[str, Any], *, row: str) -> bytes:
        """Give the sealed date."""


def add_dates(case_id: str, dates: Sequence[NewDate], seal: Seal) -> str | None:
    """The id of the first, for the log to name; nothing without any.

    Sealed in the first are the ids of the others: who misses it misses it by the log, and one of
    the others by the first.
    """
    ids, sealed = [new_id() for _ in dates], list[entries.New]()
    for id_, one in zip(ids, dates, strict=True):
        kept: dict[str, Any] = {"rule": one.rule, "kind": one.kind, "note": one.note}
        if id_ == ids[0] and len(ids) > 1:
            kept["beside"] = ids[1:]
        new = entries.New(id=id_, kind=one.kind, on=one.on, sealed=seal(kept, row=id_))
        sealed.append(new)
    entries.add(case_id, *sealed)
    return ids[0] if ids else None
