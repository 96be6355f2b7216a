"""Tags: short marks that a team puts on cases. A fixed list, for tags are kept in clear."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Tag(StrEnum):
    """What a case is marked with: steps of our own work, never anything about the person."""

    ASK_SUPERVISOR = "ask_supervisor"
    SECOND_LOOK = "second_look"
    CALL_FIRST = "call_first"
    PAPERS_COMING = "papers_coming"
    INTERPRETER_ASKED = "interpreter_asked"
    FOR_VOLUNTEER = "for_volunteer"
    TEAM_MEETING = "team_meeting"


def written(tags: Iterable[str]) -> str:
    """Tags as the table has them, each between two spaces so that one can be looked for."""
    wanted = {Tag(tag) for tag in tags}
    known = [tag.value for tag in Tag if tag in wanted]
    return f" {' '.join(known)} " if known else ""


def read(kept: str) -> tuple[Tag, ...]:
    """The tags again; what this release does not know is left out."""
    known = set(Tag)
    return tuple(Tag(tag) for tag in kept.split() if tag in known)
