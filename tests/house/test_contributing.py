"""Every file that a page names exists, every link leads to one, and so does every test."""

from __future__ import annotations

import re

import pytest

from tests.house.source import ROOT

FOLDERS = "bench|deploy|docs|intake|migrations|static|templates|tests"
PLACE = re.compile(rf"[`\s](?:{FOLDERS})/(?:<[^>]*>|[^`\s\"])+")
FREE = re.compile(r"<[^>]*>|NNNN")
"""Parts of a path that the reader fills in."""


HANDBOOK = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/handbook/**/*.md"))
PAGES = ["README.md", "docs/CONTRIBUTING.md", "docs/glossary.md", "docs/structure.md"]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(#[^)]*)?\)")


@pytest.mark.parametrize("page", [*PAGES, *HANDBOOK, "CHANGELOG.md", "deploy/README.md"])
def test_every_link_on_the_page_leads_to_a_file(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    folder = (ROOT / page).parent

    assert [link for link, _ in LINK.findall(text) if not (folder / link).exists()] == []


@pytest.mark.parametrize("page", HANDBOOK)
def test_every_path_in_the_handbook_exists(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    paths = {path.strip("`\t\n ,;:").partition("::")[0] for path in PLACE.findall(text)}

    secrets = {path for path in paths if path.startswith("deploy/container/secrets/")}
    assert sorted(path for path in paths - secrets if not any(ROOT.glob(_pattern(path)))) == []


@pytest.mark.parametrize("page", [page for page in PAGES if page != "README.md"])
def test_every_path_on_the_page_exists(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    paths = {path.strip("`\t\n ,;:").partition("::")[0] for path in PLACE.findall(text)}

    assert len(paths) > 3
    assert sorted(path for path in paths if not any(ROOT.glob(_pattern(path)))) == []


def _pattern(path: str) -> str:
    return FREE.sub("*", path).replace("*_what_it_is", "*").rstrip("/.,")
