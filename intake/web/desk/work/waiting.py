"""How many things wait for the signed-in member, for the header of each page."""

from __future__ import annotations

from flask import g

from intake.actions.queue.my_work import count_waiting
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import current_queue


def waiting_count() -> int:
    """Return the count. Read once a request."""
    if "waiting_count" not in g:
        g.waiting_count = count_waiting(current_queue(), current_reader())
    count: int = g.waiting_count
    return count
