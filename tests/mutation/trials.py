"""The code to mutate, and the tests that should notice."""

import tomllib
from pathlib import Path

from intake.frozen import frozen

ROOT = Path(__file__).parents[2]
TRIAGE = "tests/triage"
EVERY_RULE = ("reasons", "disputes", "assess", "vignettes", "proceedings", "steps")
"""Tests that come with those of each file of rules."""
TRIALS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
"""Files of rules, of sealing and of sign-in, each with the tests that hold it."""

LONG = ("tests/sealing/test_opening.py::test_a_nonce_never_comes_twice",)

WORK = {
    "cases": (("intake/cases/*.py",), ("tests/cases", "tests/actions/case")),
    "actions": (("intake/actions/case/*.py",), ("tests/actions/case", "tests/cases")),
    "desk": (("intake/web/desk/case/*.py", "intake/web/desk/queue/*.py"), ("tests/web/desk",)),
}
"""Each package of the work on cases: its files, and the tests that hold them."""


@frozen
class Trial:
    """Some files of a package (paths, or patterns) and the quick tests that hold them.

    ``but`` are tests that read the source itself, and so would see the machinery of the trial, or
    that take too long to be run for each change.
    """

    package: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]
    but: tuple[str, ...] = ()

    def files(self):
        """Return the files to change, as paths from the root.

        Raise ``FileNotFoundError`` for a path or a pattern that names none.
        """
        found = {pattern: list(ROOT.glob(pattern)) for pattern in (*self.sources, *self.tests)}
        if missing := [pattern for pattern, files in found.items() if not files]:
            raise FileNotFoundError(", ".join(missing))
        files = {file for pattern in self.sources for file in found[pattern]}
        return sorted(file.relative_to(ROOT).as_posix() for file in files)


def trials():
    """Return every trial; those of one package are reported together."""
    yield Trial(package="law", sources=("intake/law/*.py",), tests=("tests/law",))
    yield Trial(
        package="eligibility",
        sources=("intake/eligibility/*.py",),
        tests=("tests/eligibility",),
        but=("tests/eligibility/test_decide.py",),
    )
    yield Trial(
        package="triage",
        sources=("intake/triage/*.py",),
        tests=(TRIAGE,),
        but=(f"{TRIAGE}/test_rules_are_law.py", f"{TRIAGE}/test_properties.py"),
    )
    for name, tests in TRIALS["rules"].items():
        yield Trial(
            package="triage",
            sources=(f"intake/triage/rules/{name}.py",),
            tests=tuple(f"{TRIAGE}/test_{test}.py" for test in (*tests, *EVERY_RULE)),
            but=(f"{TRIAGE}/test_vignettes.py::test_the_vignettes_run_each_line_of_the_rules",),
        )
    for name, tests in TRIALS["sealing"].items():
        yield Trial(
            package="sealing",
            sources=(f"intake/sealing/{name}.py",),
            tests=tuple(f"tests/sealing/test_{test}.py" for test in tests),
            but=LONG if "opening" in tests else (),
        )
    for source, tests in TRIALS["sign_in"].items():
        yield Trial(
            package="sign-in",
            sources=(f"intake/{source}.py",),
            tests=tuple(f"tests/{test}.py" for test in tests),
        )
    for package, (sources, folders) in WORK.items():
        yield Trial(package=package, sources=sources, tests=folders)
