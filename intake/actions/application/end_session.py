"""End an applicant's session."""

from __future__ import annotations

from intake.requests import applicant_access as own_row
from intake.requests.applicant_access import OwnRequest


def end_request(request: OwnRequest) -> None:
    """End the session, and discard a draft that no return code could open."""
    own_row.end_session(request)
