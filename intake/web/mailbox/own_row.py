"""The row of a session that may open its request."""

from __future__ import annotations

from intake.requests.applicant_access import OwnRequest
from intake.web.access import current_request


def own_row(*, to_change: bool = False) -> OwnRequest | None:
    """Return the row of a session that holds its key, else ``None``."""
    row = current_request(to_change=to_change)
    return row if row and row.key_under_token else None
