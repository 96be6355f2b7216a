"""Write to the database as a process beside the product would."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from intake.extensions import saving


@contextmanager
def writing_in(app: Flask) -> Iterator[None]:
    """Commit what is done within, in an application context of its own."""
    with app.app_context(), saving():
        yield
