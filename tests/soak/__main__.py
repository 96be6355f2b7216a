"""Run the parts of ``make soak``, one after another, and print what each said in a table.

``PARTS=`` names some. A part that fails stops no other; the table then ends with 1.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent
PYTEST = (sys.executable, "-m", "pytest", "-q", "-s")
ON_TWO = ("-n", "2", "--dist", "worksteal")
SPREAD = frozenset({"every_page", "fuzzing", "upgrades"})
"""Parts whose tests take long and measure no time."""

NOT_IN_TEST = "long or elsewhere or hypothesis"
"""What ``make test`` leaves out: long tests, the other database, new examples."""

EVERY_DATABASE = (*PYTEST, *ON_TWO, "-m", NOT_IN_TEST, "--hypothesis-profile", "explore")


def commands():
    """Return the command of each part, by its name."""
    parts = {
        file.stem: (*PYTEST, *(ON_TWO if file.stem in SPREAD else ("-n", "0")), str(file))
        for file in sorted(FOLDER.glob("[a-z]*.py"))
    }
    mutation = (sys.executable, "-m", "tests.mutation", *os.environ.get("MUTATED", "").split())
    return {**parts, "mutation": mutation, "every_database": EVERY_DATABASE}


def main(names):
    """Run the parts of these names, or all; return 1 if one failed."""
    parts, rows, failed = commands(), [], False
    for name in names or parts:
        began = time.monotonic()
        environ = {**os.environ, **({"EVERY_DATABASE": "1"} if name == "every_database" else {})}
        code = subprocess.run(parts[name], env=environ, check=False).returncode
        failed |= code != 0
        told = "failed" if code else "passed"
        rows.append(f"{name:<16}{told:<8}{(time.monotonic() - began) / 60:>6.1f} minutes")
        sys.stdout.write(f"{rows[-1]}\n")
        sys.stdout.flush()
    sys.stdout.write("\n".join(["", *rows, ""]))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
