"""Hold what one request has read of packs of cards, and leaves to be saved."""

from dataclasses import dataclass, field
from datetime import date

from intake.cases.resealing import Rewrap
from intake.conflicts.card_index import CardIndex
from intake.frozen import frozen


@frozen
class NewPack:
    """An index that was made of single cards, and between which ids their cases lie."""

    after_id: str
    until_id: str
    index: CardIndex = field(repr=False)


@dataclass(kw_only=True, slots=True)
class PackWork:
    """The indexes and the faster wraps to save, and what the audit log has ended since a day.

    ``walled`` are the ids of the cases that have a wall by the log, once it was read, and
    ``false_rows`` those whose clear row says less than the card. Gone with the request.
    """

    new: list[NewPack] = field(default_factory=list, repr=False)
    rewraps: list[Rewrap] = field(default_factory=list, repr=False)
    ended: dict[date, frozenset[str]] = field(default_factory=dict, repr=False)
    walled: frozenset[str] | None = field(default=None, repr=False)
    false_rows: list[str] = field(default_factory=list, repr=False)
