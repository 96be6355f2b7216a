"""Faults of the database, and kills, each at a statement or a commit that the seed chooses."""

import sqlite3
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from intake.engines import SQLiteWriter


class Killed(BaseException):
    """The process ends here, as by SIGKILL. No code of the product catches it."""


class Fault(StrEnum):
    """A fault of the database, or a kill."""

    LOCKED = "locked"
    DISK_FULL = "disk full"
    LOST = "connection lost"
    COMMIT_FAILED = "commit failed"
    COMMIT_UNCERTAIN = "committed, connection lost"
    KILLED_BEFORE_COMMIT = "killed before commit"
    KILLED_AFTER_COMMIT = "killed after commit"


_CODES = {Fault.LOCKED: sqlite3.SQLITE_BUSY, Fault.DISK_FULL: sqlite3.SQLITE_FULL}
_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Plan:
    """A fault that strikes at the occasion *after* so many others, *times* times in a row."""

    fault: Fault
    after: int
    times: int = 1


class Faults:
    """Break statements and commits of an engine as planned."""

    def __init__(self, engine):
        self.plan: Plan | None = None
        self.struck = False
        self.commits = 0
        event.listen(engine, "connect", _do_not_wait)
        event.listen(engine, "begin", self._at_begin, insert=True)
        event.listen(engine, "do_execute", self._at_statement)
        event.listen(engine, "do_executemany", self._at_statement)
        self._commit: Callable[[Any], None] = engine.dialect.do_commit
        pytest.MonkeyPatch().setattr(engine.dialect, "do_commit", self._at_commit)
        execute = SQLiteWriter.execute

        def strike_first(writer, statement, parameters, /):
            try:
                self._at_statement(None, str(statement), None, None)
            except sqlite3.Error as error:
                raise OperationalError("", None, error) from error
            return execute(writer, statement, parameters)

        pytest.MonkeyPatch().setattr(SQLiteWriter, "execute", strike_first)

    def begin(self, plan):
        """Plan the fault of the next step, in place of one that did not strike."""
        self.plan, self.struck = plan, False

    @contextmanager
    def suspended(self):
        """Strike nothing within this context."""
        plan, self.plan = self.plan, None
        yield
        self.plan = plan

    def _at_begin(self, connection):
        if connection.get_execution_options().get("writes") and self._is_due(Fault.LOCKED):
            raise OperationalError("BEGIN", None, _error(Fault.LOCKED))

    def _at_statement(self, _cursor, statement, _parameters, _context):
        if statement.lstrip()[:6].upper() in _WRITES and self._is_due(Fault.DISK_FULL):
            raise _error(Fault.DISK_FULL)
        if self._is_due(Fault.LOST):
            raise _error(Fault.LOST)

    def _at_commit(self, connection):
        if self._is_due(Fault.KILLED_BEFORE_COMMIT):
            raise Killed
        if self._is_due(Fault.COMMIT_FAILED):
            raise _error(Fault.DISK_FULL)
        self._commit(connection)
        self.commits += 1
        if self._is_due(Fault.COMMIT_UNCERTAIN):
            raise _error(Fault.LOST)
        if self._is_due(Fault.KILLED_AFTER_COMMIT):
            raise Killed

    def _is_due(self, fault):
        """Count an occasion for *fault*; return true if it strikes now."""
        plan = self.plan
        if plan is None or plan.fault is not fault:
            return False
        if plan.after > 0:
            plan.after -= 1
            return False
        plan.times -= 1
        if plan.times <= 0:
            self.plan = None
        self.struck = True
        return True


def _do_not_wait(connection, _record):
    """Do not wait for an act that this one interrupts: it goes on only afterwards."""
    connection.execute("PRAGMA busy_timeout=0").close()


def _error(fault):
    error = sqlite3.OperationalError(fault.value)
    error.sqlite_errorcode = _CODES.get(fault, sqlite3.SQLITE_IOERR)
    return error
