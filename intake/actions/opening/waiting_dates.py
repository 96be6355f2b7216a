"""Tell which open dates of a case wait for another member, because a correction replaced them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def corrector_of(proof: Mapping[str, Any]) -> str:
    """Return the member whose correction replaced an open date with this proof, or nothing."""
    member_id: str = proof.get("replaced_by", "")
    return member_id
