"""Filter cards by facts: what a pack holds of each card, and which cards have the facts asked for.

The facts of a card are words such as ``state:TX``, so that an index of words finds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from intake.frozen import frozen
from intake.questionnaire.asylum.you import nationality
from intake.questionnaire.languages import LANGUAGES

FOR_DETAINED = "detained_person"
TAGS = frozenset(language.tag for language in LANGUAGES)


@frozen
class CardFilters:
    """The facts that a card must have; an empty one is no condition.

    ``state`` is a state's code, ``speaks`` the tag of a language, ``why`` a rule or a flag among
    the chips, ``fears`` an option of the reasons that a person is afraid for.
    """

    state: str = ""
    detained: str = ""
    speaks: str = ""
    interpreter: str = ""
    country: str = ""
    why: str = ""
    fears: str = ""

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the names of the filters that are set."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name))

    @property
    def by_name(self) -> dict[str, str]:
        """Return the values of the filters that are set."""
        return {name: getattr(self, name) for name in self.chosen}

    @property
    def is_private(self) -> bool:
        """Return true if a filter tells of an answer that is shown on a page of its own."""
        return bool(self.fears)

    def without(self, name: str) -> CardFilters:
        """Return the same filters without the one called *name*."""
        return replace(self, **{name: ""})


def facts_of(card: Mapping[str, Any]) -> Iterator[str]:
    """Yield the facts of a stored card by which it is filtered."""
    yield f"state:{card.get('region') or ''}"
    yield f"country:{card.get(nationality.id) or ''}"
    yield f"interpreter:{card.get('interpreter') or ''}"
    yield f"detained:{_detained(card)}"
    spoken = {*card.get("spoken_languages", ()), card.get("call_language"), card.get("language")}
    yield from (f"speaks:{tag}" for tag in spoken & TAGS)
    # a rule's chips may have parts, as in R06b; flags have none
    rules = {code[:3] if code.startswith("R") else code for code in card.get("chips", ())}
    yield from (f"why:{rule}" for rule in rules)
    yield from (f"fears:{code}" for code in card.get("fear_reasons") or ())


def _detained(card: Mapping[str, Any]) -> str:
    """Return the answer; a request for a person in detention says yes where it does not say no."""
    answer = str(card.get("detained") or "")
    is_for_detained = card.get("filling_for") == FOR_DETAINED
    return "yes" if answer != "no" and is_for_detained else answer


@frozen
class Matches:
    """The positions of the cards of a pack that match (``every``).

    ``without`` has for each filter the cards that match all other filters but not this one.
    """

    every: frozenset[int]
    without: Mapping[str, frozenset[int]]


def matches_in(index: Mapping[str, Sequence[int]], filters: CardFilters) -> Matches:
    """Return the cards of a pack that match, by its index of facts."""
    named = {name: f"{name}:{getattr(filters, name)}" for name in filters.chosen}
    having = {name: frozenset(index.get(fact, ())) for name, fact in named.items()}
    every = _common(list(having.values()))
    without = {
        name: _common([having[fact] for fact in having if fact != name]) - every
        for name in having
        if len(having) > 1
    }
    return Matches(every=every, without=without)


def _common(sets: Sequence[frozenset[int]]) -> frozenset[int]:
    return frozenset.intersection(*sets) if sets else frozenset()
