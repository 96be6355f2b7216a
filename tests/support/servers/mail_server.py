"""Fixtures of a real SMTP server on loopback: plain, with a password, with STARTTLS."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.servers.certificates import self_signed
from tests.support.servers.ports import hold_port
from tests.support.waiting import PATIENCE, TooLate


class MailServer:
    """Accept messages, or give the next of ``answers`` instead.

    ``answers`` is a list of SMTP replies, such as ``"451 try again later"``, one for each of the
    next messages. The port stays reserved after the server has ended: connections are refused.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, certificate: Path | None = None):
        self.envelopes: list[Envelope] = []
        self.answers: list[str] = []
        self.certificate = certificate
        self.host, self.port = "127.0.0.1", hold_port()
        self.arrived = threading.Condition()
        self._controller = Controller(
            _Hooks(self),
            hostname=self.host,
            port=self.port,
            ready_timeout=PATIENCE,
            tls_context=tls,
            require_starttls=tls is not None,
        )

    @property
    def messages(self) -> list[EmailMessage]:
        """Return the accepted messages, in order."""
        return [self.read(envelope) for envelope in self.envelopes]

    @staticmethod
    def read(envelope: Envelope) -> EmailMessage:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.answers:
            return self.answers.pop(0)
        with self.arrived:
            self.envelopes.append(envelope)
            self.arrived.notify_all()
        return "250 taken"

    def wait_for_message(self, words: str) -> EmailMessage:
        """Wait for a message with these words in its subject or text, and return it."""
        with self.arrived:
            if self.arrived.wait_for(lambda: self._messages_with(words), PATIENCE):
                return self._messages_with(words)[0]
        raise TooLate(f"no message with {words}")

    def _messages_with(self, words: str) -> list[EmailMessage]:
        return [
            message
            for message in self.messages
            if words in f"{message['Subject']} {message.get_content()}"
        ]

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(self, *_: object):
        self._controller.stop()


class _Hooks:
    """The ``handle_…`` methods of a mail server, and no other attribute.

    aiosmtpd reads every attribute of its handler for each client, and ``messages`` would parse all
    mail each time.
    """

    def __init__(self, server: MailServer):
        for name in dir(type(server)):
            if name.startswith("handle_"):
                setattr(self, name, getattr(server, name))


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """Run a mail server without TLS."""
    with MailServer() as server:
        yield server


@pytest.fixture
def guarded_mail_server() -> Iterator[MailServer]:
    """Run a mail server that requires the password ``right``."""

    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    with MailServer() as server:
        server._controller.SMTP_kwargs |= {
            "authenticator": authenticate,
            "auth_require_tls": False,
            "auth_required": True,
        }
        yield server


@pytest.fixture
def mail_server_with_tls(tmp_path: Path) -> Iterator[MailServer]:
    """Run a mail server that requires STARTTLS, with a self-signed certificate.

    Trust it with ``monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))``.
    """
    certificate, key = self_signed(tmp_path, "mail.crt", "mail.key", "127.0.0.1", "localhost")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with MailServer(context, certificate) as server:
        yield server
