"""``python -m intake.cli.demo_site``."""

from __future__ import annotations

import os
import sys

from intake.cli.demo_site import run

if __name__ == "__main__":
    sys.exit(run(os.environ))
