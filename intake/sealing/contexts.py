"""The context that a sealed value is bound to, so that it opens in no other place."""

import re
from functools import cache

from intake.frozen import frozen

WRAP = "wrap:"
"""The beginning of the kind of a sealed key: keys are of one length and are not padded."""

_KIND = re.compile(r"[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*)?", re.ASCII)


class UnusableContext(ValueError):
    """A context that could not be told from another: its kind is no kind, its version no count."""


@frozen
class Context:
    """The place of one sealed thing, bound into its seal as associated data.

    ``installation`` is the fingerprint of the recovery key; ``request`` the id of the request,
    empty where a thing belongs to none; ``kind`` says what it is (``card``, ``wrap:case-key``);
    ``row`` the id of the row that keeps it; ``version`` counts where one row has several.
    """

    installation: str
    request: str
    kind: str
    row: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        if not _is_kind(self.kind) or not 0 <= self.version < 1 << 32:
            raise UnusableContext

    @property
    def wraps_a_key(self) -> bool:
        """Return true if the sealed value is itself a key."""
        return self.kind.startswith(WRAP)

    def to_bytes(self) -> bytes:
        """Canonical bytes: each text behind its length, so that no two contexts are alike.

        ``installation``, ``request``, ``kind`` and ``row`` in UTF-8, each behind its length in
        four bytes, then the version in four bytes; numbers with the most significant byte first.
        """
        texts = (self.installation, self.request, self.kind, self.row)
        return measured(*[text.encode() for text in texts]) + self.version.to_bytes(4)


@cache
def _is_kind(text: str) -> bool:
    return _KIND.fullmatch(text) is not None


def measured(*parts: bytes) -> bytes:
    """Return each part after its length in four bytes, so that no byte can move to the next."""
    return b"".join([len(part).to_bytes(4) + part for part in parts])


def unmeasured(kept: bytes) -> list[bytes]:
    """Return the parts that :func:`measured` joined; raise ``ValueError`` for other bytes."""
    parts, at = [], 0
    while at < len(kept):
        begin = at + 4
        at = begin + int.from_bytes(kept[at:begin])
        parts.append(kept[begin:at])
    if at != len(kept):
        raise ValueError("not measured")
    return parts
