"""What kinds of notes there are."""

from __future__ import annotations

from enum import StrEnum


class NoteKind(StrEnum):
    """Why something was written down."""

    CALL = "call"
    LEGAL_VIEW = "legal_view"
    PLAN = "plan"
    CONTACT = "contact"
    """An attempt to reach the person: by which way, and what came of it."""
    SCREENING = "screening"
    MERITS = "merits"
    DECISION = "decision"
    CONFLICT_FOUND = "conflict_found"
    CONFLICT_DECIDED = "conflict_decided"
    TRANSLATION = "translation"
    """A member's translation of an answer."""
    MOVE = "move"
    """Why a case was moved."""


TYPED = (NoteKind.CALL, NoteKind.LEGAL_VIEW, NoteKind.PLAN)
"""Those that are written by themselves; the others come with an act."""
