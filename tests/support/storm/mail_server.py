"""A mail server that accepts, refuses, hangs, closes connections after DATA, or is down."""

import asyncio
from collections import Counter
from threading import Event, Lock
from weakref import WeakSet

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.support.servers.mail_server import MailServer
from tests.support.waiting import PATIENCE

BEHAVIOURS = {
    "takes": 10,
    "refuses for now": 3,
    "refuses": 2,
    "refuses the reader for now": 1,
    "hangs": 1,
    "hangs, then takes": 1,
    "takes, then hangs up": 2,
    "hangs up": 2,
}
HANGS_FOR = (0.2, 1.5)
SAYS_SO_AFTER = (0.0, 0.1)
SEEN_EARLY = 0.3


class UnreliableMailServer(MailServer):
    """Behave at random for each letter, unless ``calm`` is set; record each letter accepted.

    ``busy`` is set when a letter was accepted, and sometimes when it is only announced.
    """

    def __init__(self, chance):
        super().__init__()
        self._controller = self._new_controller()
        self.chance = chance
        self.calm = False
        self.is_away = False
        self.busy = Event()
        self._lines: WeakSet[SMTP] = WeakSet()
        self._lock = Lock()

    @property
    def took(self):
        """Return how many times each letter was accepted, by Message-ID."""
        with self._lock:
            return Counter(str(message["Message-ID"]) for message in self.messages)

    async def handle_RCPT(self, server, _session, envelope, address, _more):
        """Accept a recipient, or refuse it for now."""
        self._lines.add(server)
        if self.chance.random() < SEEN_EARLY:
            self.busy.set()
        if self._mood("refuses the reader for now"):
            return "450 not now"
        envelope.rcpt_tos.append(address)
        return "250 go on"

    async def handle_DATA(self, server, _session, envelope):
        """Behave as chosen at random for this letter."""
        mood = "takes" if self.calm else self._any_mood()
        if "refuses" in mood:
            return "554 never" if mood == "refuses" else "451 not now"
        await self._hang(mood)
        if "takes" in mood:
            await self._take(envelope)
        if mood in ("takes", "hangs, then takes"):
            return "250 taken"
        _hang_up(server)
        raise asyncio.CancelledError

    async def _hang_up_on_all(self):
        for server in tuple(self._lines):
            _hang_up(server)
        await asyncio.sleep(0.01)

    async def _hang(self, mood):
        if mood.startswith("hangs") and mood != "hangs up":
            await asyncio.sleep(self.chance.uniform(*HANGS_FOR))

    async def _take(self, envelope):
        """Record the letter; the reply follows a moment later, and may never be sent."""
        with self._lock:
            self.envelopes.append(envelope)
        self.busy.set()
        if not self.calm:
            await asyncio.sleep(self.chance.uniform(*SAYS_SO_AFTER))

    def go_away(self):
        """Close all connections and stop listening."""
        if not self.is_away:
            loop = self._controller.loop
            asyncio.run_coroutine_threadsafe(self._hang_up_on_all(), loop).result(PATIENCE)
            self._controller.stop()
            self.is_away = True

    def come_back(self):
        """Listen again, at the same port."""
        if self.is_away:
            self._controller = self._new_controller()
            self._controller.start()
            self.is_away = False

    def _new_controller(self):
        return Controller(self, hostname=self.host, port=self.port, ready_timeout=PATIENCE)

    def __enter__(self):
        super().__enter__()
        return self

    def __exit__(self, *_):
        self.go_away()

    def _mood(self, mood):
        share = BEHAVIOURS[mood] / sum(BEHAVIOURS.values())
        return not self.calm and self.chance.random() <= share

    def _any_mood(self):
        moods = [mood for mood in BEHAVIOURS if mood != "refuses the reader for now"]
        return self.chance.choices(moods, [BEHAVIOURS[mood] for mood in moods])[0]


def _hang_up(server):
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()
