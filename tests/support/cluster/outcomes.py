"""All requests of a drill as their senders saw them: errors, and the time to recover."""

from collections import Counter
from dataclasses import dataclass, field

from intake.frozen import frozen
from tests.support.storm.browser import Notes

CUT = 0
"""In place of a status: the connection was refused, or cut before the answer was whole."""

SILENT = -1
"""In place of a status: no answer within the time that a person waits."""

NAMES = {CUT: "cut", SILENT: "silent"}


@frozen
class Attempt:
    """One request: its door, when (seconds of the monotonic clock), and the answer's status.

    ``writes`` is true where an answer means that the database has committed something.
    """

    door: str
    writes: bool
    began: float
    ended: float
    status: int

    @property
    def failed(self):
        """Return true for an error of the server, and where no answer came."""
        return self.status >= 500 or self.status in NAMES


@dataclass
class Outcomes(Notes):
    """The requests of all browsers of a drill; an error is counted, and alone is no fault."""

    attempts: list[Attempt] = field(default_factory=list)

    def add(self, attempt):
        """Note one request."""
        with self.lock:
            self.attempts.append(attempt)
            self.slowest = max(self.slowest, attempt.ended - attempt.began)

    def saw(self, answer):
        """Count an answer; a bare 500 is a fault, because the product has a page for each drill."""
        with self.lock:
            self.statuses[answer.status] += 1
        if answer.status == 500:
            self.fault(f"500 from {answer.path}")

    @property
    def errors(self):
        """Return the number of failed requests, by status, ``cut`` or ``silent``."""
        failed = [attempt.status for attempt in self.attempts if attempt.failed]
        return Counter(NAMES.get(status, str(status)) for status in failed)

    def recovered(self, door, *, since):
        """Return the seconds from *since* to the first write that a door did after its last error.

        Without an error that is the first write asked for after *since*. ``None`` where none was
        answered.
        """
        of_door = [each for each in self.attempts if each.door == door and each.ended > since]
        last_error = max((each.ended for each in of_door if each.failed), default=since)
        answered = [
            attempt.ended
            for attempt in of_door
            if attempt.writes
            and not attempt.failed
            and since <= attempt.began
            and last_error < attempt.ended
        ]
        return min(answered) - since if answered else None
