"""Words of error pages for faults of the database and the disk: the cause, and what is kept."""

from __future__ import annotations

from enum import Enum, auto

from intake.frozen import frozen
from intake.storage_faults import StorageFault
from intake.web.faults.desk_errors import NEXT_FOR_STAFF, STORAGE_FOR_STAFF
from intake.words import N_

MAY_END_SOON = frozenset({StorageFault.AWAY, StorageFault.BUSY, StorageFault.MISSING})
"""Faults after which a page may try again by itself."""


class RequestKind(Enum):
    """The kind of a request, as far as its error page differs."""

    PAGE = auto()
    """It asked for a page, and may be repeated at any time."""
    FORM = auto()
    """It sent a form, which the error page contains."""
    SECRET = auto()
    """It sent a form with a password, a code or a file, which no page contains."""


@frozen
class FaultWords:
    """The heading of an error page, and its paragraphs in order."""

    heading: str
    paragraphs: tuple[str, ...]


HEADINGS = {
    RequestKind.PAGE: N_("We cannot open this page right now"),
    RequestKind.FORM: N_("We could not save this yet"),
    RequestKind.SECRET: N_("We could not open this yet"),
}
A_MOMENT = N_("Please wait a moment")

NOT_ANSWERING = N_("Our server is not answering right now. This often lasts less than a minute.")
NO_RECORDS = N_("Our server cannot find its records right now. You did nothing wrong.")
NO_ROOM = N_("Our server has no more room, so it cannot save anything. You did nothing wrong.")
CANNOT_SAVE = N_("Our server cannot save anything right now. You did nothing wrong.")
CANNOT_READ = N_("Our server cannot read some of its records. You did nothing wrong.")

CAUSES = {
    StorageFault.AWAY: NOT_ANSWERING,
    StorageFault.BUSY: NOT_ANSWERING,
    StorageFault.MISSING: NO_RECORDS,
    StorageFault.DISK_FULL: NO_ROOM,
    StorageFault.READ_ONLY: CANNOT_SAVE,
    StorageFault.NO_STANDBY: CANNOT_SAVE,
    StorageFault.NOT_ALLOWED: CANNOT_SAVE,
    StorageFault.NO_TABLES: CANNOT_SAVE,
    StorageFault.DAMAGED: CANNOT_READ,
}

BY_ITSELF = N_("This page will try again by itself.")
LATER = N_("We need to fix this. Please try again later today.")
HELD = N_(
    "What you just sent is still in this page. Wait a few seconds, then press the button to send "
    "it again."
)
HELD_FOR_LATER = N_(
    "What you just sent is still in this page. We need to fix this first. Press the button later "
    "to send it again."
)
TYPE_AGAIN = N_("Go back in a minute and enter your code again.")
SAVED = N_("The answers you saved before are safe.")
MAY_BE_LOST = frozenset({StorageFault.DAMAGED, StorageFault.MISSING, StorageFault.NO_TABLES})
"""Faults after which nobody knows yet whether what was saved is safe."""
WITH_CODE = N_("If you have a return code, keep it.")
GIVE_CODE = N_("If you contact us about this, give us this error code.")


def words_for(fault: StorageFault, kind: RequestKind) -> FaultWords:
    """Return the words for an applicant."""
    soon = fault in MAY_END_SOON
    heading = A_MOMENT if soon and kind is RequestKind.PAGE else HEADINGS[kind]
    promise = WITH_CODE if fault in MAY_BE_LOST else SAVED
    return FaultWords(
        heading=heading, paragraphs=(CAUSES[fault], _next_step(kind, soon=soon), promise)
    )


def _next_step(kind: RequestKind, *, soon: bool) -> str:
    """Return the next step for an applicant."""
    if kind is RequestKind.SECRET:
        return TYPE_AGAIN
    if kind is RequestKind.FORM:
        return HELD if soon else HELD_FOR_LATER
    return BY_ITSELF if soon else LATER


def words_for_staff(fault: StorageFault, kind: RequestKind, *, nothing_done: bool) -> FaultWords:
    """Return the words for a member of staff.

    If the fault came while something was saved, it is unknown whether it was.
    """
    heading, cause = STORAGE_FOR_STAFF[fault]
    if kind is RequestKind.PAGE:
        onward = NEXT_FOR_STAFF["by_itself" if fault in MAY_END_SOON else "later"]
    elif kind is RequestKind.SECRET:
        onward = NEXT_FOR_STAFF["type_again"]
    else:
        onward = NEXT_FOR_STAFF["not_done" if nothing_done else "in_doubt"]
    return FaultWords(heading=heading, paragraphs=(cause, onward))
