"""``python -m intake.cli.demo_site``."""

import os
import sys

from intake.cli.demo_site import run

if __name__ == "__main__":
    sys.exit(run(os.environ))
