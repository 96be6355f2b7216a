"""Slow networks and phones, emulated by the browser."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Network:
    """A network: kilobits a second, and milliseconds until the first byte returns.

    ``paint`` and ``first`` are the seconds within which something must show: on a warm
    connection, and on the first visit.
    """

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

CPU = 6
"""The factor by which the emulated phone is slower than this machine."""

FIRST_PAINT = """() => new Promise((resolve) => new PerformanceObserver((list) => {
  for (const paint of list.getEntriesByName("first-contentful-paint")) resolve(paint.startTime);
}).observe({type: "paint", buffered: true}))"""

LOADED = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


@dataclass
class Traffic:
    """Bytes that a page received, compressed, and the number of its requests."""

    received: int = 0
    requests: int = 0

    def note(self, event: Any):
        """Count a response (event ``Network.loadingFinished``)."""
        self.received += int(event["encodedDataLength"])
        self.requests += 1


def throttle(page: Any, network: Network, *, cpu: int = CPU) -> Traffic:
    """Slow down the network and the CPU of a page; return the counter of its traffic."""
    traffic, session = Traffic(), page.context.new_cdp_session(page)
    bytes_per_second = network.kilobits * 1000 / 8
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": network.latency,
            "downloadThroughput": bytes_per_second,
            "uploadThroughput": bytes_per_second,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": cpu})
    session.on("Network.loadingFinished", traffic.note)
    return traffic


def load_seconds(page: Any) -> float:
    """Return the seconds until the page shown had loaded and run its scripts."""
    return float(page.evaluate(LOADED)) / 1000


def first_paint_seconds(page: Any) -> float:
    """Return the seconds until the page first showed content."""
    return float(page.evaluate(FIRST_PAINT)) / 1000
