"""What the operator decided, and the day it is there: for commands."""

from __future__ import annotations

from datetime import date

from flask import current_app

from intake import clock
from intake.settings import Settings


def settings() -> Settings:
    """Every setting."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def today() -> date:
    """The calendar day at the organisation."""
    return clock.today(settings().time_zone)
