"""An SMTP conversation that ends on time, however slowly the other side speaks.

``smtplib`` starts its time-out anew with every byte that comes in: a server that sends one byte
every ten seconds holds it for hours. Here all the waiting for one letter is counted together.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from time import monotonic
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How many seconds we wait: for one answer, and for one letter from greeting to receipt."""

    answer: float = 15.0
    letter: float = 60.0


class _OnTime:
    """What both kinds of conversation share; goes before ``smtplib``'s class."""

    file: Any
    sock: Any

    def __init__(self, host: str, port: int, *, patience: Patience, **more: Any) -> None:
        self.patience = patience
        self.begin_letter()
        super().__init__(host, port, timeout=patience.answer, **more)  # type: ignore[call-arg] # both kinds of connection take these

    def begin_letter(self) -> None:
        """The time of one letter begins."""
        self.until = monotonic() + self.patience.letter
        self.longest = self.patience.answer

    def await_receipt(self) -> None:
        """The letter is handed over: its receipt may take all the time that is left."""
        self.longest = self.patience.letter

    def seconds_left(self) -> float:
        """How long the next wait may be; :class:`TimeoutError` when there is no time left."""
        left = min(self.longest, self.until - monotonic())
        if left <= 0:
            raise TimeoutError
        return left

    def getreply(self) -> tuple[int, bytes]:
        """Read an answer, on time."""
        if self.file is None and self.sock is not None:
            self.file = _Lines(self.sock, self)
        answer: tuple[int, bytes] = super().getreply()  # type: ignore[misc] # both kinds of connection have it
        return answer


class _Lines:
    """The lines the other side sends, as ``smtplib`` asks for them."""

    def __init__(self, sock: socket.socket, conversation: _OnTime) -> None:
        self.sock = sock
        self.conversation = conversation
        self.unread = b""

    def readline(self, limit: int) -> bytes:
        """One line, or what there is of it when the other side hangs up or never ends it."""
        while b"\n" not in self.unread and len(self.unread) < limit:
            self.sock.settimeout(self.conversation.seconds_left())
            if not (more := self.sock.recv(4096)):
                break
            self.unread += more
        length = min(self.unread.find(b"\n") + 1 or len(self.unread), limit)
        line, self.unread = self.unread[:length], self.unread[length:]
        return line

    def close(self) -> None:
        """The conversation is over."""
        self.unread = b""


class Plain(_OnTime, smtplib.SMTP):
    """Begins in the open; may go on under TLS."""


class Wrapped(_OnTime, smtplib.SMTP_SSL):
    """Under TLS from the first byte."""


def begin(
    host: str, port: int, *, implicit: bool, starttls: bool, our_name: str, patience: Patience
) -> Plain | Wrapped:
    """Greet the server. Whatever is under TLS is so with a certificate that we could verify."""
    trusted = ssl.create_default_context()
    if implicit:
        return Wrapped(host, port, patience=patience, local_hostname=our_name, context=trusted)
    conversation = Plain(host, port, patience=patience, local_hostname=our_name)
    if starttls:
        try:
            conversation.starttls(context=trusted)
        except (smtplib.SMTPException, OSError):
            conversation.close()
            raise
    return conversation
