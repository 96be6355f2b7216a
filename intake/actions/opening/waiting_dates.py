"""Tell which open dates of a case wait for another member, because a correction replaced them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intake.actions.opening.case_keys import CaseKey
from intake.diary import entries


def corrector_of(proof: Mapping[str, Any]) -> str:
    """Return the member whose correction replaced an open date with this proof, or nothing."""
    member_id: str = proof.get("replaced_by", "")
    return member_id


def has_waiting(key: CaseKey) -> bool:
    """Return true if an open date of the case waits for another member."""
    contents = key.open_rows("diary", entries.open_of(key.case.id))
    return any(corrector_of(content.get("proof", {})) for content in contents)
