"""The mail worker: route and deliver letters, remind of dates, chain the audit log."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from secrets import SystemRandom
from typing import TypeVar

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.actions.mail import deliver_letters
from intake.actions.mail.remind import remind, something_near
from intake.actions.mail.route_letters import route_letters, something_to_route
from intake.actions.upkeep import check_certificate
from intake.actions.upkeep.chain_audit import chain_audit, verify_some
from intake.audit.chain import EVERY as CHAIN_EVERY
from intake.cli.outgoing_heartbeat import OutgoingHeartbeat, housekeeping_is_done
from intake.extensions import db, new_id, writing
from intake.outbox import worker_heartbeat
from intake.outbox.claims import Letter, Pace
from intake.outbox.delivery_errors import NotDelivered
from intake.outbox.mail_transport import MailTransport, transport_for
from intake.outbox.smtp_session import Timeouts
from intake.settings import Settings
from intake.storage_faults import fault_code

WAKE_EVERY = 1.0
"""Seconds that a worker sleeps when there is nothing to do."""

REMIND_EVERY = timedelta(hours=1)
"""How often dates that come near are looked for."""

LOOK_EVERY = timedelta(minutes=5)
"""How often a worker asks whether the certificate has to be looked at."""

MARK_TRIES = 30
"""How often a worker tries again to record that a letter was sent."""

CHANCE = SystemRandom()

log = logging.getLogger("intake.outbox")
Result = TypeVar("Result")


def work(
    app: Flask,
    *,
    stop: threading.Event | Callable[[], bool],
    once: bool = False,
    pace: Pace | None = None,
    timeouts: Timeouts | None = None,
) -> None:
    """Route and deliver until stopped; the letter in hand is finished first.

    Any number of these may run at once, in as many processes. With *once* it ends as soon as
    nothing is due any more. While the database is away it waits, and logs so.
    """
    stopped = stop.is_set if isinstance(stop, threading.Event) else stop
    worker = _Worker(app.config["SETTINGS"], stopped, pace or Pace(), timeouts or Timeouts())
    while not stopped():
        try:
            with app.app_context():
                busy = worker.work()
                if once and not busy:
                    worker.finish()
                elif not busy:
                    worker.check_certificate_if_due()
        except SQLAlchemyError as fault:
            if once:
                raise
            log.error("the database cannot be used", extra={"code": fault_code(fault)})
            busy = False
        if once and not busy:
            return
        if not busy:
            _sleep(stopped)


def _sleep(stopped: Callable[[], bool]) -> None:
    """Sleep in short steps: a signal handler may not set the event its own thread waits on."""
    until = time.monotonic() + WAKE_EVERY
    while not stopped() and time.monotonic() < until:
        time.sleep(0.05)


def _is_due(last: datetime | None, every: timedelta, *, now: datetime) -> bool:
    """Return whether *every* has passed since *last*, or the clock was set back."""
    return last is None or abs(now - last) >= every


class _Worker:
    """One worker: its name in the leases, and every commit that the letters need."""

    def __init__(
        self, settings: Settings, stopped: Callable[[], bool], pace: Pace, timeouts: Timeouts
    ) -> None:
        self.name = new_id()
        self.settings = settings
        self.stopped = stopped
        self.pace = pace
        self.timeouts = timeouts
        self.last_beat: datetime | None = None
        self.last_chained: datetime | None = None
        self.last_reminded: datetime | None = None
        self.outgoing = OutgoingHeartbeat(settings.heartbeat_url)
        self.last_looked: datetime | None = None

    def work(self) -> bool:
        """Route what waits and deliver what is due, once; return whether there was anything."""
        self._chain_if_due()
        self._remind_if_due()
        if not (
            something_to_route(self.settings) or deliver_letters.something_to_do(now=clock.now())
        ):
            self._beat_if_due()
            return False
        route = partial(route_letters, self.settings, today=self._today(), days=self.pace.days)
        routed = self._commit(route)
        with transport_for(self.settings, self.timeouts) as transport:
            claim = partial(deliver_letters.claim_letters, self.name, pace=self.pace)
            letters = self._commit(partial(claim, now=clock.now(), repeatable=transport.repeatable))
            busy = bool(routed or letters)
            self._deliver_all(transport, letters)
        return busy

    def finish(self) -> None:
        """Wait for a call of ``HEARTBEAT_URL`` and record it, where the process ends next."""
        if self.settings.heartbeat_url:
            self.outgoing.wait()
            self._commit(self.outgoing.record)

    def _deliver_all(self, transport: MailTransport, letters: list[Letter]) -> None:
        while letters and not self.stopped():
            self._deliver(transport, letters.pop(0))
        if letters:
            self._commit(partial(deliver_letters.give_back, letters, self.name))

    def _deliver(self, transport: MailTransport, letter: Letter) -> None:
        """Deliver one letter, with a commit before DATA and one with the outcome after it."""
        trouble = None
        try:
            message = deliver_letters.prepare(transport, letter, self.settings, now=clock.now())
            about_to = partial(deliver_letters.about_to_hand_over, letter, self.name)
            if not self._commit(partial(about_to, now=clock.now(), pace=self.pace)):
                transport.withdraw()
                return
            transport.hand_over(message)
        except NotDelivered as kept_back:
            trouble = kept_back
        self._mark(letter, trouble)

    def _mark(self, letter: Letter, trouble: NotDelivered | None) -> None:
        """Record the outcome, again and again if need be: nothing else knows it."""
        for last in (*[False] * MARK_TRIES, True):
            try:
                self._commit(partial(self._record, letter, trouble))
            except SQLAlchemyError:
                if last:
                    raise
                time.sleep(WAKE_EVERY)
            else:
                return

    def _record(self, letter: Letter, trouble: NotDelivered | None) -> None:
        deliver_letters.mark(
            letter,
            self.name,
            trouble,
            now=clock.now(),
            today=self._today(),
            pace=self.pace,
            chance=CHANCE.random(),
        )

    def _chain_if_due(self) -> None:
        """Once a minute, chain the new audit entries and verify some of the others."""
        now = clock.now()
        if not _is_due(self.last_chained, CHAIN_EVERY, now=now):
            return
        while self._commit(partial(chain_audit, now=now)):
            pass
        self._commit(partial(verify_some, now=now))
        self.last_chained = now

    def _remind_if_due(self) -> None:
        """Once an hour, queue letters about dates that come near, until none is left."""
        now = clock.now()
        if not _is_due(self.last_reminded, REMIND_EVERY, now=now):
            return
        while something_near(today=self._today()):
            remind_some = partial(remind, self.settings, today=self._today(), days=self.pace.days)
            if not self._commit(remind_some):
                break
        self.last_reminded = now

    def check_certificate_if_due(self) -> None:
        """Look at the certificate of ``PUBLIC_URL`` once a day, while no letter waits."""
        now = clock.now()
        if not _is_due(self.last_looked, LOOK_EVERY, now=now):
            return
        if check_certificate.is_due(self.settings, now=now):
            seen = check_certificate.look_at_certificate(self.settings)
            self._commit(partial(check_certificate.record_certificate, seen, now=now))
        self.last_looked = now

    def _beat_if_due(self) -> None:
        if _is_due(self.last_beat, worker_heartbeat.EVERY, now=clock.now()):
            self._commit(lambda: None)

    def _commit(self, step: Callable[[], Result]) -> Result:
        """Do one step in a transaction of its own, which now and then carries the heartbeat."""
        now = clock.now()
        due = _is_due(self.last_beat, worker_heartbeat.EVERY, now=now)
        with writing():
            result = step()
            calls = due and self._beat(now)
            db.session.commit()
        self.last_beat = now if due else self.last_beat
        if calls:
            self.outgoing.call(now=now)
        return result

    def _beat(self, now: datetime) -> bool:
        """Record that this worker runs; return whether to call ``HEARTBEAT_URL`` once it stands."""
        worker_heartbeat.record_heartbeat(now=now)
        self.outgoing.record()
        return self.outgoing.is_due(now=now) and housekeeping_is_done(now=now)

    def _today(self) -> date:
        return clock.today(self.settings.time_zone)
