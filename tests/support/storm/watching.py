"""Watch a product for code that touches its SQLite files by itself; see ``watch/``."""

from pathlib import Path

WATCH = Path(__file__).parent / "watch"


def watch_settings(database, report):
    """Return the environment in which every Python process writes its faults to *report*."""
    return {"PYTHONPATH": str(WATCH), "WATCHED": str(database), "WATCH_REPORT": str(report)}
