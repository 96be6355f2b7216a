"""The keyless worker's minute with the audit log: chain what came in, verify some of the rest."""

from __future__ import annotations

from datetime import datetime

from intake.audit import chain, verify

VERIFIED_AT_ONCE = 5000
"""So many entries are verified in a minute; behind the last, the round begins again."""


def chain_audit(*, now: datetime) -> bool:
    """Chain what came in since the last time; whether more is left to chain."""
    return chain.chain(now=now)


def verify_some(*, now: datetime) -> None:
    """Go some entries further on the round; what does not hold is kept for all to see."""
    head = chain.head_to_change()
    found = verify.verify(verify.place_of(head.checked), at_most=VERIFIED_AT_ONCE)
    head.checked = 0 if found.at_end else found.upto.seq
    if found.at_end:
        head.verified_at = now
        head.broken = found.broken.seq if found.broken else None
