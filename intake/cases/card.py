"""The card: the few sealed facts that a queue row, a call or a search needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Json = dict[str, Any]

HANDED_OVER = "handed_over"
"""The flag among the chips that tells that the person goes on where a helper began."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What is known of a case without opening its story. Every word here is sealed.

    ``names`` are the full name on papers and other names; ``birth_date`` is a date as answers
    store it; ``region`` a state's code, else the kind of place; ``chips`` rule ids, the most
    urgent first, then flags such as ``unclear_date``; ``contact`` the answers about reaching
    the person, as they are stored; ``heard`` how the names sound, as the release ``heard_as``
    of reading names told it; ``told`` counts how often the case was told anew, and is nothing in
    a card of a release that did not count.
    """

    name_to_use: str = ""
    names: tuple[str, ...] = ()
    a_number: str = ""
    birth_date: str | dict[str, str] | None = None
    nationality: str = ""
    region: str = ""
    spoken_languages: tuple[str, ...] = ()
    interpreter: str = ""
    chips: tuple[str, ...] = ()
    contact: Mapping[str, Any] = field(default_factory=dict)
    do_not_tell: str = ""
    filling_for: str = ""
    heard: tuple[str, ...] = ()
    heard_as: int = 0
    told: int | None = None

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name the person gave."""
        return tuple(name for name in (self.name_to_use, *self.names) if name)

    def to_json(self) -> Json:
        """The form in which a card is sealed."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Card:
        """A card as it was sealed. What an older release did not write yet is empty."""
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        return cls(**{name: _tuples(value) for name, value in known.items()})


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
