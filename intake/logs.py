"""Logs as JSON lines, with fields from an allow-list and no text that a person typed."""

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

FIELDS = frozenset(
    {
        *("attempts", "case_id", "code", "count", "endpoint"),
        *("letter", "letter_id", "member_id", "request_id"),
    }
)
"""Fields that a line may have beside time, level, source and event: ids, codes, counts."""

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
PACKAGE = Path(__file__).parent


class JsonLines(logging.Formatter):
    """Format a record without its arguments, its stack and the text of its exception.

    The text of an exception may contain what a person typed. So a line has only its class and
    the last line of our code that it passed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "source": record.name,
            "event": record.msg if record.name.startswith("intake") else record.name,
        }
        line |= {name: value for name, value in vars(record).items() if name in FIELDS}
        if record.exc_info and record.exc_info[0]:
            line |= {"failure": record.exc_info[0].__name__, "where": where(record.exc_info[2])}
        return json.dumps(line, default=str)


def where(trace: TracebackType | None) -> str:
    """Return the last line of our code that an exception passed, as ``web/access.py:42``."""
    last = ""
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(PACKAGE):
            last = f"{file.relative_to(PACKAGE)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return last


def set_up(level: str) -> None:
    """Write every log of this process to standard error, as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level if level in LEVELS else "INFO", handlers=[handler], force=True)
    for verbose in ("alembic", "sqlalchemy"):
        logging.getLogger(verbose).setLevel("WARNING")
