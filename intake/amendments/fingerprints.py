"""Fingerprints of the law and of the rules, by which a recall knows that either has changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from intake import triage
from intake.law.book import LawBook, Parameter


@lru_cache(maxsize=512)
def _of_rows(rows: tuple[Parameter, ...]) -> str:
    """What counts of a parameter: its values and their times; who checked it changes no date."""
    counted = [(row.value, row.from_day, row.until, row.alternative) for row in rows]
    return sha256(repr(counted).encode()).hexdigest()[:16]


def of_law(law: LawBook) -> dict[str, str]:
    """A fingerprint for each parameter."""
    return {id_: _of_rows(rows) for id_, rows in law.by_id.items()}


@cache
def of_rules() -> str:
    """A fingerprint of the rules as this release has them: of their very source."""
    folder = Path(triage.__path__[0])
    digest = sha256()
    for file in sorted(folder.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> frozenset[str]:
    """The parameters that are not the same in both."""
    return frozenset(id_ for id_ in {*before, *after} if before.get(id_) != after.get(id_))
