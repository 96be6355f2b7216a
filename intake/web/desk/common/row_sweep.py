"""Sweep the clear rows of a team behind the responses of members who hold its key.

A sweep begins after a sign-in, and an hour after the one before. Each process sweeps by itself and
remembers between responses only where it is, so that no key waits anywhere.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Lock

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.actions.opening.case_keys import NoKeyForCase, Reader
from intake.actions.opening.sealed_rows import compare_roll, sweep_rows
from intake.extensions import saving
from intake.sealing.seal import SealBroken, SealDamaged
from intake.storage_faults import storage_fault
from intake.web.access import current_member, signed_in
from intake.web.desk.common.reader import actor_of, correct_rows, current_reader, save_packs

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
WORKS_FOR = timedelta(milliseconds=100)
"""Time behind one response, in which its worker answers nobody else."""

SWEEPS = "row sweeps"


@dataclass(slots=True)
class Sweep:
    """Where the sweep of a team is; empty between two."""

    begun_at: datetime | None = None
    after: str = ""
    lock: Lock = field(default_factory=Lock)

    def is_due(self, signed_in_at: datetime, *, now: datetime) -> bool:
        """Return true in the middle of a sweep, after a sign-in since it began, and hourly."""
        if self.after or self.begun_at is None:
            return True
        return signed_in_at > self.begun_at or abs(now - self.begun_at) >= EVERY


def set_up(app: Flask) -> None:
    """Have the desk sweep behind its responses."""
    app.extensions[SWEEPS] = dict[str, Sweep]()

    @app.after_request
    def sweep_later(response: Response) -> Response:
        is_page = request.method == "GET" and response.status_code == 200
        if is_page and "signed_in" in g:
            sweeps: dict[str, Sweep] = app.extensions[SWEEPS]
            sweep = sweeps.setdefault(current_member().team_id, Sweep())
            if sweep.is_due(signed_in().begun_at, now=clock.now()):
                with suppress(SealDamaged):  # the pages that need the keys say so
                    response.call_on_close(partial(_run, app, sweep, current_reader()))
        return response


def _run(app: Flask, sweep: Sweep, reader: Reader) -> None:
    """Go on with a sweep, unless another thread does so at this moment."""
    if not reader.holds_team_key or not sweep.lock.acquire(blocking=False):
        return
    try:
        with app.app_context():
            sweep.begun_at = sweep.begun_at if sweep.after else clock.now()
            sweep.after = sweep_rows(reader, sweep.after, clock=clock.now, works_for=WORKS_FOR)
            correct_rows(reader)
            save_packs(reader)
            if not sweep.after:
                with suppress(NoKeyForCase, SealBroken), saving():
                    compare_roll(actor_of(reader))
    except SQLAlchemyError as failure:
        log.warning("rows were not compared", extra={"code": storage_fault(failure)})
    finally:
        sweep.lock.release()
