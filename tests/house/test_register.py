"""Folders that have been rewritten contain no forbidden name and no forbidden docstring.

``make checks`` holds the measures of the whole source to their bounds; these folders are at zero.
"""

from __future__ import annotations

from tests.house.register import figures

CLEAN = (
    *("bench/", "deploy/", "docs/", "intake/cli/", "intake/settings/"),
    *("tests/cli/", "tests/health/", "tests/house/", "tests/mutation/", "tests/soak/"),
)
"""Add a folder once it has been rewritten."""


def test_rewritten_folders_contain_no_forbidden_name_or_docstring() -> None:
    docstrings, names, *_ = figures()

    assert [place for place in (*docstrings.places, *names.places) if place.startswith(CLEAN)] == []
