"""Watch the number of drafts, each minute. It needs no key."""

from __future__ import annotations

import logging
from datetime import datetime

from intake.requests import store as requests
from intake.traffic import crowding

MOST_DRAFTS = 100_000
"""Drafts, some 200 MB, above which new ones begin in turns."""

log = logging.getLogger(__name__)


def watch_drafts(*, now: datetime) -> bool:
    """Note if there are too many drafts, for the applicants' door; return whether there are.

    The caller commits.
    """
    if not requests.has_drafts(MOST_DRAFTS):
        return False
    if not crowding.is_noted(now=now):
        log.error("very many drafts, new ones begin in turns", extra={"code": "many_drafts"})
    crowding.note(now=now)
    return True
