"""Run the product, or a command of it, with a clock that a test sets ahead.

The file ``shift`` in ``VAR`` holds the seconds. Without arguments the product is served.
"""

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

from flask.cli import main

from intake import clock
from intake.cli import serve

real_now = clock.now
SHIFT = Path(os.environ["VAR"]) / "shift"


def shifted() -> datetime:
    """Return the current time, and the seconds in the file on top of it."""
    ahead = int(SHIFT.read_text()) if SHIFT.is_file() else 0
    return real_now() + timedelta(seconds=ahead)


if __name__ == "__main__":
    clock.now = shifted
    if sys.argv[1:]:
        main()
    sys.exit(serve.main())
