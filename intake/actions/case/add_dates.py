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
    """The id of the first, for the log to name; nothing without any."""
    sealed = sealed_dates(dates, seal)
    entries.add(case_id, *sealed)
    return sealed[0].id if sealed else None


def sealed_dates(dates: Sequence[NewDate], seal: Seal) -> tuple[entries.NewEntry, ...]:
    """The dates as the diary keeps them.

    Sealed in the first are the ids of the others: who misses it misses it by the log, and one of
    the others by the first.
    """
    ids = [new_id() for _ in dates]
    return tuple(
        entries.NewEntry(
            id=id_,
            kind=one.kind,
            on=one.on,
            sealed=seal(_kept(one, beside=ids[1:] if id_ == ids[0] else []), row=id_),
        )
        for id_, one in zip(ids, dates, strict=True)
    )


def _kept(one: NewDate, *, beside: Sequence[str]) -> dict[str, Any]:
    kept: dict[str, Any] = {"rule": one.rule, "kind": one.kind, "note": one.note}
    return kept | {"beside": list(beside)} if beside else kept
