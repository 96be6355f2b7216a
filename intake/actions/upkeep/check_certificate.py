"""Look at the certificate of ``PUBLIC_URL`` as a browser does, and record when it ends.

Only the mail worker does this: it alone may speak to other machines.
"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from intake.settings import Settings
from intake.settings.addresses import DEFAULT_PORTS
from intake.upkeep import runs

EVERY = timedelta(days=1)
"""How often the certificate is looked at."""

AGAIN_AFTER = timedelta(hours=1)
"""After so long where it was not reached."""

PATIENCE = 5.0
"""Seconds to wait for the server."""

UNREACHABLE = "unreachable"

REFUSALS = {10: "expired", 9: "not_yet_valid", 62: "other_name", 64: "other_name"}
"""By the number that OpenSSL gives; every other is of nobody whom browsers trust."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What came of it: ``ok`` with the end of the certificate, or the code of the refusal."""

    outcome: str
    until: datetime | None = None


def is_due(settings: Settings, *, now: datetime) -> bool:
    """Return whether the certificate has to be looked at again, if there is one."""
    if not settings.https:
        return False
    run = runs.last_run(runs.CERTIFICATE)
    if run is None:
        return True
    return abs(now - run.at) >= (AGAIN_AFTER if run.outcome == UNREACHABLE else EVERY)


def look_at_certificate(settings: Settings, *, patience: float = PATIENCE) -> Seen:
    """Connect to ``PUBLIC_URL``; needs no database, and sends nothing but the handshake."""
    parts = urlsplit(settings.public_url)
    host, port = parts.hostname or "", parts.port or DEFAULT_PORTS["https"]
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), timeout=patience) as plain,
            context.wrap_socket(plain, server_hostname=host) as wrapped,
        ):
            certificate = wrapped.getpeercert() or {}
    except ssl.SSLCertVerificationError as refusal:
        return Seen(outcome=REFUSALS.get(refusal.verify_code, "untrusted"))
    except OSError:  # also where the handshake fails: nothing can be said of the certificate
        return Seen(outcome=UNREACHABLE)
    ends = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
    return Seen(outcome=runs.OK, until=datetime.fromtimestamp(ends, UTC))


def record_certificate(seen: Seen, *, now: datetime) -> None:
    """Record what was seen. The caller commits."""
    runs.record_run(runs.CERTIFICATE, now=now, outcome=seen.outcome, until=seen.until)
