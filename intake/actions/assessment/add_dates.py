"""Add dates to the diary of a case, so that a missing one is noticed."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any, Protocol

from intake.diary import entries
from intake.extensions import new_id
from intake.frozen import frozen


@frozen
class NewDate:
    """A date to add: its kind, the day, the rule that gives it, who set it, and a note.

    ``time`` is that of a call, such as ``14:30``, in the time zone of the organisation;
    ``interpreter`` is the name of the interpreter booked for it. ``early`` says that the day is
    earlier than the exact one, by the number of days of its case. ``reminded`` is the step of the
    reminder that needs no sending any more (``diary.coming``). ``proof`` says how the date is
    known, if a member saw that.
    """

    kind: str
    on: date
    early: bool = False
    rule: str = ""
    set_by: str = ""
    note: str = ""
    time: str = ""
    interpreter: str = ""
    reminded: int | None = None
    proof: Mapping[str, str] = field(default_factory=dict)


OPTIONAL = ("set_by", "time", "interpreter", "proof")
"""Fields that are sealed only where they are not empty."""


class SealDate(Protocol):
    """Seal the content of a date under the key of its case, for the row with this id."""

    def __call__(self, content: dict[str, Any], *, row: str) -> bytes:
        """Return the sealed content."""


def add_dates(case_id: str, dates: Sequence[NewDate], seal: SealDate) -> str | None:
    """Add dates; return the id of the first for the audit log, or ``None`` without any."""
    sealed = sealed_dates(dates, seal)
    entries.add(case_id, *sealed)
    return sealed[0].id if sealed else None


def sealed_dates(dates: Sequence[NewDate], seal: SealDate) -> tuple[entries.NewEntry, ...]:
    """Return the dates as the diary stores them.

    The first one holds the ids of the others. The audit log names the first: so each of them is
    missed if its row is deleted.
    """
    ids = [new_id() for _ in dates]
    return tuple(
        entries.NewEntry(
            id=id_,
            kind=new.kind,
            on=new.on,
            early=new.early,
            reminded=new.reminded,
            sealed=seal(_content(new, beside=ids[1:] if id_ == ids[0] else []), row=id_),
        )
        for id_, new in zip(ids, dates, strict=True)
    )


def _content(new: NewDate, *, beside: Sequence[str]) -> dict[str, Any]:
    content: dict[str, Any] = {"rule": new.rule, "kind": new.kind, "note": new.note}
    content |= {name: value for name in OPTIONAL if (value := getattr(new, name))}
    return content | {"beside": list(beside)} if beside else content
