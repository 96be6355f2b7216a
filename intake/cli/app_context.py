"""The settings and the day of a command, from the application context that Flask pushed for it."""

from __future__ import annotations

from datetime import date

import click
from flask import current_app

from intake import clock
from intake.eligibility.rules import Practice
from intake.settings import Settings


class SettingsRefused(click.ClickException):
    """The settings are refused, and this command needs them. Ends with 2, in one sentence."""

    exit_code = 2


def settings() -> Settings:
    """Return the settings; raise `SettingsRefused` where they are refused."""
    settings: Settings | None = current_app.config["SETTINGS"]
    if settings is None:
        raise refusal()
    return settings


def require_application() -> None:
    """Raise `SettingsRefused` where the command runs without the application and its database."""
    if "REFUSAL" in current_app.config:
        raise refusal()


def refusal() -> SettingsRefused:
    """Return why the application was not made."""
    return SettingsRefused(str(current_app.config["REFUSAL"]))


def today() -> date:
    """Return the calendar day at the organisation."""
    return clock.today(settings().time_zone)


def practice() -> Practice:
    """Return what the operator decided about income and area."""
    found = settings()
    return Practice(income_percent=found.income_percent, service_area=found.service_area)
