"""Books, the page of security and the release name only what exists, and are current."""

import importlib.util
import os
import re
import shlex
import subprocess
import tarfile
from io import BytesIO

import click
import pytest

from deploy.admin.__main__ import parser
from deploy.release import licences, release_notes, source_tar
from docs import layers, schema
from intake.cli import Commands
from intake.version import VERSION
from tests.house.source import ROOT, suppressions
from tests.mutation.trials import trials

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


ALLOWED = {
    *(".ci", ".dockerignore", ".gitattributes", ".github", ".gitignore", ".pre-commit-config.yaml"),
    *("CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSES", "Makefile", "README.md", "REUSE.toml"),
    *("bench", "deploy", "docs", "intake", "migrations", "publiccode.yml", "pyproject.toml"),
    *("requirements", "requirements.txt", "static", "templates", "tests", "typings", "wsgi.py"),
}
"""Names in the root of the repository. A new file belongs into one of the folders."""


def test_every_file_that_is_mutated_exists():
    assert all(trial.files() for trial in trials())


def test_the_root_holds_what_a_stranger_looks_for_and_no_more():
    listed = subprocess.run(
        ("git", "ls-tree", "--name-only", "HEAD"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(listed.stdout.split()) - ALLOWED == set()


def test_two_builds_of_one_commit_are_bit_equal(tmp_path, monkeypatch):
    """Build here, and from the clone of a person with another umask and time zone."""
    clone = tmp_path / "clone.git"
    subprocess.run(("git", "clone", "--quiet", "--bare", "--shared", ROOT, clone), check=True)
    here = source_tar("HEAD", "1.0.0")

    monkeypatch.setenv("TZ", "Asia/Kabul")
    umask = os.umask(0o077)
    try:
        away = source_tar("HEAD", "1.0.0", root=clone)
    finally:
        os.umask(umask)

    assert here == away
    with tarfile.open(fileobj=BytesIO(here)) as archive:
        version = archive.extractfile("intake-desk-1.0.0/intake/version.py")
        assert version
        assert re.search(rb'^ARCHIVED = "[0-9a-f]{40}"$', version.read(), re.MULTILINE)
        assert {entry.mode for entry in archive if entry.isfile()} == {0o644, 0o755}


def test_the_notes_of_this_release_say_how_to_upgrade():
    notes = release_notes((ROOT / "CHANGELOG.md").read_text("utf-8"), VERSION)

    assert notes.startswith(f"# {VERSION}")
    assert "### Upgrading" in notes


def test_a_release_without_steps_of_upgrading_is_refused():
    with pytest.raises(SystemExit, match="does not say how to upgrade"):
        release_notes("# Changes\n\n## 9.0.0\n\nFaster.\n", "9.0.0")


def test_every_package_is_listed_with_its_licence():
    flask = {"name": "flask", "version": "3.1", "licenses": [{"expression": "BSD-3-Clause"}]}
    mail = {"name": "mail", "version": "1", "licenses": [{"license": {"id": "MIT"}}]}

    assert "| flask | 3.1 | BSD-3-Clause |\n| mail | 1 | MIT |" in licences([mail, flask])
    with pytest.raises(SystemExit, match="No licence is known of: bare"):
        licences([flask, {"name": "bare", "version": "1"}])


FEWER_THAN = 10


def test_each_has_its_reason():
    silent = [
        where
        for where, rest in suppressions()
        if not re.match(r"(\[[a-z-, ]+\]\s*#|:\s*[A-Z0-9, ]+ -)\s*\S+", rest)
    ]

    assert silent == []


def test_there_are_few():
    places = suppressions()

    assert 0 < len(places) < FEWER_THAN, "\n".join(where for where, _ in places)
