"""Each finding of a tool that we do not follow has its reason, and there are few."""

from __future__ import annotations

import re

from tests.house.source import ROOT, modules

SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover|nosec)\b(?P<rest>.*)")
FEWER_THAN = 10


def suppressions() -> list[tuple[str, str]]:
    """Where a tool is told to be silent, and what stands behind it."""
    return [
        (f"{module}:{number}", found["rest"])
        for folder in ("intake", "migrations", "tests")
        for module in modules(folder)
        if module.path.parent != ROOT / "tests" / "house"
        for number, line in enumerate(module.text.splitlines(), start=1)
        if (found := SILENCED.search(line))
    ]


def test_each_has_its_reason() -> None:
    silent = [
        where
        for where, rest in suppressions()
        if not re.match(r"(\[[a-z-, ]+\]\s*#|:\s*[A-Z0-9, ]+ -)\s*\S+", rest)
    ]

    assert silent == []


def test_there_are_few() -> None:
    found = suppressions()

    assert 0 < len(found) < FEWER_THAN, "\n".join(where for where, _ in found)
