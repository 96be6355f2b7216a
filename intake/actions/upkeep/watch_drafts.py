"""Watch the number of drafts, each minute. It needs no key."""

from __future__ import annotations

import logging
from datetime import datetime

from intake.requests import store as requests
from intake.traffic import crowding

MOST_DRAFTS = 100_000
"""Drafts, some 200 MB, above which new ones begin in turns."""

log = logging.getLogger(__name__)


def are_too_many() -> bool:
    """Return true if there are too many drafts. Reads up to that many: open no write for it."""
    return requests.has_drafts(MOST_DRAFTS)


def note_too_many(*, now: datetime) -> None:
    """Note for the applicants' door that there are too many drafts. The caller commits."""
    if not crowding.is_noted(now=now):
        log.error("very many drafts, new ones begin in turns", extra={"code": "many_drafts"})
    crowding.note(now=now)
