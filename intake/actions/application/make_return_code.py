"""The return code: stretched outside any transaction, two at a time, then kept beside the draft."""

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
LONGEST = 12
"""Of the 32 threads of a web process so many may wait in each line: the others serve pages."""

WAIT_SECONDS = 10


class LineTooLong(Exception):
    """So many people make or try codes right now that this one has to press again in a moment."""


class _Line:
    """Two at a time do the slow work, and few enough wait that everybody else is served."""

    def __init__(self) -> None:
        self.places = BoundedSemaphore(LONGEST)
        self.turns = BoundedSemaphore(AT_ONCE)


_making = _Line()
_trying = _Line()


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeCode:
    """A fresh code with what its row keeps of it."""

    code: ReturnCode
    salt: bytes
    halves: CodeHalves = field(repr=False)


def make_code() -> MadeCode:
    """A fresh code whose locator finds no other request. Raises :class:`LineTooLong`.

    Slow on purpose: call it outside any writing transaction.
    """
    code, salt = _with_free_locator(), return_code.new_code_salt()
    with _in_line(_making):
        return MadeCode(code=code, salt=salt, halves=return_code.halves(code, salt))


def try_halves(code: ReturnCode, salt: bytes) -> CodeHalves:
    """The halves of a code that somebody typed; waits in a line of its own."""
    with _in_line(_trying):
        return return_code.halves(code, salt)


def attach_code(opened: OpenDraft, token: bytes, made: MadeCode) -> None:
    """Let the code open this request, and let this session show the code again."""
    request, installation = opened.request, opened.installation
    store.set_code(
        request,
        locator=made.code.locator,
        salt=made.salt,
        auth=made.halves.auth_hash,
        key_under_code=seal_under(
            made.halves.wrap,
            opened.key,
            context=context_of(request, "wrap:code", installation=installation),
        ),
        code_under_token=seal_under(
            token,
            made.code.digits.encode(),
            context=context_of(request, "code", installation=installation),
        ),
    )


def _with_free_locator() -> ReturnCode:
    code = return_code.make()
    while store.find_by_locator(code.locator) is not None:
        code = return_code.make()
    return code


@contextmanager
def _in_line(line: _Line) -> Iterator[None]:
    """Wait for a turn. Nobody waits with a connection to the database in hand: others need it."""
    db.session.rollback()
    if not line.places.acquire(blocking=False):
        raise LineTooLong
    try:
        if not line.turns.acquire(timeout=WAIT_SECONDS):
            raise LineTooLong
        try:
            yield
        finally:
            line.turns.release()
    finally:
        line.places.release()
