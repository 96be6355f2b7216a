"""The request of this session and its case, for pages that only their applicant may open."""

from __future__ import annotations

from intake.actions.application.answer_later import OwnCase, open_own_case
from intake.requests.applicant_access import OwnRequest
from intake.web.access import current_request, installation
from intake.web.security import door_token


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
    return open_own_case(row, door_token(), installation=installation(), to_change=to_change)
