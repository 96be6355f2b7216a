"""Views of the queue and what narrows them: clear columns only, for an address holds them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum


class View(StrEnum):
    """Whose cases are looked at, or what they wait for."""

    ALL = "all"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    US = "us"
    """Waiting for us: the person's reply is in, or nothing is asked of them."""
    THEM = "them"
    REPLIES = "replies"
    LATE = "late"


class Order(StrEnum):
    """By what a view is sorted, all of it and not the page alone."""

    DUE = "due"
    """In bands by the day, inside a band by tier."""
    MOVED = "moved"
    """In one line, what nobody has moved for longest on top."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What narrows a view. Empty means any.

    ``owner`` is a member's id; ``since`` and ``until`` are the first and last day received.
    """

    tier: str = ""
    status: str = ""
    language: str = ""
    owner: str = ""
    tag: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The names of those that narrow something."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name))

    def without(self, name: str) -> Filters:
        """The same but for one."""
        return replace(self, **{name: getattr(Filters(), name)})


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """One member's look at the team's cases, on one day."""

    team_id: str
    member_id: str
    view: View
    today: date
    filters: Filters = Filters()
    order: Order = Order.DUE
