"""Flask-Mail's connection to the mail server, with verification and deadlines.

Flask-Mail 0.10 neither verifies the server's certificate nor ever times out. This connection
does both, and delivers in two steps, so that the worker can commit in between.
"""

from __future__ import annotations

import os
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit

from flask_mail import Connection, Mail, Message, sanitize_address

from intake.frozen import frozen
from intake.settings import Settings


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


BROKEN = (smtplib.SMTPException, OSError)
"""Exceptions of a session that broke."""


class VerifiedConnection(Connection):
    """A connection to a mail server whose certificate is verified, with a deadline per letter.

    It delivers in two steps, so that the worker can commit in between.

    The first letter opens the connection. If that fails, later letters fail at once, so that a
    batch waits only once for a dead server.
    """

    repeatable = False
    host: Plain | Wrapped | None

    def __init__(self, settings: Settings, timeouts: Timeouts) -> None:
        mail = Mail()
        mail.state = mail.init_mail(
            {
                "MAIL_SERVER": settings.mail_server,
                "MAIL_PORT": settings.mail_port,
                "MAIL_USE_TLS": settings.mail_use_tls,
                "MAIL_USE_SSL": settings.mail_use_ssl,
                "MAIL_USERNAME": settings.mail_username,
                "MAIL_PASSWORD": settings.mail_password,
                "MAIL_DEFAULT_SENDER": settings.mail_default_sender,
            }
        )
        super().__init__(mail)
        self.timeouts = timeouts
        self.our_name = urlsplit(settings.public_url).hostname or "localhost"
        self.connect_failure: TryLater | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up(politely=True)

    def configure_host(self) -> Plain | Wrapped:
        """Connect, verify the certificate and sign in; raise :class:`TryLater` with a code."""
        try:
            self.host = connect(
                str(self.mail.server),
                int(self.mail.port or 0),
                implicit=self.mail.use_ssl,
                starttls=self.mail.use_tls and not self.mail.use_ssl,
                our_name=self.our_name,
                timeouts=self.timeouts,
            )
        except BROKEN as fault:
            raise TryLater(connect_failure(fault)) from None
        try:
            if self.mail.username and self.mail.password:
                self.host.login(self.mail.username, self.mail.password)
        except BROKEN as fault:
            self._hang_up()
            raise TryLater(_code(fault, _SIGN_IN, otherwise="no_connection")) from None
        return self.host

    def check(self) -> None:
        """Connect and sign in only; raise :class:`TryLater` if that fails."""
        host = self._ready()
        with self._or_later():
            host.ehlo_or_helo_if_needed()
            code, _ = host.noop()
        if not _is_yes(code):
            raise TryLater(f"smtp_{code}" if code > 0 else "no_connection")

    def offer(self, message: Message) -> None:
        """Send the sender and the one recipient; raise if the server refuses either."""
        host = self._ready()
        host.begin_letter()
        (reader,) = message.send_to
        with self._or_later():
            host.ehlo_or_helo_if_needed()
            eight = ["BODY=8BITMIME"] if host.has_extn("8bitmime") else []
            code, _ = host.mail(sanitize_address(message.sender), eight)
        if not _is_yes(code):
            raise TryLater("sender_refused")
        with self._or_later():
            code, _ = host.rcpt(sanitize_address(reader))
        if not _is_yes(code):
            self._refused(code)

    def hand_over(self, message: Message) -> None:
        """Send the letter (DATA); raise ``OutcomeUnknown`` if no receipt follows."""
        host = self._ready()
        with self._or_later():
            code, _ = host.docmd("DATA")
        if code != 354:
            self._refused(code)
        with self._raising(OutcomeUnknown(), *BROKEN):
            host.longest = host.timeouts.letter  # the receipt has all the time that is left
            host.send(_ended(message.as_bytes()))
            code, _ = host.getreply()
        if not 200 <= code < 600:
            self._hang_up()
            raise OutcomeUnknown
        if not _is_yes(code):
            self._refused(code)

    def withdraw(self) -> None:
        """Reset the session, or hang up if that fails."""
        if self.host is not None:
            with suppress(*BROKEN):
                self.host.rset()
                return
        self._hang_up()

    def _ready(self) -> Plain | Wrapped:
        if self.connect_failure:
            raise self.connect_failure
        if self.host is None:
            try:
                self.host = self.configure_host()
            except TryLater as failure:
                self.connect_failure = failure
                raise
        return self.host

    def _refused(self, code: int) -> None:
        if code == 421:
            self._hang_up()
        else:
            self.withdraw()
        if 500 <= code < 600:
            raise MailRefused(f"smtp_{code}")
        raise TryLater(f"smtp_{code}" if code > 0 else "no_connection")

    @contextmanager
    def _raising(self, trouble: NotDelivered, *kinds: type[Exception]) -> Iterator[None]:
        """Hang up if the session breaks; raise *trouble*, without the server's text."""
        try:
            yield
        except kinds:
            self._hang_up()
            raise trouble from None

    def _or_later(self) -> AbstractContextManager[None]:
        return self._raising(TryLater("no_connection"), *BROKEN)

    def _hang_up(self, *, politely: bool = False) -> None:
        host, self.host = self.host, None
        if host is None:
            return
        with suppress(*BROKEN):
            if politely:
                host.begin_letter()
                host.quit()
        host.close()


def _is_yes(code: int) -> bool:
    return 200 <= code < 300


def _ended(letter: bytes) -> bytes:
    """Return *letter* as DATA needs it: leading dots doubled, and a line with a dot at the end."""
    dotted = re.sub(rb"(?m)^\.", b"..", letter)
    return dotted + (b"" if dotted.endswith(b"\r\n") else b"\r\n") + b".\r\n"


_CONNECT: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "no_host"),
    (ssl.SSLCertVerificationError, "certificate"),
    (ssl.SSLError, "no_tls"),
    (smtplib.SMTPNotSupportedError, "no_tls"),
    (smtplib.SMTPConnectError, "no_mail_server"),
    (smtplib.SMTPHeloError, "no_mail_server"),
    (smtplib.SMTPResponseException, "no_tls"),  # the answer to STARTTLS
    (smtplib.SMTPException, "no_mail_server"),
    (TimeoutError, "timed_out"),
    (ConnectionRefusedError, "connection_refused"),
)
"""Classes of errors in the order in which they are tried; most are subclasses of ``OSError``."""

_SIGN_IN: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "sign_in"),
    (smtplib.SMTPNotSupportedError, "no_sign_in"),
    (TimeoutError, "timed_out"),
)


def connect_failure(fault: Exception) -> str:
    """Return the code for *fault*, raised while connecting or starting TLS."""
    return _code(fault, _CONNECT, otherwise="unreachable")


def _code(fault: Exception, kinds: tuple[tuple[type[Exception], str], ...], otherwise: str) -> str:
    if isinstance(fault, smtplib.SMTPServerDisconnected) and isinstance(fault.__context__, OSError):
        fault = fault.__context__  # smtplib replaced the error of the socket by one of its own
    return next((code for kind, code in kinds if isinstance(fault, kind)), otherwise)


OK = "ok"
NOT_CONFIGURED = "not_configured"

HURRIED = Timeouts(answer=5.0, letter=10.0)
"""Timeouts for a check whose result a person waits for."""


def check_mail_server(settings: Settings, timeouts: Timeouts = HURRIED) -> str:
    """Connect, start TLS, sign in, ``NOOP`` and quit. Return ``ok`` or the code of the failure.

    The codes are those of :mod:`intake.outbox.connection`, ``smtp_…`` with the number of an
    answer, ``no_connection`` for one that broke, and ``not_configured`` without a mail server.
    """
    if not settings.mail_server:
        return NOT_CONFIGURED
    with VerifiedConnection(settings, timeouts) as connection:
        try:
            connection.check()
        except TryLater as failure:
            return failure.code
    return OK


class NotDelivered(Exception):
    """A letter was not, or not certainly, delivered; ``code`` is the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TryLater(NotDelivered):
    """The server, or the connection to it, cannot take the letter now. It was not delivered."""


class MailRefused(NotDelivered):
    """The server will never take this letter. It was not delivered."""


class OutcomeUnknown(NotDelivered):
    """The letter was sent and no receipt came: it may have been delivered or not."""

    def __init__(self) -> None:
        super().__init__("outcome_unknown")


def transport_for(settings: Settings, timeouts: Timeouts) -> VerifiedConnection | Folder:
    """Return the mail server's connection, or without a mail server the folder ``var/mail``."""
    if settings.mail_server:
        return VerifiedConnection(settings, timeouts)
    return Folder(settings.var / "mail")


class Folder:
    """Write each letter to ``<Message-ID>.eml``, atomically, readable by the owner alone.

    It is ``repeatable``: writing a letter twice leaves a single copy.
    """

    repeatable = True

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing: no file stays open."""

    def offer(self, _message: Message, /) -> None:
        """Create the folder where it is missing."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            raise TryLater("folder") from None

    def hand_over(self, message: Message, /) -> None:
        """Write to a hidden file, then rename it: no reader of the folder sees half a letter."""
        name = message.msgId.strip("<>").partition("@")[0]
        try:
            _write(self.path / f".{name}.part", self.path / f"{name}.eml", message.as_bytes())
        except OSError:
            raise TryLater("folder") from None

    def withdraw(self) -> None:
        """Do nothing: an offer leaves nothing behind."""


def _write(beside: Path, path: Path, content: bytes) -> None:
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


MailTransport = VerifiedConnection | Folder
"""A way to deliver a letter: :func:`offer`, then ``hand_over`` or ``withdraw``."""
