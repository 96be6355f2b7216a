"""A mail server behind the socket: it answers at once, in the same thread, as the seed decides."""

import re
from collections import Counter
from collections.abc import Callable
from enum import StrEnum

from tests.simulation.faults import Killed

MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(<[^>]+>)")


class Mood(StrEnum):
    """The answer of the server to a letter."""

    TAKES = "takes it"
    LATER = "later"
    REFUSES = "refuses it"
    DROPS_BEFORE = "hangs up before it takes it"
    DROPS_AFTER = "takes it and hangs up"
    SILENT = "takes it and says nothing"
    KILLED_BEFORE = "worker killed before it takes it"
    KILLED_AFTER = "worker killed after it takes it"


TAKING = (Mood.TAKES, Mood.DROPS_AFTER, Mood.SILENT, Mood.KILLED_AFTER)
REPLIES = {Mood.TAKES: b"250 taken\r\n", Mood.LATER: b"451 later\r\n", Mood.REFUSES: b"550 no\r\n"}


class MailHost:
    """All connections to the mail server. ``taken`` counts letters by Message-ID.

    ``handed_over`` has the Message-IDs of letters that the server was sent and did not take yet.
    """

    def __init__(self):
        self.taken: Counter[str] = Counter()
        self.handed_over: Counter[str] = Counter()
        self.contents: list[bytes] = []
        self.is_up = True
        self.next_mood: Callable[[], Mood] = lambda: Mood.TAKES
        self.before_taking: Callable[[], None] = lambda: None

    def connect(self, *_, **__):
        """Return a connection, in place of ``socket.create_connection``."""
        if not self.is_up:
            raise ConnectionRefusedError
        return MailSocket(self)

    def take(self, content):
        """Decide about a letter, and remember it if it is taken."""
        named = MESSAGE_ID.search(content)
        message_id = named[1].decode() if named else ""
        self.handed_over[message_id] += 1
        try:
            self.before_taking()
        finally:
            self.handed_over[message_id] -= 1
        mood = self.next_mood()
        if mood in TAKING:
            self.taken[message_id] += 1
            self.contents.append(content)
        return mood


class MailSocket:
    """One connection, seen from the client."""

    def __init__(self, host):
        self.host = host
        self.answers = b"220 mail.example.org\r\n"
        self.received = b""
        self.in_letter = self.is_dropped = self.is_doomed = False

    def sendall(self, content):
        """Receive lines, or a whole letter after DATA."""
        if self.is_dropped:
            raise BrokenPipeError
        self.received += content
        if self.in_letter:
            if self.received.endswith(b"\r\n.\r\n"):
                self._end_letter()
            return
        *lines, self.received = self.received.split(b"\r\n")
        for line in lines:
            self.in_letter = line[:4].upper() == b"DATA"
            self.answers += b"354 go on\r\n" if self.in_letter else b"250 fine\r\n"

    def recv(self, _length):
        """Return the answers so far; nothing after hanging up."""
        if self.is_doomed:
            raise Killed
        answers, self.answers = self.answers, b""
        if not answers and not self.is_dropped:
            raise TimeoutError
        return answers

    def settimeout(self, _seconds):
        """Ignore the timeout: nothing waits."""

    def close(self):
        """Close the connection."""
        self.is_dropped = True

    def _end_letter(self):
        content, self.received, self.in_letter = self.received, b"", False
        mood = self.host.take(content)
        if mood is Mood.KILLED_BEFORE:
            raise Killed
        self.answers += REPLIES.get(mood, b"")
        self.is_dropped = mood in (Mood.DROPS_BEFORE, Mood.DROPS_AFTER)
        self.is_doomed = mood is Mood.KILLED_AFTER
