"""Hold requests back while the database is away, and let them in as soon as it answers.

A request waits before its view, holding no lock and no connection, so that nothing it does can be
done twice. One thread at a time asks the database; the others go by its last answer.

While PostgreSQL confirms no commit because no standby is connected, a form is answered at once: it
would hold its thread and its connection until the proxy gives up, and soon all would be held. What
a page records is not committed either.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import BoundedSemaphore, Lock

from flask import Flask, current_app, request
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from intake.database_file import file_of, find
from intake.engines import lacks_standby
from intake.extensions import db
from intake.storage_faults import NoStandby, StorageFault, storage_fault
from intake.web.security import LEAVING, door

PATIENCE = 10.0
"""Seconds that a request waits at most."""

PAUSE = 0.25
"""Seconds between two questions to a database that is away."""

FRESH = 1.0
"""Seconds for which the answer of a server is reused, so that few requests ask. Each request looks
for a file, which takes a microsecond.
"""

SLOW = 2.0
"""Seconds after which a question without an answer counts as none: a server that hangs refuses
nothing, and every thread that went on to it would hang too.
"""

MOST_WAITING = 24
"""Requests that wait at the same time in one process. Of its 32 threads, the rest answer health
checks, files and pages that need no database.
"""

WAITED_FOR = frozenset({StorageFault.AWAY, StorageFault.MISSING})
"""Faults that may end by themselves within seconds."""


log = logging.getLogger(__name__)


class DatabaseAway(Exception):
    """The database did not answer in time, or confirms no commit. Nothing was done."""

    def __init__(self, fault: StorageFault) -> None:
        super().__init__(fault)
        self.fault = fault


class DatabaseGate:
    """The last answer of the database, and the requests that wait for a better one."""

    def __init__(
        self,
        file: Path | None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._file, self._now, self._sleep = file, now, sleep
        self._asking, self._places = Lock(), BoundedSemaphore(MOST_WAITING)
        self._fault: StorageFault | None = None
        self._trusted_until, self._took = now(), 0.0
        self._asking_since: float | None = None

    @property
    def is_shut(self) -> bool:
        """Return true if the database was away when it was last asked."""
        return self._fault in WAITED_FOR

    @property
    def confirms_no_commit(self) -> bool:
        """Return true if commits waited for a standby that was away, when it was last asked."""
        return self._fault is StorageFault.NO_STANDBY

    def enter(self, *, writes: bool) -> None:
        """Return once the database answers. Raise :class:`DatabaseAway` after :data:`PATIENCE`.

        Raise it at once for a request that *writes* while no commit is confirmed.
        """
        self._wait_for_answer()
        if writes and self.confirms_no_commit:
            raise DatabaseAway(StorageFault.NO_STANDBY)

    def doubt(self) -> None:
        """Ask again at the next request: this one found the database away."""
        self._trusted_until = self._now()

    def _wait_for_answer(self) -> None:
        begun = self._now()
        if begun < self._trusted_until or self._answers():
            return
        if not self._places.acquire(blocking=False):
            raise DatabaseAway(self._fault or StorageFault.AWAY)
        try:
            self._wait(begun + PATIENCE)
        finally:
            self._places.release()

    def _wait(self, until: float) -> None:
        """Ask until the database answers, or until asking once more would take too long."""
        while self._now() + PAUSE + self._took < until:
            self._sleep(PAUSE)
            if self._answers():
                return
        raise DatabaseAway(self._fault or StorageFault.AWAY)

    def _answers(self) -> bool:
        """Ask the database, unless another thread does. Return whether it answered last."""
        if not self._asking.acquire(blocking=False):
            since = self._asking_since
            return not self.is_shut and (since is None or self._now() < since + SLOW)
        self._asking_since = begun = self._now()
        try:
            self._note(_ask_database(self._file))
            self._took = self._now() - begun
        finally:
            self._asking_since = None
            self._asking.release()
        return not self.is_shut

    def _note(self, fault: StorageFault | None) -> None:
        """Remember an answer. Log it if it differs from the last."""
        if fault not in WAITED_FOR and not self._file:
            self._trusted_until = self._now() + FRESH
        if fault and fault is not self._fault:
            is_away = fault in WAITED_FOR
            event = "requests wait for the database" if is_away else "no form can be saved"
            log.error(event, extra={"code": fault})
        if self._fault and not fault:
            log.warning("the database answers again")
        self._fault = fault


def set_up(app: Flask) -> None:
    """Make requests that need the database wait for it, after the checks of ``security``."""
    with app.app_context():
        app.extensions["database_gate"] = DatabaseGate(file_of(db.engine))
    event.listen(db.session, "before_commit", _refuse_to_hang)
    app.before_request(_wait_for_database)
    app.teardown_request(_end_transaction)


def gate() -> DatabaseGate:
    """Return the gate of the current application."""
    current: DatabaseGate = current_app.extensions["database_gate"]
    return current


def _wait_for_database() -> None:
    if _needs_database():
        gate().enter(writes=request.method == "POST")


def _refuse_to_hang(_session: object) -> None:
    """Raise :class:`NoStandby` in place of a commit that no standby would confirm."""
    entrance: DatabaseGate | None = current_app.extensions.get("database_gate")
    if entrance and entrance.confirms_no_commit:  # a program of its own may have no gate
        raise NoStandby


def _end_transaction(_failure: BaseException | None) -> None:
    """End the transaction of this request, if it used the session, before Flask-SQLAlchemy does.

    Nothing is left to save. Where the connection broke after the last statement, ending the
    transaction fails, and an answer that is complete would become a server error. Unlike rolling
    back, closing the session expires none of the objects that the request has loaded: 0.5 ms.
    """
    if not db.session.registry.has():
        return
    try:
        db.session.close()
    except SQLAlchemyError as failure:
        log.warning("a connection broke after use", extra={"code": storage_fault(failure)})
        db.session().invalidate()
        gate().doubt()


def _needs_database() -> bool:
    """Return whether the view of this request reads or writes rows.

    Health checks, files and plain pages do not. Leaving the site must never wait.
    """
    if request.endpoint is None or request.endpoint in LEAVING:
        return False
    guard = vars(current_app.view_functions[request.endpoint]).get("guard")
    return guard != "anyone" or request.method == "POST" or door() == "desk"


def _ask_database(file: Path | None) -> StorageFault | None:
    """Return why the database is away or confirms no commit, or ``None``.

    The request finds other faults by itself. Only look whether a file exists.
    """
    try:
        if file:
            find(file)
        elif db.engine.dialect.name != "sqlite":
            with db.engine.connect() as connection:
                return StorageFault.NO_STANDBY if lacks_standby(connection) else None
    except SQLAlchemyError as failure:
        fault = storage_fault(failure)
        return fault if fault in WAITED_FOR else None
    return None
