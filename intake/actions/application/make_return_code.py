"""Make a return code: stretch it outside any transaction, then store it with the request."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field

from intake.actions.opening.open_draft import OpenDraft, context_of
from intake.extensions import db
from intake.fair_line import FairLine
from intake.frozen import frozen
from intake.requests import applicant_access as own_row
from intake.sealing import return_code
from intake.sealing.return_code import CodeHalves, ReturnCode
from intake.sealing.seal import seal_under

AT_ONCE = 2
"""Codes of each queue that one process stretches at the same time: each takes 32 MiB meanwhile."""

LONGEST = 12
"""Threads, of the 32 of a web process, that may wait in each queue: the others serve pages."""

OF_ONE_NETWORK = 10
"""Threads of one network that may wait in each queue: ten people of a shelter, or of an onion
service, may come at one moment, and Linux may give all of them to the same process.
"""

WAIT_SECONDS = 10


@frozen
class Visitor:
    """A visitor who wants a place in the line: their network, and how they stand.

    ``tries`` are the tries that all processes know of the network, ``waited`` the seconds that the
    visitor waited before in vain.
    """

    network: str
    tries: int = 0
    waited: float = 0.0


def new_code_line(longest: int = LONGEST) -> FairLine:
    """Return an empty line, for the codes that one process stretches."""
    return FairLine(at_once=AT_ONCE, longest=longest, of_one_network=OF_ONE_NETWORK)


_making, _trying = new_code_line(), new_code_line()


@frozen
class KeyedCode:
    """A code that was stretched, and the keys that it gives."""

    code: ReturnCode
    halves: CodeHalves = field(repr=False)


def make_code(visitor: Visitor, installation: str) -> KeyedCode:
    """Make a code for this visitor. Raise :class:`intake.fair_line.TooManyWaiting`.

    It is slow on purpose: call it outside any write transaction.
    """
    code = return_code.make()
    salt = return_code.salt_of(code, installation)
    with _place(_making, visitor):
        return KeyedCode(code=code, halves=return_code.halves(code, salt))


def try_halves(code: ReturnCode, salt: bytes, visitor: Visitor) -> CodeHalves:
    """Stretch a code that this visitor typed. Raise ``TooManyWaiting``."""
    with _place(_trying, visitor):
        return return_code.halves(code, salt)


def forgive_try(visitor: Visitor, halves: CodeHalves) -> None:
    """Forgive a try by which a code was right: it does not put the visitor's network behind."""
    _trying.forgive(visitor.network, halves.auth_hash)


def attach_code(opened: OpenDraft, token: bytes, new_code: KeyedCode) -> None:
    """Store the code with the request, so that it opens it and the session can show it again."""
    request, installation = opened.request, opened.installation
    own_row.set_code(
        request,
        auth_hash=new_code.halves.auth_hash,
        key_under_code=seal_under(
            new_code.halves.wrap, opened.key, context_of(request, "wrap:code", installation)
        ),
        code_under_token=seal_under(
            token, new_code.code.digits.encode(), context_of(request, "code", installation)
        ),
    )


@contextmanager
def _place(line: FairLine, visitor: Visitor) -> Iterator[None]:
    """Wait for a place, without a database connection, because other threads need it."""
    db.session.rollback()
    with line.place(
        visitor.network, patience=WAIT_SECONDS, tries=visitor.tries, waited=visitor.waited
    ):
        yield
