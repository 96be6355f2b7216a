"""Tags: short marks that a team puts on cases. They are a fixed list, because they are clear."""

from collections.abc import Iterable

from intake.words import Labelled


class Tag(Labelled):
    """A tag names a step of our work, never anything about the person."""

    ASK_SUPERVISOR = "ask_supervisor", "Ask supervisor"
    SECOND_LOOK = "second_look", "Second review"
    CALL_FIRST = "call_first", "Call first"
    PAPERS_COMING = "papers_coming", "Documents coming"
    INTERPRETER_ASKED = "interpreter_asked", "Interpreter requested"
    FOR_VOLUNTEER = "for_volunteer", "For a volunteer"
    TEAM_MEETING = "team_meeting", "Team meeting"
    FLOOD = "flood", "Many from one network"
    """Many requests came from its network within the hour; the product sets it by itself."""
    CAME_BACK = "came_back", "Closed as not real, came back"
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
