"""The targets of the Makefile exist and have a help text."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.house.source import ROOT

TARGETS = re.compile(r"^([a-z]+):.*?(?:## (.+))?$", re.MULTILINE)
PROMISED = {"run", "test", "demo", "strings", "migration", "help"}


def test_every_promised_target_has_its_help() -> None:
    helps = {name: says for name, says in TARGETS.findall((ROOT / "Makefile").read_text()) if says}

    assert set(helps) >= PROMISED


def test_ci_runs_what_people_run() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()

    assert [line for line in lines if "make" in line] == ["exec make test"]


def test_libraries_may_add_commands_of_their_own() -> None:
    asked = [sys.executable, "-m", "flask", "--app", "wsgi", "--help"]

    result = subprocess.run(asked, cwd=ROOT, env={}, capture_output=True, text=True, check=True)

    assert {"db", "doctor", "keys"} <= set(result.stdout.split())
