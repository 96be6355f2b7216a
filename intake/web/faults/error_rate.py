"""Count failed answers in this process, and add them to the count of all processes."""

import logging
from functools import partial
from threading import Lock
from time import monotonic

from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.extensions import db
from intake.storage_faults import storage_fault
from intake.upkeep.runs import add_errors

log = logging.getLogger(__name__)

EVERY_SECONDS = 5.0
"""Seconds between two writes of the count: the database may be why answers fail."""

AFTER_FAULT_SECONDS = 60.0
"""Seconds without writing after the database failed."""

NOT_COUNTED = frozenset({"health.readyz"})
"""Views for which the status 503 is no failure."""


class ErrorCount:
    """Failed answers of this process that are not in the database yet."""

    def __init__(self) -> None:
        self._lock, self._count, self._next = Lock(), 0, 0.0

    @property
    def is_due(self) -> bool:
        """Return true if there is something to write and it is time."""
        return self._count > 0 and monotonic() >= self._next

    def add(self) -> None:
        """Count one more."""
        with self._lock:
            self._count += 1

    def take(self) -> int:
        """Return the count and reset it; zero if another thread was first."""
        with self._lock:
            if not self.is_due:
                return 0
            count, self._count = self._count, 0
            self._next = monotonic() + EVERY_SECONDS
            return count

    def put_back(self, count: int) -> None:
        """Add what could not be written, and wait longer."""
        with self._lock:
            self._count += count
            self._next = monotonic() + AFTER_FAULT_SECONDS


def set_up(app: Flask) -> None:
    """Count every answer with status 500 or above, and write the count after the answer is sent."""
    errors = ErrorCount()

    @app.after_request
    def count(response: Response) -> Response:
        if response.status_code >= 500 and request.endpoint not in NOT_COUNTED:
            errors.add()
        if errors.is_due:
            response.call_on_close(partial(_write_count, app, errors))
        return response


def _write_count(app: Flask, errors: ErrorCount) -> None:
    """Add the errors of this process to the row of the hour.

    Best effort: if the database fails they are added later, and lost with the process.
    """
    if not (count := errors.take()):
        return
    try:
        with app.app_context(), db.engine.connect() as connection:
            writer = connection.execution_options(writes=True)
            with writer.begin():
                add_errors(writer, count, clock.now())
    except SQLAlchemyError as failure:
        errors.put_back(count)
        log.warning("errors were not counted", extra={"code": storage_fault(failure)})
