"""The line above a list that leaves out the cases of other offices."""

from __future__ import annotations

from dataclasses import dataclass

from intake.web.desk.common.view import current_offices, offices_left_out


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedOffices:
    """The names of the offices whose cases are listed, and the address of the list of all."""

    names: tuple[str, ...]
    all_url: str


def offices_listed(all_url: str) -> ListedOffices | None:
    """Return the offices that a list of this member has; ``None`` if it leaves none out."""
    if not (left_out := offices_left_out()):
        return None
    names = tuple(office.name for office in current_offices() if office.id not in left_out)
    return ListedOffices(names=names, all_url=all_url)
