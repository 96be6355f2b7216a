"""Fingerprints of the law and of the rules, which tell a recall that either has changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from intake import law as law_package
from intake import triage
from intake.law.book import LawBook
from intake.questionnaire import asylum

RULES = (triage, law_package, asylum)
"""Packages whose code decides days and tiers: the rules, circuits, and when a question is asked."""


def of_law(law: LawBook) -> dict[str, str]:
    """Return the fingerprint of each parameter by its id."""
    return dict(law.fingerprints)


@cache
def of_rules() -> str:
    """Return the fingerprint of this release's rules, the hash of their source files."""
    digest = sha256()
    for package in RULES:
        for file in sorted(Path(package.__path__[0]).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> frozenset[str]:
    """Return the ids of the parameters whose fingerprints differ."""
    if before == after:
        return frozenset()
    return frozenset(key for key in {*before, *after} if before.get(key) != after.get(key))
