"""The mail worker: route and deliver emails, send reminders, chain the audit log."""

import logging
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from secrets import SystemRandom
from typing import ParamSpec, TypeVar

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.actions.law.publish import put_in_force
from intake.actions.mail import deliver_letters
from intake.actions.mail.mornings import (
    DigestTimer,
    is_quarantine_email_due,
    latest_morning,
    mark_floods,
    queue_digests,
    remind,
    something_near,
    tell_no_owner,
    tell_quarantine,
)
from intake.actions.mail.p0_alarms import sound_alarms, time_to_ring
from intake.actions.mail.route_letters import route_letters, something_to_route
from intake.actions.upkeep import check_certificate
from intake.actions.upkeep.jobs import (
    are_too_many,
    erase_withdrawn,
    note_too_many,
    raise_alarm,
    refused_teams,
)
from intake.amendments.approved import law_book
from intake.audit.chain import chain, verify_some
from intake.cases import alarms, loans
from intake.cli.outgoing_heartbeat import OutgoingHeartbeat, housekeeping_is_done
from intake.extensions import db, new_id, saving
from intake.outbox import claims, mail_health
from intake.outbox.claims import Letter
from intake.outbox.connection import MailTransport, NotDelivered, Timeouts, TryLater, transport_for
from intake.outbox.models import State
from intake.outbox.routing import Allowance
from intake.sessions import store as sessions
from intake.settings import Settings
from intake.settings.review import lacks_password
from intake.storage_faults import fault_code

WAKE_EVERY = 1.0
"""Seconds between two looks at an empty queue."""

MINUTE_JOBS_EVERY = timedelta(minutes=1)
"""Interval of the jobs that a delivery must not put off, such as chaining the audit log."""

REMIND_EVERY = timedelta(hours=1)
"""Interval between searches for approaching dates."""

LOOK_EVERY = timedelta(minutes=5)
"""Interval at which a worker checks whether the certificate is due for a check."""

CHANCE = SystemRandom()

log = logging.getLogger("intake.outbox")
P = ParamSpec("P")
Result = TypeVar("Result")


def work(
    app: Flask,
    *,
    stop: Callable[[], bool],
    once: bool = False,
) -> None:
    """Route and deliver until stopped; the current letter is finished first.

    Any number of workers may run at once, in as many processes. With *once*, return as soon as the
    queue is empty. While the database cannot be used, log it and wait.
    """
    worker = _Worker(app.config["SETTINGS"], stop)
    while not stop():
        try:
            with app.app_context():
                busy = worker.work()
                worker.is_failing = False
                if once and not busy:
                    worker.finish()
                elif not busy:
                    worker.check_certificate_if_due()
        except SQLAlchemyError as fault:
            if once:
                raise
            log.error("the database cannot be used", extra={"code": fault_code(fault)})
            busy, worker.is_failing = False, True
        if once and not busy:
            return
        if not busy:
            _sleep(stop)


def _sleep(stopped: Callable[[], bool]) -> None:
    """Sleep in short steps; a signal handler cannot wake its own thread from a longer sleep."""
    until = time.monotonic() + WAKE_EVERY
    while not stopped() and time.monotonic() < until:
        time.sleep(0.05)


def _is_due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Return true if *every* has passed since *last*, or the clock was set back."""
    return last is None or abs(now - last) >= every


class _Worker:
    """One worker: its name in the leases, its timers, and the commits around each delivery."""

    def __init__(self, settings: Settings, stopped: Callable[[], bool]) -> None:
        self.name = new_id()
        self.settings = settings
        self.stopped = stopped
        self.last_beat: datetime | None = None
        self.is_failing = False
        self.last_minute_jobs: datetime | None = None
        self.last_reminded: datetime | None = None
        self.refused: frozenset[str] = frozenset()
        self.outgoing = OutgoingHeartbeat(settings.heartbeat_url)
        self.last_looked: datetime | None = None
        self.allowance = Allowance(most=settings.digest_above)
        self.digest_timer = DigestTimer()
        if lacks_password(settings):
            log.warning("doubtful setting", extra={"code": "mail_login"})

    def work(self) -> bool:
        """Route and deliver once what is due; return true if there was anything to do."""
        self._run_minute_jobs_if_due()
        self._remind_if_due()
        if not (something_to_route(self.settings) or claims.has_work(clock.now())):
            if _is_due(self.last_beat, mail_health.EVERY, clock.now()):
                self._commit(lambda: None)
            return False
        routed = self._commit(
            route_letters, self.settings, now=clock.now(), allowance=self.allowance
        )
        with transport_for(self.settings, Timeouts()) as transport:
            letters = self._commit(
                deliver_letters.claim_letters,
                self.name,
                now=clock.now(),
                repeatable=transport.repeatable,
            )
            busy = bool(routed or letters)
            while letters and not self.stopped():
                self._run_minute_jobs_if_due()  # a slow mail server must not put them off
                self._deliver(transport, letters.pop(0))
            if letters:
                self._commit(claims.release, letters, self.name)
        return busy

    def finish(self) -> None:
        """Wait for a call of ``HEARTBEAT_URL`` and record it, before the process ends."""
        if self.settings.heartbeat_url:
            self.outgoing.wait()
            self._commit(self.outgoing.record)

    def _deliver(self, transport: MailTransport, letter: Letter) -> None:
        """Deliver one letter, with a commit before DATA and one with the outcome after it."""
        failure = None
        try:
            message = deliver_letters.prepare(transport, letter, self.settings, clock.now())
            if not self._may_hand_over(transport, letter):
                return
            transport.hand_over(message)
        except NotDelivered as reason:
            failure = reason
        state = self._commit_at_last(self._record, letter, failure)
        deliver_letters.log_outcome(letter, state, failure)

    def _may_hand_over(self, transport: MailTransport, letter: Letter) -> bool:
        """Commit that DATA is next; withdraw the letter and return ``False`` if the lease is lost.

        Raise :class:`TryLater` if the database fails: the state may be stored or not.
        """
        may, until = False, clock.now() + claims.LEASE
        try:
            may = self._commit(claims.sending, letter, self.name, until=until)
        except SQLAlchemyError as fault:
            log.error("the database failed before an email", extra={"code": fault_code(fault)})
            raise TryLater("no_database") from None
        finally:
            if not may:
                transport.withdraw()
        return may

    def _commit_at_last(self, step: Callable[P, Result], *args: P.args, **more: P.kwargs) -> Result:
        """Commit a step however long the database is away; told to stop, raise its error.

        Each heartbeat belongs to a commit, so none is recorded meanwhile.
        """
        is_logged = False
        while True:
            try:
                return self._commit(step, *args, **more)
            except SQLAlchemyError as fault:
                if self.stopped():
                    raise
                if not is_logged:
                    log.error("an outcome waits", extra={"code": fault_code(fault)})
            is_logged = True
            _sleep(self.stopped)

    def _record(self, letter: Letter, failure: NotDelivered | None) -> State:
        return deliver_letters.record_outcome(
            letter,
            self.name,
            failure,
            now=clock.now(),
            today=self._today(),
            chance=CHANCE.random(),
        )

    def _run_minute_jobs_if_due(self) -> None:
        """Run the jobs of each minute, if a minute has passed."""
        now = clock.now()
        if not _is_due(self.last_minute_jobs, MINUTE_JOBS_EVERY, now):
            return
        today = self._today()
        while self._commit(erase_withdrawn, today=today):
            pass
        while self._commit(chain, now=now):
            pass
        self._commit(verify_some, now=now)
        self._commit(sessions.discard_ended, now=now)
        self._commit(loans.end_over, today=today)
        refused = refused_teams(self.settings)
        if refused - self.refused:  # one alarm for each set of teams
            self._commit(raise_alarm, today=today)
        self.refused = refused
        self._watch_floods(now)
        self._put_in_force()
        holidays = law_book().holidays
        if alarms.is_due(now=now, latest=time_to_ring(now, self.settings, holidays)):
            self._commit(sound_alarms, self.settings, holidays, now=now)
        self.last_minute_jobs = now

    def _put_in_force(self) -> None:
        """Verify what members published, and write what is in force into the file of this node."""
        try:
            put_in_force(self.settings.recovery_fingerprint)
        except OSError as fault:
            log.error("published file not written", extra={"code": type(fault).__name__})
        finally:
            db.session.rollback()

    def _watch_floods(self, now: datetime) -> None:
        """Mark floods of requests and tell of them; count drafts."""
        self._commit(mark_floods, self.settings.quarantine_above, now=now)
        if are_too_many():
            self._commit(note_too_many, now=now)
        if self.digest_timer.is_due(now=now):
            self._commit(queue_digests, today=self._today(), now=now)
        if is_quarantine_email_due(self.settings, now):
            self._commit(tell_quarantine, self.settings, now=now)

    def _remind_if_due(self) -> None:
        """Once an hour, queue reminders until none is left, and tell of cases without an owner."""
        now = clock.now()
        if not _is_due(self.last_reminded, REMIND_EVERY, now):
            return
        morning = latest_morning(now, self.settings, law_book().holidays)
        while something_near(morning):
            if not self._commit(remind, self.settings, morning):
                break
        self._commit(tell_no_owner, self.settings, morning)
        self.last_reminded = now

    def check_certificate_if_due(self) -> None:
        """Check the certificates of both doors once a day, while no letter is due."""
        now = clock.now()
        if not _is_due(self.last_looked, LOOK_EVERY, now):
            return
        if check_certificate.is_due(self.settings, now=now):
            seen = check_certificate.check_certificate(self.settings, now=now)
            self._commit(check_certificate.record_certificate, seen, now=now)
        self.last_looked = now

    def _commit(self, step: Callable[P, Result], *args: P.args, **more: P.kwargs) -> Result:
        """Run one step in its own transaction, which also records the heartbeat if that is due.

        None is recorded after a pass that failed, until one succeeds.
        """
        now = clock.now()
        due = not self.is_failing and _is_due(self.last_beat, mail_health.EVERY, now)
        with saving():
            result = step(*args, **more)
            calls = due and self._beat(now)
        self.last_beat = now if due else self.last_beat
        if calls:
            self.outgoing.call(now)
        return result

    def _beat(self, now: datetime) -> bool:
        """Record that this worker runs; return whether to call ``HEARTBEAT_URL`` once it stands."""
        mail_health.record_heartbeat(now=now, host=mail_health.this_host())
        self.outgoing.record()
        return self.outgoing.is_due(now=now) and housekeeping_is_done(now)

    def _today(self) -> date:
        return self.settings.day_of(clock.now())
