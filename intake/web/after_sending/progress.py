"""The progress of a request, as its applicant reads it: only what has happened, with its day."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import segno

from intake.cases.models import Case
from intake.cases.pipeline import ACCEPTED, Turn
from intake.frozen import frozen
from intake.web.app_context import settings
from intake.web.locale import language
from intake.words import N_

ASKED = "moved_to_info_needed"
"""The value of ``decided`` of a case whose applicant is asked for facts and not told yet."""

BY_LETTER = ("moved_to_", "closed_declined_", "closed_referred_out")
"""Beginnings of what was decided with a letter. Of anything else the mailbox says nothing."""


class Mark(StrEnum):
    """The mark of a step: behind the applicant, here, or still to come."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@frozen
class Step:
    """One step. ``detail`` is a sentence about ``on``, its day, if it has one."""

    mark: Mark
    says: str
    detail: str = ""
    on: date | None = None


@frozen
class Progress:
    """The state in a heading, and the steps so far."""

    heading: str
    steps: tuple[Step, ...]


def progress_of(case: Case, *, today: date, unread: int = 0) -> Progress:
    """Return the progress of a case; *unread* counts the messages its applicant has not read.

    It follows from columns that are clear anyway. A conflict is never told: such a case reads as
    one that waits.
    """
    steps = tuple(_steps(case, today=today, is_read=not unread))
    return Progress(heading=_heading(case, unread), steps=steps)


def _heading(case: Case, unread: int) -> str:
    if unread:
        return N_("We have a message for you")
    if case.is_told_closed:
        return N_("We have closed your request")
    if _is_decided_by_letter(case):
        return N_("We made a decision")
    if case.waits_for == Turn.REPLY:
        return N_("We have your message")
    if case.waits_for == Turn.THEM or case.decided == ASKED:
        return N_("We are waiting for your answer")
    return N_("Your request is open") if case.opened_on else N_("We have your answers")


def _is_decided_by_letter(case: Case) -> bool:
    return case.decided != ASKED and (case.decided or "").startswith(BY_LETTER)


def _steps(case: Case, *, today: date, is_read: bool) -> Iterator[Step]:
    yield Step(
        mark=Mark.DONE,
        says="We received your answers",
        detail="On %(day)s",
        on=case.received_on,
    )
    if reading := _reading(case, today=today):
        yield reading
    if case.call_asked_on:
        yield Step(
            mark=Mark.NOW,
            says="You asked us to call you",
            detail="On %(day)s",
            on=case.call_asked_on,
        )
    yield from _outcome(case, is_read=is_read)


def _reading(case: Case, *, today: date) -> Step | None:
    """Return the step of the first reading; ``None`` for a case closed without one."""
    says = N_("Someone on our team read your answers")
    if case.opened_on:
        return Step(mark=Mark.DONE, says=says, detail="On %(day)s", on=case.opened_on)
    if case.is_told_closed:
        return None
    if case.look_by < today:
        return Step(
            mark=Mark.NOW,
            says="Nobody has read your answers yet",
            detail="We said someone would read them by %(day)s. We are late, and we are sorry.",
            on=case.look_by,
        )
    return Step(
        mark=Mark.NOW,
        says="Someone on our team will read your answers",
        detail="Not read yet. Someone will read them by %(day)s.",
        on=case.look_by,
    )


def _outcome(case: Case, *, is_read: bool) -> Iterator[Step]:
    """Yield where the request stands. Of what was decided nothing is said before it was read."""
    if case.is_told_closed:
        closed, detail = N_("We closed your request"), N_("On %(day)s")
        yield Step(mark=Mark.NOW, says=closed, detail=detail, on=case.closed_on)
        return
    was_told = is_read and _is_decided_by_letter(case)
    is_decided = case.stage in ACCEPTED or was_told
    if case.waits_for == Turn.REPLY and case.replied_on:
        yield Step(
            mark=Mark.NOW,
            says="You wrote to us",
            detail="On %(day)s. We have not read it yet.",
            on=case.replied_on,
        )
    elif case.waits_for == Turn.THEM or (is_read and case.decided == ASKED):
        detail = N_("Please look at our messages and answer us.")
        yield Step(mark=Mark.NOW, says="We are waiting for you", detail=detail)
    elif case.opened_on and not is_decided:
        yield Step(mark=Mark.NOW, says="Your request is open")
    if is_decided:
        detail = N_("Please look at our messages.")
        yield Step(mark=Mark.DONE, says="We made a decision", detail=detail)
    else:
        says = N_("We will tell you if we can help, or who else may be able to help")
        yield Step(mark=Mark.LATER, says=says)


@frozen
class ReturnCard:
    """The content of the card.

    ``address`` is shown without ``https://``; ``picture`` is a QR code of the whole address, as
    a ``data:`` address of an SVG. It holds neither code nor reference. With ``folded`` the code
    is not in sight until it is asked for.
    """

    organisation: str
    phone: str
    address: str
    picture: str
    reference: str
    code: str
    folded: bool


def return_card(reference: str, code: str | None, *, folded: bool) -> ReturnCard:
    """Return the card in the language of this request. The desk may have no page to return to."""
    address = f"{settings().applicants_address}/{language()}/return"
    return ReturnCard(
        organisation=settings().organisation_name,
        phone=settings().help_phone,
        address=address.removeprefix("https://"),
        picture=segno.make(address, error="m").svg_data_uri(
            border=2, dark="#000", light="#fff", encode_minimal=True, svgclass=None, lineclass=None
        ),
        reference=reference,
        code=code or "",
        folded=folded,
    )
