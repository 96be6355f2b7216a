"""Mutate the code in a copy, one small change at a time, and check that a test notices.

``make soak`` runs it; ``MUTATED=`` names packages, all without it: ``templates`` are wrong links,
variables and conditions. 24 changes of each package are tried and twelve of templates, in each
run the same; ``SAMPLE=`` sets how many of a package, and ``SAMPLE=0`` tries all. It fails where
less than 85 % of the changes of a package are noticed. What was not noticed is printed, with the
reason why that does no harm if somebody has read it: ``survivors.toml``; and, where all were tried,
what stands there although it is noticed by now, or can no longer be made.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping
from math import ceil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from mutmut.stats import status_by_exit_code

from intake.frozen import frozen
from tests.mutation.templates import chosen_changes, unnoticed
from tests.mutation.trials import ROOT, trials

LEAST = 0.85
SAMPLE = int(os.environ.get("SAMPLE") or 24)
NOTICED = {"killed", "timeout", "segfault"}
COPIED = (
    *("intake", "tests", "templates", "static", "migrations", "deploy"),
    *("wsgi.py", "pyproject.toml"),
)
PLAIN = ("-p", "no:cacheprovider", "-p", "no:randomly", "-k", "not postgresql", "--timeout=60")
EVERY_STORY = {**os.environ, "EVERY_DATABASE": "1"}
"""Run every test on SQLite, also those that ``make test`` runs on PostgreSQL only."""

NO_CHANGE = "no change has this name"
"""Given this, mutmut makes all changes, runs the tests once, and tries none of them."""

REVIEWED = Path(__file__).parent / "survivors.toml"


class TrialBroken(Exception):
    """Raised if the tests fail on unchanged code, or nothing could be changed."""


@frozen
class Survivor:
    """A change that no test noticed: its function, and the line before and after."""

    function: str
    was: str
    became: str


@frozen
class Tried:
    """The result of one trial."""

    package: str
    modules: tuple[str, ...]
    changes: int
    survivors: tuple[Survivor, ...]


Reviewed = Mapping[tuple[str, str], str]
"""The reason why a change is harmless, by function and changed line."""


def main(packages):
    """Return 0 if enough changes were noticed in every package, else 1."""
    reviewed, tried = _reviewed(), []
    files = Counter[str]()
    for trial in trials():
        files[trial.package] += len(trial.files())
    for trial in trials():
        if not packages or trial.package in packages:
            tried.append(_try(trial, ceil(SAMPLE * len(trial.files()) / files[trial.package])))
            _say(f"  {', '.join(trial.files())}: {_told([tried[-1]])}")
    if not packages or "templates" in packages:
        tried.append(_try_templates())
    names = list(dict.fromkeys(trial.package for trial in tried))
    by_package = {name: [trial for trial in tried if trial.package == name] for name in names}
    for name in names:
        _say(f"\n{name}: {_told(by_package[name])}")
        _tell_survivors(by_package[name], reviewed)
    return int(any(_share(of_one) < LEAST for of_one in by_package.values()))


def _try(trial, sample):
    """Try so many changes of a trial, or all where *sample* is 0."""
    with TemporaryDirectory(prefix="mutation-") as name:
        folder = Path(name)
        _copy(trial, folder)
        if sample:
            _mutmut(folder, NO_CHANGE)
        made = sorted(key for key, _ in _exit_codes(trial, folder)) if sample else []
        chosen = Random(trial.package).sample(made, min(sample, len(made)))
        ended = _mutmut(folder, *chosen)
        codes = {
            key: code for key, code in _exit_codes(trial, folder) if not sample or key in chosen
        }
        if ended.returncode or not codes:
            raise TrialBroken((folder / "log").read_text("utf-8").replace("\r", "\n")[-4000:])
        missed = [key for key, code in codes.items() if status_by_exit_code[code] not in NOTICED]
        return Tried(
            package=trial.package,
            modules=tuple(
                file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
                for file in trial.files()
            ),
            changes=len(codes),
            survivors=tuple(_survivor(key, folder) for key in missed),
        )


def _mutmut(folder, *names):
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", "1", *names]
    with (folder / "log").open("a") as out:
        return subprocess.run(
            command, cwd=folder, stdout=out, stderr=out, env=EVERY_STORY, check=False
        )


def _try_templates():
    changes = chosen_changes()
    survivors = [
        Survivor(function=change.file, was=change.was, became=change.became)
        for change in unnoticed(changes)
    ]
    return Tried(package="templates", modules=(), changes=len(changes), survivors=tuple(survivors))


def _copy(trial, folder):
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy2(ROOT / name, folder / name)
    if trial.package == "sign-in":
        _stretch_less(folder / "intake" / "sealing" / "stretching.py")
    without = [part for test in trial.but for part in ("--deselect", test)]
    settings = {
        "source_paths": ["intake"],
        "only_mutate": trial.files(),
        "also_copy": [name for name in COPIED if name != "intake"],
        "pytest_add_cli_args_test_selection": list(trial.tests),
        "pytest_add_cli_args": [*PLAIN, *without],
        "use_git_change_detection": False,
    }
    rows = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    with (folder / "pyproject.toml").open("a") as file:
        file.write("\n".join(["\n[tool.mutmut]", *rows, ""]))


def _stretch_less(file):
    """Make password hashing cheap, since it took most of the time and is not tested here."""
    costly = file.read_text("utf-8")
    cheap = costly.replace("memory_kib=64 * 1024, passes=3", "memory_kib=64, passes=1")
    if cheap == costly:
        raise TrialBroken
    file.write_text(cheap, "utf-8")


def _exit_codes(trial, folder):
    for file in trial.files():
        made = folder / "mutants" / f"{file}.meta"
        if made.exists():
            yield from json.loads(made.read_text("utf-8"))["exit_code_by_key"].items()


def _survivor(key, folder):
    command = [sys.executable, "-m", "mutmut", "show", key]
    shown = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    lines = [line for line in shown.splitlines() if not line.startswith(("---", "+++"))]
    module, _, name = key.partition("__mutmut_")[0].rpartition(".")
    return Survivor(
        function=f"{module}.{name.removeprefix('x_').replace('ǁ', '.').removeprefix('x.')}",
        was=" ".join(line[1:].strip() for line in lines if line.startswith("-")),
        became=" ".join(line[1:].strip() for line in lines if line.startswith("+")),
    )


def _reviewed():
    rows = tomllib.loads(REVIEWED.read_text("utf-8")).get("survivor", [])
    return {(row["function"], row["became"]): row["why"] for row in rows}


def _share(tried):
    tried = list(tried)
    changes = sum(trial.changes for trial in tried)
    return 1 - sum(len(trial.survivors) for trial in tried) / changes


def _told(tried):
    changes = sum(trial.changes for trial in tried)
    missed = sum(len(trial.survivors) for trial in tried)
    return f"{changes - missed} of {changes} changes noticed, {_share(tried):.1%}"


def _tell_survivors(tried, reviewed):
    survivors = [survivor for each in tried for survivor in each.survivors]
    for survivor in survivors:
        why = reviewed.get((survivor.function, survivor.became), "NOT READ YET")
        _say(f"  {survivor.function}\n    - {survivor.was}\n    + {survivor.became}\n    {why}")
    survived = {(survivor.function, survivor.became) for survivor in survivors}
    _say(f"  {len(survivors)} survived, {len(survived - reviewed.keys())} of them not read yet")
    if SAMPLE:
        return
    modules = {module for each in tried for module in each.modules}
    for function, became in sorted(reviewed.keys() - survived):
        if any(function.startswith(f"{module}.") for module in modules):
            _say(f"  No longer survives: {function}\n    + {became}")


def _say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.nice(15)
    sys.exit(main(sys.argv[1:]))
