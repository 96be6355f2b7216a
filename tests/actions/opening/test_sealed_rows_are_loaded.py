"""Rows are sealed by any process that can make an actor."""

import subprocess
import sys

from tests.house.source import ROOT


def test_whoever_makes_an_actor_seals_the_rows_that_an_act_changes():
    code = """
import sys
import intake.actions.opening.case_keys
assert "intake.actions.opening.sealed_rows" in sys.modules
"""

    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)
