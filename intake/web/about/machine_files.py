"""Files that programs ask for by a fixed name: ``security.txt`` and ``robots.txt``."""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from flask import Blueprint
from flask.typing import ResponseReturnValue

from intake import clock
from intake.web.access import anyone
from intake.web.app_context import settings

blueprint = Blueprint("machine_files", __name__)
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
VALID = timedelta(days=180)
"""RFC 9116 recommends less than a year, so that an abandoned address is not trusted for ever."""

ROBOTS = """\
User-agent: *
Allow: /$
Disallow: /
"""
"""Robots may read the front page, whose header tells them not to list it, and nothing else."""


@blueprint.get("/robots.txt")
@anyone
def robots() -> ResponseReturnValue:
    """Ask crawlers to read nothing, so that no copy of a page lies elsewhere."""
    return ROBOTS, PLAIN


@blueprint.get("/.well-known/security.txt")
@anyone
def security() -> ResponseReturnValue:
    """Say where to report a vulnerability (RFC 9116)."""
    sender = parseaddr(settings().mail_default_sender)[1]
    contact = settings().security_contact or sender
    return security_text(contact, settings().public_url, clock.now()), PLAIN


def security_text(contact: str, public_url: str, now: datetime) -> str:
    """Return the file: *contact* is an email address or an https address."""
    address = contact if contact.startswith("https://") else f"mailto:{contact}"
    expires = (now + VALID).astimezone(UTC).strftime("%Y-%m-%dT00:00:00Z")
    lines = (
        f"Contact: {address}",
        f"Expires: {expires}",
        "Preferred-Languages: en",
        f"Canonical: {public_url}/.well-known/security.txt",
    )
    return "\n".join(lines) + "\n"
