"""Every path and command that the books name exists, and generated files are current."""

import importlib.util
import re
import shlex

import click
import pytest

from deploy.admin.__main__ import parser
from docs import layers, schema
from intake.cli import Commands
from tests.house.source import ROOT

PAGES = ["README.md", "CHANGELOG.md"]
PAGES += sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("docs", "deploy")
    for path in (ROOT / folder).rglob("*.md")
    if path.name != "DECISIONS.md"  # tells of files as they were on its days
)
FOLDERS = "bench|deploy|docs|intake|migrations|static|templates|tests"
PLACE = re.compile(rf"`(?:{FOLDERS})/(?:<[^>]*>|[^`\s\"])+")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#]+)(?:#[^)]*)?\)")
FREE = re.compile(r"<[^>]*>|NNNN|…")
"""Parts of a path that the reader fills in."""

MADE = "deploy/container/secrets/"
"""Holds what the reader makes."""

FLASK = re.compile(
    r"`(?:\.venv/bin/)?flask (?:--app wsgi )?([^`]+)`"
    r"|(?:flask --app wsgi|intake-admin flask) ([^`\n#|;&]+)"
)
MAKE = re.compile(r"(?:^    |`)make ([a-z-]+)", re.MULTILINE)
ADMIN = re.compile(r"(?:^    +|`)(?:deploy/)?intake-admin ([a-z]+[^`\n&#]*)", re.MULTILINE)
MODULE = re.compile(r"python3? -m ([a-z_.]+)")
OF_LIBRARIES = {"db"}


@pytest.mark.parametrize("page", PAGES)
def test_every_path_on_the_page_exists(page):
    text, folder = (ROOT / page).read_text("utf-8"), (ROOT / page).parent
    paths = {path.strip("`,;:").partition("::")[0] for path in PLACE.findall(text)}

    assert [link for link in LINK.findall(text) if not (folder / link).exists()] == []
    assert [path for path in sorted(paths) if not _is_there(path)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_on_the_page_exists(page):
    text = (ROOT / page).read_text("utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    flask = [(spoken or written).split() for spoken, written in FLASK.findall(text)]

    assert [words for words in flask if words != ["…"] and not _is_command(words)] == []
    assert [target for target in MAKE.findall(text) if target not in targets] == []
    assert [name for name in MODULE.findall(text) if not importlib.util.find_spec(name)] == []
    for words in ADMIN.findall(text):
        named = re.sub(r"intake-desk-[\w.]+\.tar\.gz|\bFILE\b", "README.md", words)
        assert parser().parse_args(shlex.split(named)).command == words.split()[0]


def test_pages_name_paths_and_commands():
    text = "\n".join((ROOT / page).read_text("utf-8") for page in PAGES)

    assert [len(kind.findall(text)) > 20 for kind in (PLACE, LINK, FLASK, MAKE)] == [True] * 4
    assert len(ADMIN.findall(text)) > 5


def test_generated_files_are_current():
    assert schema.FILE.read_text("utf-8") == schema.schema(), "python -m docs.schema"
    picture = layers.picture(layers.layers())
    assert layers.FILE.read_text("utf-8") == picture, "python -m docs.layers"


def _is_there(path):
    pattern = FREE.sub("*", path).replace("*_what_it_is", "*").rstrip("/.,")
    return path.startswith(MADE) or any(ROOT.glob(pattern))


def _is_command(words):
    """Return true if the words name a command of ours, and one of its own commands."""
    if words[0] in OF_LIBRARIES:
        return True
    with click.Context(Commands()) as context:
        command = Commands().get_command(context, words[0])
    inner = words[1] if len(words) > 1 else ""
    return command is not None and (
        not isinstance(command, click.Group) or not inner or inner in command.commands
    )
