"""The kinds of notes on a case."""

from __future__ import annotations

from enum import StrEnum


class NoteKind(StrEnum):
    """The kind of a note."""

    CALL = "call"
    LEGAL_VIEW = "legal_view"
    PLAN = "plan"
    CONTACT = "contact"
    """An attempt to reach the person: the way, and the result."""
    SCREENING = "screening"
    MERITS = "merits"
    DECISION = "decision"
    CONFLICT_FOUND = "conflict_found"
    CONFLICT_DECIDED = "conflict_decided"
    WALL = "wall"
    """The reason for a wall, or for a change of it, and its members."""
    TRANSLATION = "translation"
    """A member's translation of an answer."""
    CORRECTION = "correction"
    """The reason for a corrected answer: its question, and where the new answer comes from."""
    LOOKED_UP = "looked_up"
    """A look at the court's or ICE's system that found nothing new, and where it was."""
    MOVE = "move"
    """The reason for a change of status."""
    TOLD = "told"
    """The telling of a decision or a question: who was told how, when and what, or was not."""
    WITHDRAWN = "withdrawn"
    """The withdrawal of a proposed closing, by its author."""
    HOLD = "hold"
    """The reason for a legal hold."""


TYPED = (NoteKind.CALL, NoteKind.LEGAL_VIEW, NoteKind.PLAN)
"""Kinds that a member writes as a note; the others belong to an act."""
