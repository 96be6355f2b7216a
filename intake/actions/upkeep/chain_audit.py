"""Chain new entries of the audit log, and verify some older ones, each minute. Needs no key."""

from __future__ import annotations

from datetime import datetime

from intake.audit import chain, verify

VERIFIED_AT_ONCE = 5000
"""Entries that are verified in a minute. After the last one the round begins again."""


def chain_audit(*, now: datetime) -> bool:
    """Chain the next entries; return whether more are left."""
    return chain.chain(now=now)


def verify_some(*, now: datetime) -> None:
    """Verify the next entries of the round, and store the first fault at its end."""
    head = chain.head_to_change()
    verified = verify.verify(verify.link_at(head.checked), at_most=VERIFIED_AT_ONCE)
    head.checked = 0 if verified.at_end else verified.upto.seq
    if verified.at_end:
        head.verified_at = now
        head.broken = verified.broken.seq if verified.broken else None
