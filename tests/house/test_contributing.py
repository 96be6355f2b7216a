"""Every file that README, CONTRIBUTING and the glossary name exists, and so does every test."""

from __future__ import annotations

import re

import pytest

from tests.house.source import ROOT

FOLDERS = "bench|deploy|docs|intake|migrations|static|templates|tests"
PLACE = re.compile(rf"[`\s](?:{FOLDERS})/(?:<[^>]*>|[^`\s\"])+")
FREE = re.compile(r"<[^>]*>|NNNN")
"""Parts of a path that the reader fills in."""


@pytest.mark.parametrize("page", ["README.md", "docs/CONTRIBUTING.md", "docs/glossary.md"])
def test_every_path_on_the_page_exists(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    paths = {path.strip("`\t\n ,;:").partition("::")[0] for path in PLACE.findall(text)}

    assert len(paths) > 3
    assert sorted(path for path in paths if not any(ROOT.glob(_pattern(path)))) == []


def _pattern(path: str) -> str:
    return FREE.sub("*", path).replace("*_what_it_is", "*").rstrip("/.,")
