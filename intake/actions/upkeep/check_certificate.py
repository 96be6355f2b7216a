"""Check the certificates of both doors as a browser does, and record when the first expires.

Only the mail worker does this, because only it may connect to other machines.
"""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from intake.frozen import frozen
from intake.settings import Settings
from intake.settings.mail import DEFAULT_PORTS
from intake.upkeep import runs

EVERY = timedelta(days=1)
"""The time between two checks of the certificate."""

EXPIRES_NOW = timedelta(days=7)
"""With less time than this, the certificate needs someone now."""

AGAIN_AFTER = timedelta(hours=1)
"""The wait after the server could not be reached."""

PATIENCE = 5.0
"""Seconds to wait for the server."""

UNREACHABLE = "unreachable"

REFUSALS = {10: "expired", 9: "not_yet_valid", 62: "other_name", 64: "other_name"}
"""Codes by the verify error of OpenSSL; any other means that no trusted issuer signed it."""


@frozen
class CertificateCheck:
    """The outcome: ``ok`` with the expiry of the certificate, or the code of the refusal."""

    outcome: str
    until: datetime | None = None


def is_due(settings: Settings, *, now: datetime) -> bool:
    """Return true if the certificate has to be checked again."""
    if not settings.https_addresses:
        return False
    run = runs.last_run(runs.CERTIFICATE)
    if run is None:
        return True
    return abs(now - run.at) >= (AGAIN_AFTER if run.outcome == UNREACHABLE else EVERY)


def check_certificate(
    settings: Settings, *, now: datetime, patience: float = PATIENCE
) -> CertificateCheck:
    """Check ``PUBLIC_URL`` and ``APPLICANTS_URL``; return the worse result. Uses no database.

    The worst is a refusal, then a certificate that ends within `EXPIRES_NOW`, then a server that
    cannot be reached, then the certificate that ends first.
    """
    checks = [_connect(address, patience) for address in settings.https_addresses]
    return min(checks, key=lambda check: _rank(check, now))


def _rank(check: CertificateCheck, now: datetime) -> tuple[int, datetime]:
    """Return a key by which a worse result sorts before a better one."""
    if check.until is None:
        return (2 if check.outcome == UNREACHABLE else 0), now
    return (1 if check.until - now < EXPIRES_NOW else 3), check.until


def _connect(address: str, patience: float) -> CertificateCheck:
    """Connect for a TLS handshake, which shows the certificate."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or DEFAULT_PORTS["https"]
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), timeout=patience) as plain,
            context.wrap_socket(plain, server_hostname=host) as wrapped,
        ):
            certificate = wrapped.getpeercert() or {}
    except ssl.SSLCertVerificationError as refusal:
        return CertificateCheck(outcome=REFUSALS.get(refusal.verify_code, "untrusted"))
    except OSError:  # also if the handshake fails: the certificate is not known
        return CertificateCheck(outcome=UNREACHABLE)
    ends = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
    return CertificateCheck(outcome=runs.OK, until=datetime.fromtimestamp(ends, UTC))


def record_certificate(check: CertificateCheck, now: datetime) -> None:
    """Record the outcome of a check. The caller commits."""
    runs.record_run(runs.CERTIFICATE, now=now, outcome=check.outcome, until=check.until)
