"""Read the database as a process beside the product would."""

from typing import Any

from flask import Flask
from sqlalchemy import Select

from intake.extensions import db


def stored(app: Flask, query: Select[Any]) -> list[Any]:
    """Return the first value of each row, in an application context of its own."""
    with app.app_context():
        return list(db.session.scalars(query))
