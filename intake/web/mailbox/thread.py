"""The messages of a mailbox, as the applicant sees them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from flask_babel import gettext

from intake.actions.application.answer_later import OwnCase, open_own_case
from intake.actions.application.write_to_staff import LONGEST, has_too_many_unread
from intake.actions.opening.case_messages import OpenMessage
from intake.frozen import frozen
from intake.messages.models import Direction
from intake.messages.wordings import tagged_lines
from intake.requests.applicant_access import OwnRequest
from intake.web.access import current_request, installation
from intake.web.after_sending.plan_today import call_lines
from intake.web.security import door_token
from intake.words import N_

FORM_ID = re.compile("[0-9a-f]{32}")
TOO_MANY_MESSAGES = N_("You have sent us many messages. Please wait until we have read them.")


@frozen
class ShownMessage:
    """One message: its sender, its day, and its lines, each with the tag of its language if known.

    ``is_new`` marks one that is seen the first time.
    """

    is_mine: bool
    is_new: bool
    on: date
    lines: tuple[tuple[str, str], ...]


def shown_messages(messages: Sequence[OpenMessage]) -> list[ShownMessage]:
    """Return the messages as the page shows them, newest first.

    A text of staff is marked with its language.
    """
    return [
        ShownMessage(
            is_mine=message.direction is Direction.IN,
            is_new=message.direction is Direction.OUT and message.read_on is None,
            on=message.on,
            lines=_lines(message),
        )
        for message in reversed(messages)
    ]


def _lines(message: OpenMessage) -> tuple[tuple[str, str], ...]:
    """Return the lines; those of the applicant have no tag, because they may be in any language."""
    if message.call:
        return tuple((line, "") for line in call_lines(message.call))
    of_staff = message.direction is Direction.OUT
    return tuple(tagged_lines(message.text, message.language if of_staff else ""))


def form_id_in(fields: Mapping[str, str]) -> str:
    """Return the random id that the page gave its form; empty if it has none."""
    form_id = fields.get("form_id", "")
    return form_id if FORM_ID.fullmatch(form_id) else ""


def problem_with(text: str, own: OwnCase, now: datetime) -> str:
    """Return what is wrong with a message; empty if it can be sent."""
    if not text:
        return gettext("Enter a few words first.")
    if len(text) > LONGEST:
        return gettext("Use 2,000 characters or fewer.")
    return gettext(TOO_MANY_MESSAGES) if has_too_many_unread(own, now) else ""


class NoMailbox(Exception):
    """The session holds no key of a request, or of one that was sent. Enter the return code."""


def own_row(*, to_change: bool = False) -> OwnRequest:
    """Return the row of a session that holds its key, or raise :class:`NoMailbox`."""
    row = current_request(to_change=to_change)
    if row is None or not row.key_under_token:
        raise NoMailbox
    return row


def own_case(*, to_change: bool = False) -> OwnCase:
    """Open the case of a request that was sent, or raise :class:`NoMailbox`."""
    row = own_row(to_change=to_change)
    if not row.sent:
        raise NoMailbox
    return open_own_case(row, door_token(), installation(), to_change=to_change)
