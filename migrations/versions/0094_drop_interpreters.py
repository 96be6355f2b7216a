"""Drop the register of interpreters.

What stood in it is lost: print the list before the upgrade if you need it. A call that is booked
keeps its day, its time and the name of its interpreter, which are sealed in the diary of the case.
"""

from pathlib import Path
from runpy import run_path
from typing import Any

revision = "0094"
down_revision = "0093"


def upgrade() -> None:
    _older()["downgrade"]()


def downgrade() -> None:
    _older()["upgrade"]()


def _older() -> dict[str, Any]:
    return run_path(str(Path(__file__).with_name("0070_interpreters.py")))
