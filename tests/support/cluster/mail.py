"""A mail server that notes when it took each letter."""

import time

from tests.support.storm.mail_server import UnreliableMailServer


class TimedMailServer(UnreliableMailServer):
    """``taken_at`` holds the moment of each letter taken, in seconds of the monotonic clock."""

    def __init__(self, chance):
        super().__init__(chance)
        self.calm = True
        self.taken_at: list[float] = []

    async def handle_DATA(self, server, session, envelope):
        """Take the letter, and note when."""
        answer = await super().handle_DATA(server, session, envelope)
        self.taken_at.append(time.monotonic())
        return answer
