"""SECURITY.md names a test for each attack, and every test that it names exists."""

import re

from tests.house.source import ROOT

PAGE = (ROOT / "docs" / "SECURITY.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[^`]*)`", PAGE)
ATTACKS = 51


def test_every_attack_has_its_row():
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| (.+) \|$", PAGE, re.MULTILINE)

    assert [int(number) for number, _, _ in rows] == list(range(1, ATTACKS + 1))
    assert [
        row for row in rows if "`tests/" not in row[2] and "does not apply yet" not in row[2]
    ] == []


def test_every_test_that_is_named_exists():
    assert len(NAMED) > 70

    assert [name for name in NAMED if not _exists(name)] == []


def _exists(name):
    path, _, function = name.partition("::")
    file = ROOT / path
    if not file.exists():
        return False
    return not function or f"\ndef {function}(" in file.read_text("utf-8")
