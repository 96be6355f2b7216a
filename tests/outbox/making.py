"""Create teams, members and letters, and run mail servers that misbehave."""

import asyncio
import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from intake import create_app
from intake.cli import mail_worker, outgoing_heartbeat
from intake.cli.mail_worker import _Worker
from intake.extensions import db
from intake.keys.models import Team
from intake.outbox import letters, mail_health
from intake.outbox.connection import Timeouts
from intake.outbox.models import OutboxEmail, State
from intake.settings import Settings
from intake.staff.models import StaffMember
from tests.support.clock import Clock
from tests.support.databases.writing import writing_in
from tests.support.rows import all_rows
from tests.support.servers.mail_server import MailServer
from tests.support.waiting import PATIENCE

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
HURRIED = Timeouts(answer=1.0, letter=2.0)
"""Timeouts for servers that are slow on purpose; any other may be slow on a busy machine."""


def doorless(database: str, var: Path) -> Settings:
    """Return settings of a process that serves no door and delivers letters."""
    return Settings(
        secret_key="a-secret-for-tests-0123456789-abcdefghij",
        database_url=database,
        var=var,
        public_url="https://desk.example.org",
        mail_default_sender="Harbor desk <desk@example.org>",
        doors=(),
    )


def through(settings: Settings, server: MailServer) -> Settings:
    """Return the settings with this mail server."""
    return replace(settings, mail_server=server.host, mail_port=server.port, mail_use_tls=False)


def team() -> Team:
    """Add a team."""
    team = Team(name="Harbor team")
    db.session.add(team)
    db.session.flush()
    return team


def member(of: Team, address: str, *, wants_letters: bool = True) -> StaffMember:
    """Add a member of the team."""
    member = StaffMember(
        email=address,
        email_hash=os.urandom(32),
        team_id=of.id,
        roles=["caseworker"],
        password_salt=b"",
        password_check=b"",
        public_key=b"",
        wrapped_private_key=b"",
        totp_secret="",
        totp_last_step=0,
        wants_letters=wants_letters,
        joined_on=TODAY,
    )
    db.session.add(member)
    db.session.flush()
    return member


def letter(
    to: Team,
    *,
    reference: str = "K7QF-2MXH",
    tier: str = "P1",
    due_on: date = date(2026, 11, 27),
    language: str = "en",
    call: str = "",
):
    """Add a letter to the team."""
    letter_id = letters.case_received(
        team_id=to.id,
        reference=reference,
        tier=tier,
        due_on=due_on,
        language=language,
        call_language=call,
        queued_on=TODAY,
        invented=False,
    )
    return db.session.get_one(OutboxEmail, letter_id)


def queue(app: Flask, *readers: str):
    """Queue a letter to a team of these readers."""
    with writing_in(app):
        harbor = team()
        for address in readers:
            member(harbor, address)
        letter(to=harbor)


def addressed(to: str | None, *, tier: str = "P1", attempts: int = 0) -> OutboxEmail:
    """Add a letter to a reader."""
    letter = OutboxEmail(
        letter="case_received",
        language="en",
        address=to,
        message_id=f"<{os.urandom(8).hex()}@example.org>",
        reference="K7QF-2MXH",
        tier=tier,
        due_on=date(2026, 11, 27),
        queued_on=TODAY,
        state=State.WAITING,
        attempts=attempts,
        try_until=date(2026, 11, 27),
    )
    db.session.add(letter)
    db.session.flush()
    return letter


def given_up(
    to: Team, reader: str, *, trouble: str = "smtp_550", attempts: int = 1, letter_name: str = ""
) -> OutboxEmail:
    """Add a letter of the team that was given up; *reader* is a member's id, or unknown."""
    origin = letter(to)
    origin.state = State.ROUTED
    parked = addressed("wren.testwood@example.org", attempts=attempts)
    parked.letter = letter_name or parked.letter
    parked.origin_id, parked.reader = origin.id, reader
    parked.state, parked.trouble = State.PARKED, trouble
    db.session.flush()
    return parked


class MoodyServer(MailServer):
    """A mail server whose behaviour depends on the part of the address before the ``@``.

    The names are ``busy gone slow thinks drops silent``; any other letter is accepted.
    """

    def __init__(self):
        super().__init__()
        self.reached = threading.Event()

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _more: list[str]
    ) -> str:
        if address.startswith("stranger@"):
            return "553 we do not know you"
        envelope.mail_from = address
        return "250 fine"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _more: list[str]
    ) -> str:
        mood = address.partition("@")[0]
        if mood == "slow":
            self.reached.set()
            await asyncio.sleep(HURRIED.letter + 0.2)
        answers = {"busy": "451 later", "gone": "550 nobody of that name here"}
        if mood not in answers:
            envelope.rcpt_tos.append(address)
        return answers.get(mood, "250 fine")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        mood = envelope.rcpt_tos[0].partition("@")[0]
        self.reached.set()
        if mood == "thinks":
            await asyncio.sleep(HURRIED.answer + 0.1)
        if mood == "silent":
            await asyncio.sleep(HURRIED.letter + 0.2)
        if mood == "drops" and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return answer


class InterruptedServer(MoodyServer):
    """A mail server at which something else happens before the text of an email, or after it."""

    before_text: Callable[[], None] = staticmethod(lambda: None)
    after_text: Callable[[], None] = staticmethod(lambda: None)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, more: list[str]
    ) -> str:
        self.before_text()
        return await super().handle_RCPT(server, session, envelope, address, more)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.after_text()
        return await super().handle_DATA(server, session, envelope)


class Talker:
    """A server that sends fixed pieces of bytes to each client and ignores what it receives.

    It serves a client until the end of the test, however long the client stays.
    """

    def __init__(self, *output: bytes, every: float = 0.0):
        self.output, self.every = output, every
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self.socket.getsockname()
        self.clients = self.pieces = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object):
        self._over.set()
        self.socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self.socket.close()

    def _accept(self):
        while not self._over.is_set():
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            self.clients += 1
            self._talk(client)

    def _talk(self, client: socket.socket):
        with client, suppress(OSError):
            for piece in self.output:
                client.sendall(piece)
                self.pieces += 1
                self._over.wait(self.every)
            client.settimeout(PATIENCE)
            while client.recv(4096):
                pass


@dataclass
class Shift:
    """A worker that goes on while the clock does."""

    app: Flask
    clock: Clock
    worker: _Worker

    def go_on(self, minutes: int):
        """Run the worker every five minutes."""
        for _ in range(minutes // 5):
            self.clock.shift(minutes=5)
            self.work()

    def skip(self, hours: int):
        """Run the worker after some hours."""
        self.clock.shift(hours=hours)
        self.work()

    def work(self):
        """Run the worker until nothing is due."""
        with self.app.app_context():
            while self.worker.work():
                pass


def told(server: MoodyServer) -> list[str]:
    """Return the addresses to which a mail server took emails, in order."""
    return [reader for envelope in server.envelopes for reader in envelope.rcpt_tos]


def states(app: Flask) -> dict[str, int]:
    """Return the number of emails in each state."""
    with app.app_context():
        states = all_rows(OutboxEmail.state)
    return {state: states.count(state) for state in states}


def start_worker(settings: Settings, *options: str) -> BaseProcess:
    """Start ``flask outbox work`` in a process of its own."""
    process = get_context("spawn").Process(target=_work, args=(settings, options), daemon=True)
    process.start()
    return process


def start_hurried_worker(settings: Settings) -> BaseProcess:
    """Start ``flask outbox work`` with a heartbeat every tenth of a second."""
    process = get_context("spawn").Process(target=_hurry, args=(settings,), daemon=True)
    process.start()
    return process


def _hurry(settings: Settings):
    tenth = timedelta(seconds=0.1)
    mail_health.EVERY = outgoing_heartbeat.EVERY = tenth
    mail_worker.WAKE_EVERY = tenth.total_seconds()
    _work(settings, ())


def _work(settings: Settings, options: tuple[str, ...]):
    runner = create_app(settings).test_cli_runner()
    raise SystemExit(runner.invoke(args=["outbox", "work", *options]).exit_code)
