"""Hide lengths: plaintexts are padded to Padmé lengths, at least 256 bytes."""

from __future__ import annotations

FLOOR = 256
MARK = b"\x80"


class NotPadded(Exception):
    """Opened bytes do not end as padding does: somebody sealed them another way."""


def padded_length(length: int) -> int:
    """Return the Padmé length for ``length`` bytes: at least 256, at most 12 % more.

    Nikitin and others, "Reducing Metadata Leakage from Encrypted Files" (PoPETs 2019): of the
    binary length only as many leading digits are kept as the count of its digits has itself.
    """
    if length <= FLOOR:
        return FLOOR
    exponent = length.bit_length() - 1
    rest = exponent - exponent.bit_length()
    mask = (1 << rest) - 1
    return (length + mask) & ~mask


def pad(content: bytes) -> bytes:
    """Return the content, one marking byte, and zeros up to the next Padmé length."""
    return (content + MARK).ljust(padded_length(len(content) + 1), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return the content without its padding. Raise :class:`NotPadded` if there is none."""
    content = padded.rstrip(b"\0")
    if not content.endswith(MARK) or len(padded) != padded_length(len(content)):
        raise NotPadded
    return content[:-1]
