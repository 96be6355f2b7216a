"""Change templates in a copy, one place at a time, and check that a test notices."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from intake.frozen import frozen
from tests.mutation.trials import ROOT

SAMPLE = 12
SEED = 7
ENDPOINT = re.compile(r"(?<=url_for\(')[\w.]+(?=')")
VARIABLE = re.compile(r"(?<=\{\{ )[a-z][\w.]*(?= \}\})")
CONDITION = re.compile(r"(?<=\{% if )(?!not )[^%]+?(?= -?%\})")
PYTEST = (sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider")
NETS = ("tests/nets/test_nets.py", "-k", "applicants or desk")
"""The nets of what pages say; the others hold no template."""

FOLDERS = {"desk": "tests/web/desk", "signin": "tests/web/signin", "email": "tests/actions/mail"}
"""The tests of a folder of templates; those of applicants' pages for all others."""


@frozen
class Change:
    """A place in a template, what stands there, and what a tired developer would write instead."""

    file: str
    start: int
    was: str
    became: str

    def applied(self, text):
        """Return the text of the template with the change."""
        return text[: self.start] + self.became + text[self.start + len(self.was) :]


def chosen_changes():
    """Return some changes of all templates, in each run the same: each is shown to all pages."""
    files = sorted((ROOT / "templates").rglob("*.*"))
    changes = [change for file in files for change in changes_of(file)]
    return Random(SEED).sample(changes, SAMPLE)


def changes_of(file):
    """Yield the wrong endpoints, wrong variables and wrong conditions that fit into a template."""
    text, name = file.read_text("utf-8"), file.relative_to(ROOT).as_posix()
    for pattern in (ENDPOINT, VARIABLE):
        found = list(pattern.finditer(text))
        others = sorted({match[0] for match in found})
        for match in found:
            if len(others) > 1:
                other = others[(others.index(match[0]) + 1) % len(others)]
                yield Change(file=name, start=match.start(), was=match[0], became=other)
    for match in CONDITION.finditer(text):
        for became in ("true", f"not ({match[0]})"):
            yield Change(file=name, start=match.start(), was=match[0], became=became)


def unnoticed(changes):
    """Yield those that neither the nets nor the tests of the pages notice."""
    with TemporaryDirectory(prefix="mutation-") as name:
        folder = Path(name, "copy")
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "__pycache__", "var"))
        for change in changes:
            file = folder / change.file
            text = file.read_text("utf-8")
            file.write_text(change.applied(text), "utf-8")
            tests = FOLDERS.get(change.file.split("/")[1], "tests/web/apply")
            if _passes(folder, *NETS) and _passes(folder, tests):
                yield change
            file.write_text(text, "utf-8")


def _passes(folder, *tests):
    return (
        subprocess.run([*PYTEST, *tests], cwd=folder, capture_output=True, check=False).returncode
        == 0
    )
