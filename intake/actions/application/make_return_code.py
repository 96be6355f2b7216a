"""Make a return code: stretch it outside any transaction, then store it with the request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from intake.actions.opening.open_draft import OpenDraft, context_of
from intake.extensions import db
from intake.requests import store
from intake.sealing import return_code
from intake.sealing.return_code import CodeHalves, ReturnCode
from intake.sealing.seal import seal_under

AT_ONCE = 2
"""Codes that are stretched at the same time."""

LONGEST = 12
"""Threads, of the 32 of a web process, that may wait in each queue: the others serve pages."""

WAIT_SECONDS = 10


class TooManyWaiting(Exception):
    """Too many codes are being made or tried right now. The applicant must try again soon."""


class _StretchingQueue:
    """Limits how many threads stretch codes, and how many wait for it."""

    def __init__(self) -> None:
        self.waiting = BoundedSemaphore(LONGEST)
        self.running = BoundedSemaphore(AT_ONCE)


_making = _StretchingQueue()
_trying = _StretchingQueue()


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeCode:
    """A new code with what its row stores of it."""

    code: ReturnCode
    salt: bytes
    halves: CodeHalves = field(repr=False)


def make_code() -> MadeCode:
    """Make a code whose locator no other request has. Raise :class:`TooManyWaiting`.

    It is slow on purpose: call it outside any write transaction.
    """
    code, salt = _with_free_locator(), return_code.new_code_salt()
    with _turn(_making):
        return MadeCode(code=code, salt=salt, halves=return_code.halves(code, salt))


def try_halves(code: ReturnCode, salt: bytes) -> CodeHalves:
    """Stretch a code that was typed. Raise :class:`TooManyWaiting`."""
    with _turn(_trying):
        return return_code.halves(code, salt)


def attach_code(opened: OpenDraft, token: bytes, new_code: MadeCode) -> None:
    """Store the code with the request, so that it opens it and the session can show it again."""
    request, installation = opened.request, opened.installation
    store.set_code(
        request,
        locator=new_code.code.locator,
        salt=new_code.salt,
        auth=new_code.halves.auth_hash,
        key_under_code=seal_under(
            new_code.halves.wrap,
            opened.key,
            context=context_of(request, "wrap:code", installation=installation),
        ),
        code_under_token=seal_under(
            token,
            new_code.code.digits.encode(),
            context=context_of(request, "code", installation=installation),
        ),
    )


def _with_free_locator() -> ReturnCode:
    code = return_code.make()
    while store.find_by_locator(code.locator) is not None:
        code = return_code.make()
    return code


@contextmanager
def _turn(queue: _StretchingQueue) -> Iterator[None]:
    """Wait for a turn, without a database connection, because other threads need it."""
    db.session.rollback()
    if not queue.waiting.acquire(blocking=False):
        raise TooManyWaiting
    try:
        if not queue.running.acquire(timeout=WAIT_SECONDS):
            raise TooManyWaiting
        try:
            yield
        finally:
            queue.running.release()
    finally:
        queue.waiting.release()
