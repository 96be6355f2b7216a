"""Sweep the clear rows of a team, and renew its keys, behind the responses of its members.

A sweep begins after a sign-in, and an hour after the one before; keys are looked at each minute.
Each process works by itself and remembers between responses only where it is, so that no key waits
anywhere.
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
from intake.actions.keys.reseal_cases import is_under_way, renew_in_passing
from intake.actions.opening.case_keys import Actor, NoKeyForCase
from intake.actions.opening.sealed_rows import compare_roll, sweep_rows
from intake.extensions import saving
from intake.keys.store import UntrustedTeamKey
from intake.sealing.seal import SealBroken, SealDamaged
from intake.storage_faults import storage_fault
from intake.web.access import current_member, signed_in
from intake.web.desk.common.reader import actor_of, correct_rows, current_reader, save_packs

log = logging.getLogger(__name__)

EVERY, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WORKS_FOR = timedelta(milliseconds=100)
"""Time behind one response, in which its worker answers nobody else."""

SWEEPS = "row sweeps"


@dataclass(slots=True)
class Sweep:
    """Where the sweep of a team and the resealing for its new keys are; empty between two."""

    begun_at: datetime | None = None
    after: str = ""
    renewed_at: dict[bool, datetime] = field(default_factory=dict)
    resealed: str = ""
    lock: Lock = field(default_factory=Lock)

    def is_due(self, signed_in_at: datetime, *, now: datetime) -> bool:
        """Return true in the middle of a sweep, after a sign-in since it began, and hourly."""
        if self.after or self.begun_at is None:
            return True
        return signed_in_at > self.begun_at or abs(now - self.begun_at) >= EVERY

    def renews(self, now: datetime, *, signs: bool) -> bool:
        """Return true in the middle of resealing, and each minute; apart for who *signs*."""
        before = self.renewed_at.get(signs)
        return bool(self.resealed) or before is None or abs(now - before) >= MINUTE


def set_up(app: Flask) -> None:
    """Have the desk sweep behind its responses."""
    app.extensions[SWEEPS] = dict[str, Sweep]()

    @app.after_request
    def sweep_later(response: Response) -> Response:
        is_page = request.method == "GET" and response.status_code == 200
        if is_page and "signed_in" in g:
            sweeps: dict[str, Sweep] = app.extensions[SWEEPS]
            sweep = sweeps.setdefault(current_member().team_id, Sweep())
            me = signed_in()
            with suppress(SealDamaged):  # the pages that need the keys say so
                by = actor_of(current_reader())
                is_due, token = sweep.is_due(me.begun_at, now=by.at), me.token
                response.call_on_close(partial(_run, app, sweep, by, token, is_due=is_due))
        return response


def _run(app: Flask, sweep: Sweep, by: Actor, token: bytes, *, is_due: bool) -> None:
    """Go on, unless another thread does so at this moment."""
    reader, signs = by.reader, bool(by.reader.keyring.sign_keys)
    renews = (reader.holds_team_key or signs) and sweep.renews(by.at, signs=signs)
    is_due = is_due and reader.holds_team_key
    if not (renews or is_due) or not sweep.lock.acquire(blocking=False):
        return
    try:
        with app.app_context():
            if renews:
                sweep.renewed_at[signs] = by.at
                if is_under_way(by.team_id):
                    with suppress(NoKeyForCase, SealBroken, UntrustedTeamKey), saving():
                        sweep.resealed = renew_in_passing(by, token, after=sweep.resealed)
            if not is_due:
                return
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
