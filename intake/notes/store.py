"""Add notes to a case, list them, and pin one."""

from collections.abc import Collection
from datetime import datetime
from unicodedata import category, normalize

from sqlalchemy import bindparam, select

from intake.extensions import add_row, all_rows, db, delete_rows
from intake.frozen import frozen
from intake.notes.models import Note
from intake.questionnaire.tidy import digits_of_any_script
from intake.words import Labelled

OF_CASE = select(Note).where(Note.case_id == bindparam("case_id")).order_by(Note.at, Note.id)
"""Built once, because each page of a case executes it."""


def add(*, id: str, case_id: str, member_id: str, at: datetime, sealed: bytes) -> Note:
    """Add a note to a case."""
    return add_row(
        Note(id=id, case_id=case_id, member_id=member_id, at=at, sealed=sealed, pinned=False)
    )


def of_case(case_id: str) -> list[Note]:
    """Return all notes of a case, the oldest first."""
    return list(db.session.scalars(OF_CASE, {"case_id": case_id}))


def of_cases(case_ids: Collection[str]) -> dict[str, list[Note]]:
    """Return the notes of these cases by case id, the oldest first; cases without one are out."""
    notes_by_case: dict[str, list[Note]] = {}
    order = (Note.case_id, Note.at, Note.id)
    for note in all_rows(Note, Note.case_id.in_(case_ids), by=order):
        notes_by_case.setdefault(note.case_id, []).append(note)
    return notes_by_case


def pin(case_id: str, note_id: str) -> None:
    """Pin one note of the case and unpin the others; an empty id unpins all."""
    for note in of_case(case_id):
        note.pinned = note.id == note_id


def erase_of(case_id: str) -> None:
    """Delete all notes of a case."""
    delete_rows(Note, Note.case_id == case_id)


FEWEST_LETTERS = 3
"""The fewest letters of a Latin word; of another script two are enough."""

ONE_FORM = str.maketrans(
    {
        "\u0649": "\u064a",  # alef maksura, Farsi yeh: yeh
        "\u06cc": "\u064a",
        "\u06a9": "\u0643",  # keheh: kaf
        "\u06be": "\u0647",  # heh doachashmee, heh goal: heh
        "\u06c1": "\u0647",
        "\u0640": "",  # tatweel
        "\u200c": " ",  # zero width non-joiner
    }
)
"""Letters that Arabic, Dari and Urdu keyboards write in two ways."""


@frozen
class NoteWords:
    """Words of which a note must have each one, at least as a part of a longer word."""

    words: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Return true if no word is long enough to search for."""
        return not any(
            len(word) >= (FEWEST_LETTERS if word.isascii() else FEWEST_LETTERS - 1)
            for word in self.words
        )

    def are_in(self, text: str) -> bool:
        """Return true if each word is in the text."""
        plain = _folded(text)
        return all(word in plain for word in self.words)


def read_words(text: str) -> NoteWords:
    """Return the words of a search."""
    return NoteWords(words=tuple(dict.fromkeys(_folded(text).split())))


def _folded(text: str) -> str:
    parts = normalize("NFKD", digits_of_any_script(text)).casefold()
    letters = "".join(letter for letter in parts if category(letter) != "Mn")
    return letters.translate(ONE_FORM)


class NoteKind(Labelled):
    """The kind of a note."""

    CALL = "call", "Call"
    LEGAL_VIEW = "legal_view", "Legal analysis"
    PLAN = "plan", "Plan"
    CONTACT = "contact", "Contact attempt"
    """An attempt to reach the person: the way, and the result."""
    SCREENING = "screening", "Screening call"
    MERITS = "merits", "Merits"
    DECISION = "decision", "Decision"
    CONFLICT_FOUND = "conflict_found", "Conflict check"
    CONFLICT_DECIDED = "conflict_decided", "Conflict decision"
    WALL = "wall", "Wall"
    """The reason for a wall, or for a change of it, and its members."""
    TRANSLATION = "translation", "Staff translation"
    """A member's translation of an answer."""
    CORRECTION = "correction", "Corrected answer"
    """The reason for a corrected answer: its question, and where the new answer comes from."""
    LOOKED_UP = "looked_up", "Looked up again: nothing new"
    """A look at the court's or ICE's system that found nothing new, and where it was."""
    MOVE = "move", "Status change"
    """The reason for a change of status."""
    TOLD = "told", "Told the applicant"
    """The telling of a decision or a question: who was told how, when and what, or was not."""
    WITHDRAWN = "withdrawn", "Proposal withdrawn"
    """The withdrawal of a proposed closing, by its author."""
    HOLD = "hold", "Legal hold"
    """The reason for a legal hold."""
    HANDED_OFF = "handed_off", "Copied for"
    """The organization for which the case was copied."""


TYPED = (NoteKind.CALL, NoteKind.LEGAL_VIEW, NoteKind.PLAN)
"""Kinds that a member writes as a note; the others belong to an act."""
