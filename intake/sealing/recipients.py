"""The recipients of sealed values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Someone a thing is sealed to: whose key it is, and its public half."""

    whose: str
    public_key: bytes
