"""Read and write the links of one case, with its open key."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from intake.actions.opening.case_keys import CaseKey
from intake.actions.opening.rollback_guard import RolledBack, reject_rollback
from intake.conflicts import case_links
from intake.sealing.opening import SealDamaged

logger = logging.getLogger(__name__)

KIND = "links"


class Relation(StrEnum):
    """The relation between the people of two cases."""

    SAME_PERSON = "same_person"
    FAMILY = "family"


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link to the case with this reference: its kind, who made it, and on which day."""

    reference: str
    relation: Relation
    member_id: str
    on: date


def read_links(key: CaseKey) -> tuple[Link, ...]:
    """Return the links of a case. Raise ``SealDamaged`` or ``RolledBack``."""
    sealed = case_links.sealed_of(key.case.id)
    if sealed is None:
        return ()
    reject_rollback(sealed)
    return tuple(map(_link, key.open_json(KIND, sealed)))


def readable_links(key: CaseKey) -> tuple[Link, ...] | None:
    """Return the links as :func:`read_links` does; log and return ``None`` if they do not open."""
    try:
        return read_links(key)
    except (SealDamaged, RolledBack) as failure:
        fields = {"case_id": key.case.id, "code": failure.code}
        logger.error("links not opened", extra=fields, exc_info=failure)
        return None


def write_links(key: CaseKey, links: Iterable[Link]) -> bytes:
    """Store the links of a case; return those before, sealed, by which the log knows them."""
    older, content = case_links.sealed_of(key.case.id) or b"", list(map(_to_json, links))
    if content:
        case_links.keep(key.case.id, key.seal_json(KIND, content))
    else:
        case_links.erase_of(key.case.id)
    return older


def without(links: Iterable[Link], reference: str) -> list[Link]:
    """Return the links but those to the case with this reference."""
    return [link for link in links if link.reference != reference]


def _to_json(link: Link) -> dict[str, str]:
    return {
        "reference": link.reference,
        "relation": link.relation.value,
        "member": link.member_id,
        "on": link.on.isoformat(),
    }


def _link(content: dict[str, Any]) -> Link:
    return Link(
        reference=content["reference"],
        relation=Relation(content["relation"]),
        member_id=content["member"],
        on=date.fromisoformat(content["on"]),
    )
