"""Search the notes of the team's cases: open them in batches, and keep the cases that match.

No index of words is kept: one that helps a search would help whoever steals the disk.
"""

import logging
from collections.abc import Sequence

from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.case_notes import open_notes
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.actions.opening.search_cards import SearchedBatch
from intake.cases import batches
from intake.cases.models import Case
from intake.notes import store as notes
from intake.notes.models import Note
from intake.notes.store import NoteKind, NoteWords

logger = logging.getLogger(__name__)

AT_ONCE = 200
"""Cases in one batch: few enough that a request ends in time."""


def search_notes(words: NoteWords, reader: Reader, *, after: str) -> SearchedBatch:
    """Search the notes of the next cases after the one with the id *after*. Reads only.

    Only cases whose answers a member may read are opened, so that no conflict is passed by.
    """
    some_cases = batches.readable_after(reader.team_id, after, at_most=AT_ONCE)
    notes_by_case = notes.of_cases([case.id for case in some_cases])
    opened = {
        case.id: _matches(case, notes_by_case[case.id], words, reader)
        for case in some_cases
        if case.id in notes_by_case
    }
    return SearchedBatch(
        matches=tuple(id_ for id_, matches in opened.items() if matches),
        read=len(some_cases),
        unopened=sum(matches is None for matches in opened.values()),
        last=some_cases[-1].id if some_cases else after,
        is_end=len(some_cases) < AT_ONCE,
    )


def _matches(case: Case, rows: Sequence[Note], words: NoteWords, reader: Reader) -> bool | None:
    """Return whether a note of the case has the words; ``None`` if its notes do not open."""
    try:
        opened = open_notes(case_key(case, reader), rows)
    except NOT_OPENED as failure:
        log_not_opened(logger, "notes not searched", failure, case_id=case.id)
        return None
    return any(words.are_in(note.text) for note in opened if note.kind is not NoteKind.TRANSLATION)
