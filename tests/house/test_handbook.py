"""Commands that the pages for people name are commands that exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from deploy.admin.__main__ import parser
from intake.cli import COMMANDS, Commands
from tests.house.source import ROOT

PAGES = ["README.md", "deploy/README.md", "docs/CONTRIBUTING.md", "docs/SECURITY.md"]
PAGES += sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/handbook/**/*.md"))
SPOKEN = re.compile(
    r"`(?:\.venv/bin/)?flask ([^`]+)`|(?:flask --app wsgi|intake-admin flask) ([^`\n#|;&]+)"
)
MAKE = re.compile(r"(?:^    |`)make ([a-z-]+)", re.MULTILINE)
ADMIN = re.compile(r"(?:^    +|`)(?:deploy/)?intake-admin ([a-z]+[^`\n&#]*)", re.MULTILINE)
OTHERS = {"db"}
"""Commands of libraries."""


@pytest.mark.parametrize("page", PAGES)
def test_every_command_on_the_page_exists(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    assert [words for words in _flask_commands(text) if not _exists(words)] == []
    assert [target for target in MAKE.findall(text) if target not in targets] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_use_of_intake_admin_is_understood(page: str) -> None:
    for words in ADMIN.findall((ROOT / page).read_text("utf-8")):
        named = re.sub(r"intake-desk-[\w.]+\.tar\.gz|\bFILE\b", "README.md", words)

        assert parser().parse_args(shlex.split(named)).command == words.split()[0]


def test_pages_name_commands() -> None:
    texts = [(ROOT / page).read_text("utf-8") for page in PAGES]

    assert sum(len(list(_flask_commands(text))) for text in texts) > 20
    assert sum(len(ADMIN.findall(text)) for text in texts) > 5


def _flask_commands(text: str) -> Iterator[list[str]]:
    for spoken, written in SPOKEN.findall(text):
        words = (spoken or written).removeprefix("--app wsgi ").split()
        if words != ["…"]:
            yield words


def _exists(words: list[str]) -> bool:
    """Return true if the words name a command of ours, and one of its own commands."""
    if words[0] in OTHERS:
        return True
    if words[0] not in COMMANDS:
        return False
    with click.Context(Commands()) as context:
        command = Commands().get_command(context, words[0])
    inner = words[1] if len(words) > 1 else ""
    return not isinstance(command, click.Group) or not inner or inner in command.commands
