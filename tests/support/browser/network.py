"""Networks and phones as people have them, through the browser's own emulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Network:
    """How fast a line is, and how long it takes until the first byte comes back."""

    name: str
    kilobits: int
    latency: int
    paint: float
    first: float

    def __str__(self) -> str:
        return self.name


SLOW_2G = Network("slow 2G", 50, 2000, paint=3.0, first=10.0)
REGULAR_2G = Network("2G", 250, 800, paint=1.5, first=4.0)
REGULAR_3G = Network("3G", 400, 400, paint=0.8, first=2.0)
"""``paint``: seconds until something shows on a warm line; ``first``: on the first visit."""

CPU = 6
"""So many times slower than this machine is the phone."""

PAINTED = """() => new Promise((tell) => new PerformanceObserver((seen) => {
  for (const paint of seen.getEntriesByName("first-contentful-paint")) tell(paint.startTime);
}).observe({type: "paint", buffered: true}))"""

SETTLED = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


@dataclass
class Traffic:
    """What a window has received, counted as it travels."""

    received: int = 0
    requests: int = 0

    def note(self, event: Any) -> None:
        """One answer has come in."""
        self.received += int(event["encodedDataLength"])
        self.requests += 1


def throttle(page: Any, network: Network, *, cpu: int = CPU) -> Traffic:
    """Let this window's line be slow from now on; gives what counts it."""
    line, session = Traffic(), page.context.new_cdp_session(page)
    bytes_a_second = network.kilobits * 1000 / 8
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": network.latency,
            "downloadThroughput": bytes_a_second,
            "uploadThroughput": bytes_a_second,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": cpu})
    session.on("Network.loadingFinished", line.note)
    return line


def load_seconds(page: Any) -> float:
    """Seconds until the page shown had run all that it runs, script and all."""
    return float(page.evaluate(SETTLED)) / 1000


def first_paint_seconds(page: Any) -> float:
    """Seconds until the page shown first showed something."""
    return float(page.evaluate(PAINTED)) / 1000
