"""The settings and the date of a command, read from its Flask application context."""

from __future__ import annotations

from datetime import date

import click
from flask import current_app

from intake import clock
from intake.eligibility.rules import Practice
from intake.settings import Settings


class SettingsRefused(click.ClickException):
    """Raised if a command needs settings that were refused. Exits with 2, in one sentence."""

    exit_code = 2


def settings() -> Settings:
    """Return the settings; raise `SettingsRefused` where they are refused."""
    settings: Settings | None = current_app.config["SETTINGS"]
    if settings is None:
        raise refusal()
    return settings


def require_application() -> None:
    """Raise `SettingsRefused` if the command runs without the application and its database."""
    if "REFUSAL" in current_app.config:
        raise refusal()


def refusal() -> SettingsRefused:
    """Return the exception that says which setting was refused."""
    return SettingsRefused(str(current_app.config["REFUSAL"]))


def today() -> date:
    """Return today's date in the organisation's time zone."""
    return clock.today(settings().time_zone)


def practice() -> Practice:
    """Return the operator's limits on income and area, and the staffed hours."""
    limits = settings()
    return Practice(
        income_percent=limits.income_percent,
        service_area=limits.service_area,
        staffed=limits.staffed,
    )
