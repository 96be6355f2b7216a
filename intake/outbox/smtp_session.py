"""An SMTP session with a deadline that a slow server cannot extend.

``smtplib`` restarts its timeout with every byte received, so a server that sends one byte every
ten seconds holds it for hours. Here all waits for one letter share one deadline.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from time import monotonic
from typing import Any

from intake.frozen import frozen


@frozen
class Timeouts:
    """Seconds to wait: for one answer, and for one letter from greeting to receipt."""

    answer: float = 15.0
    letter: float = 60.0


class _WithDeadline:
    """Deadlines for both kinds of session; precedes ``smtplib``'s class in the bases."""

    file: Any
    sock: Any

    def __init__(self, host: str, port: int, *, timeouts: Timeouts, **more: Any) -> None:
        self.timeouts = timeouts
        self.begin_letter()
        super().__init__(host, port, timeout=timeouts.answer, **more)  # type: ignore[call-arg] # both kinds of connection take these

    def begin_letter(self) -> None:
        """Start the deadline of one letter."""
        self.until = monotonic() + self.timeouts.letter
        self.longest = self.timeouts.answer

    def await_receipt(self) -> None:
        """Allow the next answer, the receipt, all the time that is left."""
        self.longest = self.timeouts.letter

    def seconds_left(self) -> float:
        """Return how long the next wait may be; raise :class:`TimeoutError` past the deadline."""
        seconds = min(self.longest, self.until - monotonic())
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def getreply(self) -> tuple[int, bytes]:
        """Read an answer before the deadline."""
        if self.file is None and self.sock is not None:
            self.file = _Lines(self.sock, self)
        answer: tuple[int, bytes] = super().getreply()  # type: ignore[misc] # both kinds of connection have it
        return answer


class _Lines:
    """Read lines from the socket, with the interface of a file that ``smtplib`` expects."""

    def __init__(self, sock: socket.socket, session: _WithDeadline) -> None:
        self.sock = sock
        self.session = session
        self.unread = b""

    def readline(self, limit: int) -> bytes:
        """Return one line; a part of it if the server hangs up or the line is too long."""
        while b"\n" not in self.unread and len(self.unread) < limit:
            self.sock.settimeout(self.session.seconds_left())
            if not (more := self.sock.recv(4096)):
                break
            self.unread += more
        length = min(self.unread.find(b"\n") + 1 or len(self.unread), limit)
        line, self.unread = self.unread[:length], self.unread[length:]
        return line

    def close(self) -> None:
        """Discard the bytes received."""
        self.unread = b""


class Plain(_WithDeadline, smtplib.SMTP):
    """A session that starts unencrypted and may switch to TLS."""


class Wrapped(_WithDeadline, smtplib.SMTP_SSL):
    """A session under TLS from the first byte."""


def connect(
    host: str, port: int, *, implicit: bool, starttls: bool, our_name: str, timeouts: Timeouts
) -> Plain | Wrapped:
    """Connect to the server. TLS requires a certificate that can be verified."""
    trusted = ssl.create_default_context()
    if implicit:
        return Wrapped(host, port, timeouts=timeouts, local_hostname=our_name, context=trusted)
    session = Plain(host, port, timeouts=timeouts, local_hostname=our_name)
    if starttls:
        try:
            session.starttls(context=trusted)
        except (smtplib.SMTPException, OSError):
            session.close()
            raise
    return session
