"""Call ``HEARTBEAT_URL`` while the server is healthy; its service alerts when the calls stop.

The mail worker makes the calls, so they stop if the worker is dead, the database is not writable or
housekeeping is overdue. A call is a plain GET that contains nothing about the desk.
"""

import logging
import socket
import ssl
import threading
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit, urlunsplit

from intake.actions.health.records import HOUSEKEEPING_LATE_AFTER
from intake.upkeep import runs

NAME = runs.HEARTBEAT
"""The name of the newest call among the recorded runs."""

EVERY = timedelta(minutes=1)
SECONDS = 5.0
"""Timeout of each network operation, in seconds."""

CODES: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "no_host"),
    (ssl.SSLCertVerificationError, "certificate"),
    (TimeoutError, "timed_out"),
    (ConnectionRefusedError, "connection_refused"),
    (OSError, "unreachable"),
    (HTTPException, "no_answer"),
)
"""Codes of failed calls, by exception; the first match counts."""

log = logging.getLogger("intake.heartbeat")


class OutgoingHeartbeat:
    """Calls one address in its own thread, one call at a time; without an address, never."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.last_call: datetime | None = None
        self._thread: threading.Thread | None = None
        self._unrecorded: tuple[datetime, str] | None = None
        self._is_failing = False

    def is_due(self, *, now: datetime) -> bool:
        """Return true if a minute has passed, or the clock was set back."""
        if not self.address:
            return False
        return self.last_call is None or abs(now - self.last_call) >= EVERY

    def call(self, now: datetime) -> None:
        """Start a call and return at once. If the previous call is still running, it has failed."""
        self.last_call = now
        if self._thread and self._thread.is_alive():
            self._finish(now, "timed_out")
            return
        self._thread = threading.Thread(target=self._call, args=(now,), daemon=True)
        self._thread.start()

    def record(self) -> None:
        """Record the newest finished call as a run. The caller commits."""
        if self._unrecorded:
            at, code = self._unrecorded
            self._unrecorded = None
            runs.record_run(NAME, now=at, outcome=code)

    def wait(self) -> None:
        """Wait for a running call, before the process ends."""
        if self._thread:
            self._thread.join(2 * SECONDS)

    def _call(self, now: datetime) -> None:
        self._finish(now, get(self.address))

    def _finish(self, at: datetime, code: str) -> None:
        """Log only the first failure in a row, and the first success after it."""
        self._unrecorded = (at, code)
        failing = code != runs.OK
        if failing and not self._is_failing:
            log.warning("heartbeat call failed", extra={"code": code})
        if self._is_failing and not failing:
            log.info("heartbeat call succeeds again")
        self._is_failing = failing


def housekeeping_is_done(now: datetime) -> bool:
    """Return true unless housekeeping is late, by the same limit as the Health page."""
    run = runs.last_run(runs.HOUSEKEEPING)
    return run is not None and abs(now - run.at) <= HOUSEKEEPING_LATE_AFTER


def get(address: str) -> str:
    """GET *address*; return ``ok``, ``http_…`` with another status, or one of :data:`CODES`.

    Follows no redirect and reads no body.
    """
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        connection.request("GET", urlunsplit(("", "", parts.path or "/", parts.query, "")))
        status = connection.getresponse().status
    except (OSError, HTTPException) as fault:
        return next(code for kind_of, code in CODES if isinstance(fault, kind_of))
    finally:
        connection.close()
    return runs.OK if 200 <= status < 300 else f"http_{status}"
