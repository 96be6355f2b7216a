"""Run the product with requests that wait two seconds for the database, not ten.

Its error pages try again as soon.
"""

import sys

from intake.cli import serve
from intake.web.faults import database_gate, errors

if __name__ == "__main__":
    database_gate.PATIENCE = 2.0
    errors.TRIES_AGAIN_IN = 2
    sys.exit(serve.main())
