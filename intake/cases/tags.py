"""Tags: short marks that a team puts on cases. They are a fixed list, because they are clear."""

from collections.abc import Iterable
from enum import StrEnum


class Tag(StrEnum):
    """A tag names a step of our work, never anything about the person."""

    ASK_SUPERVISOR = "ask_supervisor"
    SECOND_LOOK = "second_look"
    CALL_FIRST = "call_first"
    PAPERS_COMING = "papers_coming"
    INTERPRETER_ASKED = "interpreter_asked"
    FOR_VOLUNTEER = "for_volunteer"
    TEAM_MEETING = "team_meeting"
    FLOOD = "flood"
    """Many requests came from its network within the hour; the product sets it by itself."""
    CAME_BACK = "came_back"
    """Its person came back after it was closed as not real; the product sets it by itself."""


TAGS = frozenset(Tag)


def written(tags: Iterable[str]) -> str:
    """Return the value of the column: each tag between two spaces, so that ``LIKE`` finds it."""
    chosen = {Tag(tag) for tag in tags}
    in_order = [tag.value for tag in Tag if tag in chosen]
    return f" {' '.join(in_order)} " if in_order else ""


def read(column: str) -> tuple[Tag, ...]:
    """Return the tags in a value of the column, without those that this release does not know."""
    return tuple(Tag(tag) for tag in column.split() if tag in TAGS)
